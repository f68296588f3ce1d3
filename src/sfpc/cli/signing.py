"""The answer of whoever signs a quarter off: what is shown first, and what is recorded."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import JSON, QUARTER, print_json
from sfpc.errors import UsageError
from sfpc.settings import Settings
from sfpc.sign_off import ANSWERS, NEEDS

if TYPE_CHECKING:
    from sfpc.briefing import Briefing
    from sfpc.sign_off import SignOff

WRITTEN = {answer.replace("_", "-"): answer for answer in ANSWERS}
"""The answers as they are typed."""


@click.command("sign-off")
@QUARTER
@click.option("--answer", type=click.Choice(list(WRITTEN)), help="Without it the quarter is shown, and asked about.")
@click.option("--by", metavar="ROLE", help="Who answers: a role, as `reporting lead`.")
@click.option("--caveat", metavar="TEXT", help="With publish-with-caveats: what readers must know; it is printed.")
@click.option("--reason", metavar="TEXT", help="With hold: why.")
@JSON
def sign_off_command(
    quarter: str, answer: str | None, by: str | None, caveat: str | None, reason: str | None, *, as_json: bool
) -> None:
    """Show what the gate decided and which figures changed, and record whether it may be published.

    Each answer is kept for ever, with who gave it and when, and holds for the gate's newest decision alone; a later
    answer supersedes. On a terminal it asks for what is missing. It counts where SFPC_SIGN_OFF is `required`.
    """
    from sfpc import briefing, sign_off, signatories
    from sfpc.sign_off import Answer

    settings = Settings.from_environment()
    asks = not as_json and sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")
    if answer is None and (by or caveat or reason):
        raise UsageError(f"Which answer? Give --answer with one of {', '.join(WRITTEN)}")
    shown = briefing.brief(settings, quarter)
    if not as_json:
        click.echo(shown.text())
    if answer is None and asks and settings.sign_off == "required":
        answer = ask_for_answer(settings)
    if answer is None:
        finish(settings, shown, None, as_json=as_json)
        return
    words = {"caveats": caveat, "reason": reason}
    needed = NEEDS.get(WRITTEN[answer])
    if asks and needed and not words[needed]:
        words[needed] = click.prompt("Caveats, as readers are to see them" if needed == "caveats" else "Reason")
    if asks and not by:
        by = click.prompt("Who answers (a role)", default="reporting lead")
    given = Answer(
        WRITTEN[answer], role(by), signatories.COMMAND_LINE, sign_off.now(), words["caveats"], words["reason"]
    )
    finish(settings, shown, sign_off.record(settings, quarter, shown.decision_number, given), as_json=as_json)


def ask_for_answer(settings: Settings) -> str | None:
    """Ask on a terminal; None where the person leaves it for later, or may not answer here."""
    from sfpc import signatories

    if may_not := signatories.refusal(settings, "", signatories.COMMAND_LINE):
        click.echo(may_not)
        return None
    chosen = str(click.prompt("Your answer", type=click.Choice([*WRITTEN, "later"]), default="later"))
    return None if chosen == "later" else chosen


def role(by: str | None) -> str:
    """Who answers, checked to be a role: a name is not published."""
    from sfpc.gate import roles

    if not by:
        raise UsageError("Who answers? Give --by with a role, as `reporting lead`")
    if problem := roles.problem_with(by):
        raise UsageError(f"--by {problem}")
    return by


def finish(settings: Settings, shown: Briefing, answered: SignOff | None, *, as_json: bool) -> None:
    """Say how the quarter stands now, and what to do next."""
    from sfpc import sign_off

    standing = answered or sign_off.newest(settings, shown.quarter)
    if as_json:
        print_json(
            {
                "quarter": shown.quarter,
                "required": settings.sign_off == "required",
                "decision_number": shown.decision_number,
                "sections": [asdict(section) for section in shown.sections],
                "path": str(shown.path),
                "sign_off": record(standing) if standing else None,
                "waits": sign_off.waits(settings, shown.quarter),
            }
        )
        return
    if answered is None:
        is_off = settings.sign_off != "required"
        off = "Sign-off is switched off: nothing waits for an answer (SFPC_SIGN_OFF)."
        click.echo(off if is_off else sign_off.waits(settings, shown.quarter) or "It may be published.")
        return
    click.echo(f"{answered.words}.")
    click.echo(
        f"Publish it with `sfpc report --quarter {shown.quarter}`. A run in Airflow that waits goes on when its task "
        "await_sign_off is cleared."
        if answered.lets_publish
        else "Nothing is published until another answer is given."
    )


def record(answered: SignOff) -> dict[str, Any]:
    """A sign-off, for a program."""
    return {"number": answered.number, "decision_number": answered.decision_number, **asdict(answered.given)}


COMMANDS = (sign_off_command,)
