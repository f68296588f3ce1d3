"""What a submission changes of the one before it: `sfpc diff`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sfpc.cli.shared import JSON, QUARTER, on_terminal, print_json, settings_for
from sfpc.errors import PipelineError, UsageError

if TYPE_CHECKING:
    from sfpc.differences import Change, Differences, Said, Submission
    from sfpc.landed import Landed

MONEY = ("finance", "benefits")
SAYS = {
    "first": "It is the first that was accepted: there is nothing to compare it with.",
    "the_same": "They are the same in every cell.",
    "only_stamps_differ": (
        "Only stamps differ: no figure, date or comment that was read. What does is something else, such as a day of "
        "extraction, a title, a note or the name of a file."
    ),
    "rejected": "One of them was rejected, so nothing of it was read to compare; `sfpc feedback` says why.",
}


@click.command("diff")
@click.option("--authority", required=True, metavar="FOLDER", help="The authority, by its inbox folder.")
@QUARTER
@click.option("--submission", metavar="ID", help="This submission, or how its id begins; else the newest.")
@click.option("--with", "other", metavar="ID", help="Compared with this one; else with the one in force when it came.")
@JSON
def diff_command(authority: str, quarter: str, submission: str | None, other: str | None, as_json: bool) -> None:
    """Say what a submission changes: the same, only stamps differ, or each figure from, to and where.

    It asks the warehouse, so `sfpc read` and `sfpc build` come first.
    """
    from sfpc import landing, warehouse
    from sfpc.differences import differences, submissions
    from sfpc.reference import reference

    settings = settings_for(authority)
    register = reference(settings.seeds).authorities[authority]
    landed = landing.landed(settings, authority, quarter)
    if not landed:
        raise UsageError(f"{register.name} has sent nothing for {quarter}, or it has not landed; see `sfpc status`")
    known = submissions(settings.warehouse, register.code, quarter) if warehouse.exists(settings.warehouse) else []
    see_that_all_are_built(landed, known)
    found = differences(settings.warehouse, known, submission, other)
    if as_json:
        print_json({"authority": authority, "authority_code": register.code, "quarter": quarter, **record(found)})
        return
    show(f"{register.name} {quarter}", found)


def see_that_all_are_built(landed: list[Landed], known: list[Submission]) -> None:
    """Refuse to compare what the warehouse does not know yet: the newest would be taken for another."""
    in_warehouse = {(one.submission_id, one.sequence, one.state == "withdrawn") for one in known}
    refused = {one.submission_id for one in known if one.state == "rejected"}
    for one in landed:
        is_withdrawn = one.withdrawn is not None and one.submission_id not in refused
        if (one.submission_id, one.sequence, is_withdrawn) not in in_warehouse:
            what = "was withdrawn" if one.withdrawn else "landed"
            raise PipelineError(
                f"{one.submission_id} {what} and the warehouse does not know of it; run `sfpc read` and `sfpc build`"
            )


def record(found: Differences) -> dict[str, Any]:
    """What was found, for a program; numbers as text, so that no digit is lost."""
    return {
        "comparison": found.kind,
        "submission": asdict(found.after),
        "compared_with": asdict(found.before) if found.before else None,
        "changes": [{**asdict(one), "difference": one.difference} for one in found.changes],
    }


def show(title: str, found: Differences) -> None:
    """Show it to a person."""
    click.echo(f"{title}: {words_for(found.after)}")
    if found.before:
        click.echo(f"compared with {words_for(found.before)}")
    if found.kind != "restated":
        click.echo(SAYS[found.kind])
        return
    count = len(found.changes)
    click.echo(
        f"Restated: {count} {'figure, date or comment differs' if count == 1 else 'figures, dates or comments differ'}."
    )
    table = Table("What", "Quarter", "From", "To", "Difference", "Where it was", "Where it is")
    for one in found.changes:
        cells = (
            what(one),
            one.quarter,
            in_words(one.before, one.section),
            in_words(one.after, one.section),
            number(one.difference, one.section, signed=True) if one.difference else "",
            where(one.before),
            where(one.after),
        )
        table.add_row(*[Text(on_terminal(cell)) for cell in cells])  # a label may hold what rich takes for markup
    Console().print(table)


def words_for(one: Submission) -> str:
    """A submission in words."""
    standing = f"{one.state}, in force" if one.is_in_force else one.state
    return f"{one.submission_id}, number {one.sequence}, received {one.received_at:%d/%m/%Y %H:%M} UTC ({standing})"


def what(one: Change) -> str:
    """A figure by its name in the return."""
    part = one.part if one.section in ("performance", "delivery") else None
    field = None if one.field == "value" else one.field
    month = f"{one.period_month:%B %Y}" if one.period_month else None
    named = ", ".join(word.replace("_", " ") for word in (part, field, month) if word)
    return f"{one.label}: {named}" if named else one.label


def in_words(said: Said | None, section: str) -> str:
    """What a submission says of a figure."""
    if said is None:
        return "not there"
    if said.status != "reported":
        return said.status.replace("_", " ")
    return said.value_text or number(said.value, section)


def number(value: Any, section: str, *, signed: bool = False) -> str:  # noqa: ANN401 - a decimal or nothing
    """A number as people write it, with pounds where it is money."""
    if value is None:
        return ""
    digits = f"{abs(value):,f}"
    shown = digits.rstrip("0").rstrip(".") if "." in digits else digits
    sign = "-" if value < 0 else "+" if signed else ""
    return f"{sign}{'£' if section in MONEY else ''}{shown}"


def where(said: Said | None) -> str:
    """Where a figure stands."""
    from sfpc import personal_data

    return personal_data.where(said.file, said.sheet, said.place) if said else ""


COMMANDS = (diff_command,)
