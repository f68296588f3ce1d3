"""The page: one file of HTML that needs nothing outside itself, on a screen, on paper or read aloud.

What it says comes in a Document; a template lays it out and does no arithmetic. Its names for links (ids) are numbers
after the name of a section, never words of a return.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sfpc.report.document import Block, Document, Section, Subheading
from sfpc.report.grids import Grid

STYLES = ("govuk-frontend.min.css", "page.css")
RAG_TAGS = {"complete": "blue", "green": "green", "amber": "yellow", "red": "red"}
"""The colours of govuk-frontend's tags that stand for an authority's rating; any other rating is grey."""
OWN_IDS = ("contents", "files", "main", "partial")
FEWEST_JUMPS = 3
"""From how many headings on a section begins with links to them."""


@dataclass(frozen=True)
class Placed:
    """A block where it stands on the page.

    Attributes:
        kind: which macro lays it out: the name of its class in lower case.
        id: what links lead to; no other block of the page has it.
    """

    kind: str
    id: str
    block: Block


@dataclass(frozen=True)
class PlacedSection:
    """A section where it stands on the page."""

    key: str
    title: str
    blocks: tuple[Placed, ...]

    @property
    def jumps(self) -> list[Placed]:
        """Its headings, where there are so many that a reader wants links to them."""
        found = [placed for placed in self.blocks if isinstance(placed.block, Subheading)]
        return found if len(found) >= FEWEST_JUMPS else []


def write(path: Path, document: Document) -> None:
    """Write a document as a page.

    Raises:
        ValueError: a section's key cannot be a link, or stands twice.
    """
    path.write_text(rendered("document.html.jinja", document=document), encoding="utf-8", newline="\n")


def rendered(template: str, *, document: Document, **more: object) -> str:
    """Fill in a template of this package; `base.html.jinja` has the header, the styles and the footer of every page.

    Args:
        template: its name.
        document: what it shows; `base.html.jinja` takes title, subtitle, audience and files from it.
        more: what a template of another kind of page needs besides.
    """
    return _template(template).render(
        document=document,
        opening=list(_placed("opening", document.opening)),
        sections=_sections(document.sections),
        styles=_styles(),
        legend=legend,
        rag_tags=RAG_TAGS,
        **more,
    )


@cache
def _template(name: str) -> Template:
    """A template, compiled once for all pages of a release."""
    environment = Environment(
        loader=PackageLoader("sfpc.report"),
        autoescape=True,  # whatever a return says is shown, never run
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"css_text": css_text, "drawn": drawn}
    return environment.get_template(name)


def legend(table: Grid) -> str:
    """What the symbols in a table mean, for who sees them.

    >>> from sfpc.report.grids import SUPPRESSED
    >>> legend(Grid("Children", ("Authority", "Children"), [[SUPPRESSED, SUPPRESSED]]))
    'c: suppressed.'
    """
    meanings = {cell.text: cell.spoken for row in table.rows for cell in row if cell.spoken}
    return " ".join(f"{symbol}: {meanings[symbol]}." for symbol in sorted(meanings))


def css_text(text: str) -> Markup:
    r"""Words as a string of a style sheet, whatever they hold.

    >>> css_text('June "2022" </style>')
    Markup('"June \\22 2022\\22  \\3c \\2f style\\3e "')
    """
    return Markup('"' + re.sub(r"[^\w ,.:’–-]", lambda found: f"\\{ord(found[0]):x} ", text) + '"')  # noqa: S704 - of our own making


def drawn(svg: str) -> Markup:
    """A chart's drawing, as it is: it was drawn here and its words are escaped."""
    return Markup(svg)  # noqa: S704 - of our own making


@cache
def _styles() -> Markup:
    """The style sheets: our own after that of govuk-frontend, which it changes."""
    folder = Path(__file__).parent / "styles"
    return Markup("\n").join(Markup((folder / name).read_text(encoding="utf-8")) for name in STYLES)  # noqa: S704 - of our own making


def _sections(sections: Iterable[Section]) -> list[PlacedSection]:
    made: dict[str, PlacedSection] = {}
    for section in sections:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", section.key) or section.key in OWN_IDS:
            raise ValueError(f"section {section.key!r}: its key must be lower case and hyphens, and none of {OWN_IDS}")
        if section.key in made:
            raise ValueError(f"section {section.key!r}: two sections have this key; give one of them another")
        made[section.key] = PlacedSection(section.key, section.title, tuple(_placed(section.key, section.blocks)))
    return list(made.values())


def _placed(key: str, blocks: Iterable[Block]) -> Iterator[Placed]:
    """The blocks with their ids: the section's key, what they are, and a number."""
    numbers: Counter[str] = Counter()
    for block in blocks:
        kind = type(block).__name__.lower()
        numbers[kind] += 1
        yield Placed(kind, f"{key}-{kind}-{numbers[kind]}", block)
