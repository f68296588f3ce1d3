"""A page of HTML as a tree that a test can ask: what a browser makes of it, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


INLINE = {"a", "bdi", "code", "span", "strong"}


@dataclass
class Element:
    """An element with what it holds; text stands among its parts."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text within, white space folded; what begins a line of its own is parted by a space."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield "" if part.tag in INLINE else " "
                yield from part._texts()  # noqa: SLF001 - its own kind

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Every element below with the tag and the attributes, in the page's order; `cls` is one of its classes."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if part.fits(tag, attributes):
                    found.append(part)
                found += part.all(tag, **attributes)
        return found

    def fits(self, tag: str | None, attributes: dict[str, str]) -> bool:
        wanted = dict(attributes)
        classes = self.attributes.get("class", "").split()
        if "cls" in wanted and wanted.pop("cls") not in classes:
            return False
        return tag in (None, self.tag) and wanted.items() <= self.attributes.items()

    def one(self, tag: str | None = None, **attributes: str) -> Element:
        """The one element with the tag and the attributes."""
        [found] = self.all(tag, **attributes)
        return found

    def table(self, caption_id: str) -> list[list[str]]:
        """The texts of the table whose caption has this id, row by row, the headings first."""
        [table] = [one for one in self.all("table") if one.all(id=caption_id)]
        return [
            [part.text for part in row.parts if isinstance(part, Element) and part.tag in ("th", "td")]
            for row in table.all("tr")
        ]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in {self.get_starttag_text()}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def parsed(html: str) -> Element:
    """Read a page; every element must be closed, in order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is never closed"
    return builder.root
