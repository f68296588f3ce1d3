"""Headings, labels, figures and days written in other ways: what stands there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from sfpc.period import EXCEL_EPOCH, MONTHS_IN_A_YEAR
from tests.property.book import Cell, Expected, Fault, Formula, Return
from tests.property.decorations import GRIDS, WORKBOOKS, decoration, of_role, one_column, some
from tests.property.files import plain
from tests.property.known_gaps import MOST_DECIMALS

SPACES = (" ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{FIGURE SPACE}", "\N{EM SPACE}")
MARKERS = ("*", " *", "**", "\N{DAGGER}", " [1]", " [r]", " [p]")
ODD_MARKERS = (
    "\N{SUPERSCRIPT ONE}",
    " \N{SUPERSCRIPT TWO}",
    " (r)",
    " (1)",
    "(2)",
    " r",
    "\N{DEGREE SIGN}",
    " #",
    " see note 3",
    "^1",
    "!",
)
FULL_WIDTH = str.maketrans("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")
NO_FIGURES = (
    "#MULTIVALUE",
    "tbc",
    "see note",
    "1.285,00",
    "12,34",
    "1-2-3",
    "approx 50",
    "12/07",
    "TRUE",
    "5?",
    "1 2",
    "1..2",
    "0x1F",
    "1,2,3",
)
NOT_A_DAY = ("June", "2021-13-01", "31/02/2021", "tbc", "soon", "99/99/9999", "Q3", "2021", "30 June", "30/6")


# -------------------------------------------------------------------------------- headings and labels


def with_odd_space(text: str, chance: Random) -> str:
    """The same words with the white space and invisible characters that programs put among them."""
    spaces = (" ", "  ", "\N{NO-BREAK SPACE}", "\n", " \n", "\N{NARROW NO-BREAK SPACE}", "\t")
    words = chance.choice(spaces).join(text.split())
    if len(words) > 3 and chance.random() < 0.5:
        at = chance.randrange(1, len(words))
        words = words[:at] + chance.choice(("\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\ufeff")) + words[at:]
    return chance.choice(("", " ", "\N{NO-BREAK SPACE}")) + words + chance.choice(("", " ", "\n", "  "))


def headings(returned: Return) -> list[Cell]:
    """Headings that hold words and have not been respelled."""
    rows = [row for table in returned.tables for row in (*table.groups, table.heading)]
    return [
        cell
        for row in rows
        if row
        for cell in row.cells
        if cell.role == "heading" and cell.content and not cell.is_respelled
    ]


def labels(returned: Return) -> list[Cell]:
    """Labels that hold words and have not been respelled."""
    return [cell for cell in of_role(returned, "label") if cell.content]


@decoration("clean", GRIDS)
def headings_have_odd_white_space(returned: Return, chance: Random) -> None:
    for cell in some(headings(returned), chance):
        cell.content, cell.is_respelled = with_odd_space(str(cell.content), chance), True


@decoration("clean", GRIDS)
def headings_are_in_another_case(returned: Return, chance: Random) -> None:
    for cell in some(headings(returned), chance):
        change = chance.choice((str.upper, str.lower, str.title))
        cell.content, cell.is_respelled = change(str(cell.content)), True


@decoration("fault", GRIDS)
def headings_carry_footnote_markers(returned: Return, chance: Random) -> None:
    for cell in some(headings(returned), chance):
        cell.content, cell.is_respelled = f"{cell.content}{chance.choice(MARKERS + ODD_MARKERS)}", True


@decoration("clean")
def labels_have_odd_white_space(returned: Return, chance: Random) -> None:
    for cell in some(labels(returned), chance):
        cell.content, cell.is_respelled = with_odd_space(str(cell.content), chance), True


@decoration("clean")
def labels_are_in_another_case(returned: Return, chance: Random) -> None:
    for cell in some(labels(returned), chance):
        change = chance.choice((str.upper, str.lower, str.swapcase))
        cell.content, cell.is_respelled = change(str(cell.content)), True


@decoration("fault")
def labels_carry_footnote_markers(returned: Return, chance: Random) -> None:
    for cell in some(labels(returned), chance):
        cell.content, cell.is_respelled = f"{cell.content}{chance.choice(MARKERS + ODD_MARKERS)}", True


# -------------------------------------------------------------------------------- figures


def respell(returned: Return, chance: Random, spell) -> None:
    """Write some figures in another way; None leaves one as it is."""
    for cell in some(of_role(returned, "figure"), chance):
        assert isinstance(cell.content, Decimal)
        if (text := spell(cell.content, cell, chance)) is not None:
            cell.content, cell.is_respelled = text, True


def grouped(number: Decimal, between: str) -> str:
    """A number with something between its thousands."""
    return f"{number:,f}".replace(",", between)


@decoration("clean")
def figures_are_text(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, __: plain(number))


@decoration("clean")
def figures_stand_between_spaces(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, c: c.choice(SPACES) + plain(number) + c.choice(SPACES))


@decoration("clean")
def thousands_are_set_apart(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, c: grouped(number, c.choice((",", *SPACES))))


@decoration("clean")
def figures_have_a_pound_sign(returned: Return, chance: Random) -> None:
    def spell(number: Decimal, cell: Cell, c: Random) -> str | None:
        if cell.unit is None or abs(cell.unit) < 1:
            return None  # a count, or pence
        pounds = f"£{grouped(abs(number), ',')}"
        if number >= 0:
            return c.choice((pounds, pounds.replace("£", "£ "), f"{pounds} "))
        return c.choice((f"-{pounds}", f"({pounds})", f"\N{MINUS SIGN}{pounds}", pounds.replace("£", "£-")))

    respell(returned, chance, spell)


@decoration("clean")
def negative_figures_are_written_otherwise(returned: Return, chance: Random) -> None:
    def spell(number: Decimal, _: Cell, c: Random) -> str | None:
        if number >= 0:
            return None
        size = plain(abs(number))
        return c.choice((f"\N{MINUS SIGN}{size}", f"({size})", f"\N{EN DASH}{size}"))

    respell(returned, chance, spell)


@decoration("fault")
def negative_figures_are_written_oddly(returned: Return, chance: Random) -> None:
    def spell(number: Decimal, _: Cell, c: Random) -> str | None:
        size = plain(abs(number))
        return (
            None
            if number >= 0
            else c.choice(
                (f"- {size}", f"( {size} )", f"{size}-", f"{size} CR", f"[{size}]", f"\N{EM DASH}{size}", f"<{size}>")
            )
        )

    respell(returned, chance, spell)


@decoration("clean")
def figures_have_full_width_digits(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, __: plain(number).translate(FULL_WIDTH))


@decoration("exact")
def figures_carry_footnote_markers(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, c: grouped(number, c.choice(("", ","))) + c.choice(MARKERS))


@decoration("fault")
def figures_carry_odd_markers(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, c: grouped(number, c.choice(("", ","))) + c.choice(ODD_MARKERS))


@decoration("exact")
def figures_are_in_thousands_or_millions(returned: Return, chance: Random) -> None:
    def spell(number: Decimal, cell: Cell, c: Random) -> str | None:
        if cell.unit not in (None, Decimal(1)):
            return None  # in a column of thousands nobody can tell what 1.2k is
        sizes = [(Decimal(1_000), "k"), (Decimal(1_000), "K"), (Decimal(1_000_000), "m")]
        size, letter = c.choice(sizes if cell.unit else sizes[:2])  # nobody counts in millions
        if abs(number) * 100 < size or -(number / size).as_tuple().exponent > MOST_DECIMALS:
            return None
        scaled = plain((abs(number) / size).normalize() + 0)
        return f"{'-' if number < 0 else ''}{'£' if cell.unit else ''}{scaled}{letter}"

    respell(returned, chance, spell)


@decoration("fault")
def figures_have_an_exponent(returned: Return, chance: Random) -> None:
    respell(returned, chance, lambda number, _, __: f"{number:E}")


@decoration("fault")
def figures_are_no_numbers(returned: Return, chance: Random) -> None:
    figures = of_role(returned, "figure")
    for cell in chance.sample(figures, min(len(figures), 3)):
        spoil(returned, cell, chance.choice(NO_FIGURES))


def spoil(returned: Return, cell: Cell, content: str | Fault | Formula) -> None:
    """Put something that is no figure where a figure was."""
    cell.content, cell.is_respelled = content, True
    returned.lost.add(cell)
    kinds = frozenset({"unreadable_date"} if cell.role == "day" else set())
    returned.expected.append(Expected(kinds, cell))


@decoration("fault", GRIDS)
def figures_are_errors(returned: Return, chance: Random) -> None:
    figures = of_role(returned, "figure")
    for cell in chance.sample(figures, min(len(figures), 3)):
        spoil(returned, cell, Fault(chance.choice(ERRORS)))


@decoration("fault", WORKBOOKS)
def formulas_have_no_stored_value(returned: Return, chance: Random) -> None:
    figures = of_role(returned, "figure")
    for cell in chance.sample(figures, min(len(figures), 3)):
        spoil(returned, cell, Formula("=SUM(A1:A2)"))


@decoration("clean", WORKBOOKS)
def figures_are_formulas(returned: Return, chance: Random) -> None:
    for cell in some(of_role(returned, "figure"), chance):
        assert isinstance(cell.content, Decimal)
        cell.content, cell.is_respelled = Formula("=A1*2", cell.content), True


@decoration("fault")
def percentages_are_written_otherwise(returned: Return, chance: Random) -> None:
    column = one_column(returned, "percentage", chance)
    form = chance.choice(("sign", "fraction", "number", "comma"))
    for cell in column:
        assert isinstance(cell.content, Decimal)
        percent = cell.content * (cell.unit or 1)
        cell.is_respelled = True
        cell.content = {
            "sign": f"{percent:f}%",
            "fraction": percent / 100,
            "number": percent,
            "comma": f"{percent:f} %",
        }[form]


# -------------------------------------------------------------------------------- days

FORMS = {
    "iso": lambda day: day.isoformat(),
    "iso_time": lambda day: f"{day.isoformat()}T00:00:00",
    "british": lambda day: f"{day:%d/%m/%Y}",
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "words": lambda day: f"{day.day} {day:%B %Y}",
    "short_year": lambda day: f"{day:%d/%m/%y}",
    "month_first": lambda day: f"{day:%B} {day.day}, {day.year}",
    "short": lambda day: f"{day:%d-%b-%Y}",
    "serial": lambda day: Decimal((day - EXCEL_EPOCH).days),
    "serial_text": lambda day: str((day - EXCEL_EPOCH).days),
}


@decoration("exact")
def days_are_written_otherwise(returned: Return, chance: Random) -> None:
    column = one_column(returned, "day", chance)
    form = chance.choice(tuple(FORMS))
    is_mixed = chance.random() < 0.3
    for cell in column:
        assert isinstance(cell.content, date)
        if form.startswith("serial") and returned.counts_from_1904:
            continue
        content = FORMS[chance.choice(tuple(FORMS)) if is_mixed and not returned.counts_from_1904 else form](
            cell.content
        )
        if cell.content.day <= MONTHS_IN_A_YEAR or form == "short_year" or is_mixed:
            returned.may_be_flagged.add(cell)
        cell.content, cell.is_respelled = content, True


@decoration("fault")
def days_are_in_american_order(returned: Return, chance: Random) -> None:
    """Of a whole table, as another program exports it: in one column alone nobody could tell which columns they are."""
    rows = [[row for row in table.body if row.kind == "data"] for table in returned.tables]
    tables = [[cell for row in table for cell in row.cells if cell.role == "day"] for table in rows]
    cells = chance.choice([cells for cells in tables if cells] or [[]])
    days = [cell.content for cell in cells if isinstance(cell.content, date) and not cell.is_respelled]
    if len(days) < len(cells) or not any(day.day > MONTHS_IN_A_YEAR for day in days):
        return  # nothing in the table tells the order, which the layout may say
    for cell, day in zip(cells, days, strict=True):
        cell.content, cell.is_respelled = f"{day:%m/%d/%Y}", True
    returned.may_be_flagged |= set(cells)


@decoration("clean", frozenset({"xlsx"}))
def days_count_from_1904(returned: Return, _: Random) -> None:
    if not any(cell.role == "day" and cell.is_respelled for cell in returned.cells()):
        returned.counts_from_1904 = True


@decoration("fault")
def days_are_no_dates(returned: Return, chance: Random) -> None:
    days = of_role(returned, "day")
    for cell in chance.sample(days, min(len(days), 2)):
        spoil(returned, cell, chance.choice(NOT_A_DAY))
