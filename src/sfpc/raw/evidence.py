"""Whose a return is, where its layout has no place to say so: names of sheets, titles, and columns of councils' names.

Only a name that stands for itself is evidence; a council named in a sentence, a note or a comment is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from sfpc.period import read_quarter
from sfpc.raw.cutting import column_head, declared_in_column
from sfpc.raw.records import Cut, Declaration, Located
from sfpc.raw.template import is_named
from sfpc.readers import Grid
from sfpc.reference import LayoutTable
from sfpc.text import clean, text_key

FILE_NAME = "the file's name"
"""The place of what a file's name says."""

SHEET_NAME = "the sheet's name"
"""The place of what a sheet's name says."""

FIRST_ROWS = 10
"""Rows of a sheet without a table among which its title is looked for."""

SHORTEST_NAME = 4
"""Letters; what is shorter is a number or an abbreviation that may stand for anything."""

ASKS_FOR_A_NAME = frozenset(
    {
        "authority", "authority name", "council", "council name", "la", "la name", "local authority",
        "local authority name", "name of authority", "name of council", "name of local authority",
        "reporting authority",
    }
)  # fmt: skip
"""Labels and headings beside or under which the name of a council says whose the return is."""

_BESIDE_A_NAME = (
    r"(?>sfpc|data|returns?|report(?:ing)?|update|monitoring|quarterly|quarter|performance|delivery|finance|"
    r"milestones|benefits|savings|figures|summary|cover|for|from|of|the|q[1-4]|\(?[a-z]{3}-[a-z]{3}\)?|fy|"
    r"(?:20)?\d\d[-/]?(?:20)?\d\d|20\d\d|-)"
)
"""What may stand beside a council's name in a title without making it a sentence; each word is read one way only."""

_YEAR = r"(?:fy ?)?(?:20)?(?:19|2\d|3\d) ?[-/]? ?(?:20)?[23]\d"
_NUMBER = r"q(?:uarter|tr)?\.? ?[1-4](?: ?\([a-z]{3,9} ?- ?[a-z]{3,9}\))?"
_WHOLE_QUARTER = rf"(?:{_NUMBER}[ ,-]{{1,3}}(?:of )?{_YEAR}|{_YEAR}[ ,-]{{1,3}}{_NUMBER})(?!\w)"

_QUARTER_TITLE = re.compile(rf"(?:{_BESIDE_A_NAME}\s+)*({_WHOLE_QUARTER})(?:\s+{_BESIDE_A_NAME})*", re.IGNORECASE)

_PARTS = re.compile(r"\s+[-|]\s+|[:|,()]")


def evidence(
    grids: Sequence[Grid],
    layout: Sequence[LayoutTable],
    cuts: Sequence[tuple[Located, Cut]],
    title_rows: Mapping[int, set[int]],
    names: Mapping[str, str],
) -> list[Declaration]:
    """What sheets say of whose they are, beside what their layout reads.

    Args:
        grids: what was sent; a hidden sheet says nothing.
        layout: the layout it is read by; a sheet named as it says is no evidence.
        cuts: the tables that were found.
        title_rows: by the grid's id the rows that the layout reads as a cover or title.
        names: authority code by text key of each way its name is written.
    """
    known = frozenset(name for name in names if len(re.sub(r"[^a-z]", "", name)) >= SHORTEST_NAME)
    expected = {text_key(table.sheet) for table in layout}
    found: list[Declaration] = []
    for grid in grids:
        if not grid.is_visible:
            continue
        if grid.sheet and not grid.sheet.startswith("/") and text_key(grid.sheet) not in expected:
            found += from_sheet_name(grid, known)
        headings = [row for located, _ in cuts if located.grid is grid for row in located.heading_rows]
        rows = range(min(headings, default=FIRST_ROWS))
        found += from_titles(grid, [row for row in rows if row not in title_rows.get(id(grid), ())], known)
    for located, one in cuts:
        found += from_unknown_columns(located, one, known)
    return found


def periods(
    read: Sequence[tuple[Located, Cut]], layout: Sequence[LayoutTable], title_rows: Mapping[int, set[int]]
) -> list[Declaration]:
    """The whole quarters, with their years, that sheets with a table of the return are named after or titled with."""
    expected = {text_key(table.sheet) for table in layout}
    grids = {id(located.grid): located.grid for located, _ in read}
    found: list[Declaration] = []
    for key, grid in grids.items():
        if grid.sheet and not grid.sheet.startswith("/") and text_key(grid.sheet) not in expected:
            found += [says_quarter(text, grid, SHEET_NAME) for text in quarters_in(grid.sheet)]
        first = min(row for located, _ in read if located.grid is grid for row in located.heading_rows)
        for row in range(first):
            filled = [position for position, text in enumerate(grid.rows[row]) if text]
            if len(filled) == 1 and row not in title_rows.get(key, ()):
                place = grid.place(row, filled[0])
                parts = (grid.rows[row][filled[0]], *_PARTS.split(clean(grid.rows[row][filled[0]])))
                titles = [match[1] for part in parts if (match := _QUARTER_TITLE.fullmatch(clean(part)))]
                found += [says_quarter(text, grid, place) for text in titles[:1]]
    return found


