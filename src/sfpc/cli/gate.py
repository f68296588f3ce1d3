"""Commands about a decision of the gate: what it is, and what is let pass."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import JSON, QUARTER, authority_asked_for, checked_quarter, print_json
from sfpc.errors import GateShut, UsageError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.gate import Decision
    from sfpc.gate.waiving import Waived

WIDEST = 120
"""Beyond that a line of text is hard to follow, however wide the terminal is."""
PAGES = {
    "Data-quality page": "quality.html",
    "Data Docs of Great Expectations": "data_docs/index.html",
}
"""What there is to look at beside a decision's record, where it was written."""


@click.command("gate")
@QUARTER
@JSON
def gate_command(quarter: str, as_json: bool) -> None:
    """Ask whether a quarter may be published; the decision is kept.

    It says what is wrong, whose it is and what to do next, in the order to do it.
    """
    from sfpc import gate, quality_page

    settings = Settings.from_environment()
    decision = gate.decide(settings, quarter)
    quality_page.write(settings, quarter)
    if as_json:
        asked = {"asked_by": decision.asked_by, "asked_at": decision.asked_at}
        print_json({"number": decision.number, **asked, **decision.as_record()})
    else:
        tell_decision(settings, decision)
        if decision.is_open:
            step = "sign-off" if settings.sign_off == "required" else "report"
            click.echo(f"Next: sfpc {step} --quarter {quarter}")
    sys.exit(0 if decision.is_open else GateShut.exit_status)


def tell_decision(settings: Settings, decision: Decision) -> None:
    """Print a decision as wide as the terminal, and where there is more to see."""
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(decision.explanation(min(width, WIDEST)))
    for name, path in pages(settings, decision.quarter).items():
        click.echo(f"{name}: {path}")


def pages(settings: Settings, quarter: str) -> dict[str, str]:
    """The pages about a quarter's decision that are there, by what they are called."""
    folder = settings.gate / quarter
    return {name: str(folder / path) for name, path in PAGES.items() if (folder / path).exists()}


@click.command("waive")
@click.argument("check_id", metavar="CHECK")
@click.option("--authority", required=True, metavar="A", help="The one authority: its inbox folder or its ONS code.")
@QUARTER
@click.option("--reason", required=True, help="Why the figures may be published as they are; the report prints it.")
@click.option("--by", required=True, help="Who agreed: a role, as `reporting lead`, never a person.")
@click.option("--until", required=True, metavar="2022-12-31", help="The last day on which it counts.")
@JSON
def waive_command(  # noqa: PLR0913, PLR0917 - each is an option
    check_id: str, authority: str, quarter: str, reason: str, by: str, until: str, as_json: bool
) -> None:
    """Let one check fail for one authority and one quarter, until a day.

    Adds a row to seeds/waivers.csv. A missing or unreadable return and personal data cannot be waived; nor can a check
    that raised or did not run.
    """
    from sfpc.gate.waivers import Waiver
    from sfpc.gate.waiving import waive

    settings = Settings.from_environment()
    whose = authority_asked_for(settings, authority)
    today = date.today()  # noqa: DTZ011 - the day of whoever agrees
    wanted = Waiver(check_id, whose.code, quarter, day(until), reason, by, agreed_date=today, line=0)
    added = waive(settings, wanted, whose)
    if as_json:
        print_json({**_record(added, today), "authority": whose.folder})
        return
    where = settings.seeds / "waivers.csv"
    click.echo(f"{where}, line {added.waiver.line}: {check_id} is waived for {whose.name}, {quarter}, until {until}.")
    if warning := WARNINGS.get(added.standing):
        click.echo(f"Mind: {warning.format(check_id=check_id, name=whose.name, quarter=quarter)}", err=True)
    click.echo(f"Next: commit the file, then: sfpc run --quarter {quarter}")


WARNINGS: dict[str | None, str] = {
    "passed": (
        "{check_id} passes for {name} in {quarter} by the newest decision, so there is nothing to waive; the gate will "
        "warn of it until the row is taken out."
    ),
    "raised": "{check_id} could not be asked in {quarter}: no waiver covers that; it is ours to mend.",
    "did_not_run": "{check_id} could not be asked in {quarter}: no waiver covers that; it is ours to mend.",
    None: "the gate has not asked {check_id} of {name} for {quarter} yet, so whether it is needed is not known.",
}
"""What is to be said of a waiver, by what the newest decision says of its check."""


def day(text: str) -> date:
    """A day as asked for on the command line."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise UsageError(f"--until {text}: write the day as 2022-12-31")
    return found


@click.command("waivers")
@click.option(
    "--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="Only this quarter."
)
@JSON
def waivers_command(quarter: str | None, as_json: bool) -> None:
    """List the waivers: in force or run out, and whether the newest decision needed them."""
    from sfpc.gate.waiving import listed
    from sfpc.reference import reference

    settings = Settings.from_environment()
    today = date.today()  # noqa: DTZ011 - the reader's day
    names = {one.code: one.name for one in reference(settings.seeds).authorities.values()}
    found = listed(settings, quarter)
    if as_json:
        print_json([_record(one, today) for one in found])
        return
    if not found:
        click.echo(f"Nothing is waived for {quarter}." if quarter else "Nothing is waived.")
        return
    for one in found:
        state = "in force until" if today <= one.waiver.until_date else "ran out on"
        click.echo(
            f"{one.waiver.quarter}  {one.waiver.check_id}  {names[one.waiver.authority_code]}: "
            f"{state} {one.waiver.until_date}, {NEEDED.get(one.standing, one.standing)}\n"
            f"    {one.waiver.reason} Agreed by {one.waiver.agreed_by} on {one.waiver.agreed_date}."
        )


NEEDED = {
    "waived": "needed",
    "failed": "the check fails without it",
    "passed": "not needed: the check passes",
    "allowed": "not needed: the return is not there",
    "raised": "the check could not be asked",
    "did_not_run": "the check could not be asked",
    None: "not asked yet",
}
"""Whether a waiver was needed, by what the newest decision says of its check."""


def _record(one: Waived, today: date) -> dict[str, Any]:
    record = {name: value for name, value in one.waiver.as_record().items() if name != "was_needed"}
    return {**record, "is_in_force": today <= one.waiver.until_date, "newest_outcome": one.standing}


COMMANDS = (gate_command, waive_command, waivers_command)
