"""A document as it is before it takes a form: words, tables and charts, which page and PDF lay out alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sfpc.report.charts import Chart
from sfpc.report.grids import Grid

PUBLISHED, INTERNAL = "published", "internal"
"""Whom a document is for: everyone, with small numbers suppressed; or the programme team alone, in full."""


@dataclass(frozen=True)
class Subheading:
    """A heading within a section, such as an authority's name."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text; a form escapes it.

    Attributes:
        kind: text; note (smaller, under a table); lead (larger, first); warning (a reader must see it before anything
            else).
    """

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Bullets:
    """A list, in no order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A chart with the table of what it draws.

    Attributes:
        table: every figure of the chart; a form may fold it away on a screen, never leave it out.
    """

    chart: Chart
    table: Grid


Block = Subheading | Paragraph | Bullets | Figure | Grid


@dataclass(frozen=True)
class Section:
    """A numbered section.

    Attributes:
        key: names it in links: lower case and hyphens.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Link:
    """Another file of the release, by its path from the document's own folder."""

    href: str
    text: str


@dataclass(frozen=True)
class Document:
    """A report, a page of one authority, or a highlight report.

    Attributes:
        subtitle: the quarter and the release, such as `2022-23-Q1, release 2`.
        audience: PUBLISHED or INTERNAL; an internal one says so on every page.
        opening: what stands before the contents: the lead, what is lacking, sign-off.
        files: the other files of the release.
        traces: the trace page of each authority by its code, and of the programme by None, from the document's own
            folder; nothing where readers may not see them.
    """

    title: str
    subtitle: str
    audience: str
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    files: tuple[Link, ...] = ()
    traces: Mapping[str | None, str] = field(default_factory=dict)