def from_names_of_files(
    files: Sequence[str], layout: Sequence[LayoutTable], names: Mapping[str, str]
) -> list[Declaration]:
    """The councils that files are named after, and the whole quarter in a name that is not as the layout says."""
    known = frozenset(name for name in names if len(re.sub(r"[^a-z]", "", name)) >= SHORTEST_NAME)
    found = []
    for file in files:
        words = clean(re.sub(r"[_.]+", " ", file))
        matches = {match[1] for match in naming(known)[0].finditer(words)}
        found += [Declaration("declared_authority", name, file, None, FILE_NAME, "") for name in sorted(matches)]
        if not any(is_named(table.file, file) for table in layout if table.file):
            found += [Declaration("declared_quarter", text, file, None, FILE_NAME, "") for text in quarters_in(file)]
    return found


def quarters_in(name: str) -> list[str]:
    """The whole quarter that a name says; none where it says two, for then it tells of more than one."""
    found = re.findall(rf"(?<!\w){_WHOLE_QUARTER}", clean(re.sub(r"[_.]+", " ", name)), re.IGNORECASE)
    return found if len(set(found)) == 1 and read_quarter(found[0]) else []


def says_quarter(text: str, grid: Grid, place: str) -> Declaration:
    """A quarter that something other than the layout names."""
    return Declaration("declared_quarter", text, grid.file, grid.sheet, place, "")


def from_sheet_name(grid: Grid, known: frozenset[str]) -> list[Declaration]:
    """The council that a sheet is named after."""
    match = naming(known)[0].search(clean(grid.sheet or ""))
    return [said(match[1], grid, SHEET_NAME)] if match else []


def from_titles(grid: Grid, rows: Sequence[int], known: frozenset[str]) -> Iterator[Declaration]:
    """The councils that titles name, and that stand beside a label that asks for one."""
    for row in rows:
        if row >= len(grid.rows):
            return
        filled = [position for position, text in enumerate(grid.rows[row]) if text]
        texts = [grid.rows[row][position] for position in filled]
        if len(filled) == 1 and (name := in_title(texts[0], known)):
            yield said(name, grid, grid.place(row, filled[0]))
        elif (
            len(filled) > 1
            and text_key(texts[0]).rstrip(" :") in ASKS_FOR_A_NAME
            and (name := text_key(texts[1])) in known
        ):
            yield said(texts[1], grid, grid.place(row, filled[1]), texts[0])


def in_title(text: str, known: frozenset[str]) -> str | None:
    """The council that a line which stands alone names: all of it, a part of it, or beside the words of a title."""
    if not naming(known)[0].search(clean(text)):
        return None
    for part in (text, *_PARTS.split(clean(text))):
        match = naming(known)[1].fullmatch(clean(part))
        if match:
            return match[1]
    return None


def from_unknown_columns(found: Located, one: Cut, known: frozenset[str]) -> list[Declaration]:
    """What a column says that the layout does not know, where it holds the name of a council in every row."""
    placed = one.loaded_columns | one.declaring_columns | one.ignored_columns | one.hidden_columns
    rows = [*one.data_rows, *one.duplicate_rows]
    declared: list[Declaration] = []
    for position in range(len(found.grid.rows[0])):
        texts = [found.grid.rows[row][position] for row in rows] if position not in placed else []
        asked = text_key(column_head(found, position)) in ASKS_FOR_A_NAME
        filled = [text for text in texts if text]
        if filled and (asked or (len(filled) == len(texts) > 1)) and all(text_key(text) in known for text in filled):
            declared += declared_in_column("declared_authority", found, position, sorted(rows))
    return declared


def said(name: str, grid: Grid, place: str, heading: str = "") -> Declaration:
    """A council that something other than the layout names."""
    return Declaration("declared_authority", name, grid.file, grid.sheet, place, heading)


@lru_cache(maxsize=8)
def naming(known: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a name among other words, and what a title is that names a council: longest names first."""
    either = "|".join(map(re.escape, sorted(known, key=lambda name: (-len(name), name))))
    words = rf"(?:{_BESIDE_A_NAME}\s+)*"
    more = rf"(?:(?:'s)?\s+{_BESIDE_A_NAME})*"
    return (
        re.compile(rf"(?<!\w)({either})(?!\w)", re.IGNORECASE),
        re.compile(rf"{words}({either}){more}", re.IGNORECASE),
    )
