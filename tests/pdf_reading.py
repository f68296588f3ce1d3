"""Reads a tagged PDF back as a screen reader does: by its structure tree, with the text that each element marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

SHOWN = {"Tj", "TJ", "'", '"'}


@dataclass
class Element:
    """An element of the structure tree, its role as PDF 1.7 knows it."""

    role: str
    text: str = ""
    alternative: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list[Element] = field(default_factory=list)

    def all(self, *roles: str) -> Iterator[Element]:
        """Itself and all below it of these roles, in reading order."""
        if not roles or self.role in roles:
            yield self
        for each in self.inner:
            yield from each.all(*roles)

    @property
    def words(self) -> str:
        """All of its text, white space made one blank."""
        return " ".join(self._told().split())

    @property
    def paragraphs(self) -> list[str]:
        """The words of each of its paragraphs, or all of them where it has none."""
        return [each.words for each in self.all("P")] or [self.words]

    def _told(self) -> str:
        """A line ends in a blank where a word does, and in a hyphen where the word goes on."""
        told = self.text
        for each in self.inner:
            told += each._told() if told.endswith("-") else f" {each._told()}"  # noqa: SLF001 - of its own kind
        return told


@dataclass(frozen=True)
class Table:
    """A table of the PDF: its caption, its headings, and of each cell what it shows and the smaller words under it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


def tree(pdf: pikepdf.Pdf) -> Element:
    """The document's structure."""
    root = pdf.Root.StructTreeRoot
    roles = {str(key)[1:]: str(value)[1:] for key, value in root.get("/RoleMap", {}).items()}
    marked = {page.obj.objgen: _marked(page) for page in pdf.pages}
    (top,) = root.K
    return _element(top, roles, marked, None)


def tables(path: Path) -> list[Table]:
    """Every table of a PDF, in reading order."""
    with pikepdf.open(path) as pdf:
        return [_table(each) for each in tree(pdf).all("Table")]


def untagged(pdf: pikepdf.Pdf) -> list[str]:
    """Text that is neither in the structure nor marked as an artifact: a screen reader would not know what it is."""
    return [text for page in pdf.pages for kind, text in _spans(page) if kind is None and text.strip()]


def solid(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text)


def _table(element: Element) -> Table:
    captions = [each.words for each in element.all("Caption")]
    first, *others = element.all("TR")
    assert len(captions) == 1, captions
    rows = tuple(tuple(_cell(each) for each in row.all("TH", "TD")) for row in others)
    return Table(captions[0], tuple(each.words for each in first.all("TH", "TD")), rows)


def _cell(element: Element) -> tuple[str, str]:
    shown, *small = element.paragraphs
    return shown, " ".join(small)


def _element(
    node: pikepdf.Object, roles: dict[str, str], marked: dict[tuple[int, int], dict[int, str]], page: object
) -> Element:
    page = node.get("/Pg", page)
    name = str(node.S)[1:]
    made = Element(roles.get(name, name), alternative=str(node.get("/Alt", "")), attributes=_attributes(node))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            made.inner.append(Element("text", marked[page.objgen].get(int(kid), "")))
        elif kid.get("/Type") == "/MCR":
            made.inner.append(Element("text", marked[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")))
        elif "/S" in kid:
            made.inner.append(_element(kid, roles, marked, page))
    return made


def _attributes(node: pikepdf.Object) -> dict[str, str]:
    held = node.get("/A", [])
    found = [held] if isinstance(held, pikepdf.Dictionary) else list(held)
    return {str(key)[1:]: str(value) for each in found for key, value in each.items()}


def _marked(page: pikepdf.Page) -> dict[int, str]:
    held: dict[int, str] = {}
    for kind, text in _spans(page):
        if isinstance(kind, int):
            held[kind] = held.get(kind, "") + text
    return held


def _spans(page: pikepdf.Page) -> Iterator[tuple[int | str | None, str]]:
    """Every text shown on a page, with the number of its marked content, `Artifact`, or None where it has neither."""
    fonts = {name: _characters(font) for name, font in page.resources.get("/Font", {}).items()}
    open_marks: list[int | str | None] = []
    known: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else {}
            kind = int(properties["/MCID"]) if "/MCID" in properties else None
            open_marks.append("Artifact" if str(operands[0]) == "/Artifact" else kind)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            known = fonts[str(operands[0])]
        elif name in SHOWN:
            kind = next((mark for mark in reversed(open_marks) if mark is not None), None)
            yield kind, _decoded(operands[-1], known)


def _decoded(shown: pikepdf.Object, known: dict[int, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(known[int.from_bytes(codes[place : place + 2], "big")] for place in range(0, len(codes), 2))


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """What each code of a font stands for, from its own table of characters."""
    told = font.ToUnicode.read_bytes().decode("latin-1")
    held = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, meant in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            held[int(code, 16)] = bytes.fromhex(meant).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, meant in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                held[int(first, 16) + offset] = chr(int(meant, 16) + offset)
    return held
