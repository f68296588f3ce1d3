"""Commands about what senders are told: a check before sending, and the feedback on what was sent."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import AUTHORITY, JSON, NOTHING_LANDED, QUARTER, checked_quarter, print_json, settings_for

if TYPE_CHECKING:
    from sfpc.feedback import Judged

MUST_BE_MENDED = 3
"""The exit status where the return would be refused, or would keep its quarter from being published."""


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--authority", required=True, metavar="FOLDER", help="The authority, by its inbox folder.")
@QUARTER
@click.option(
    "--feedback",
    "feedback_to",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the feedback that would be sent back into this folder.",
)
@JSON
def check_command(
    files: tuple[Path, ...], authority: str, quarter: str, feedback_to: Path | None, as_json: bool
) -> None:
    """Say what the intake would say of a return, before it is sent; nothing is kept.

    What needs the returns of earlier quarters (a sudden change, a year to date against returns sent before) is said
    only when the return is in.

    Exit status: 0 nothing has to be mended; 3 the return would be refused, or would keep the quarter from being
    published; 2 wrong usage; 1 a fault of ours.
    """
    from sfpc.check import check

    judged = check(settings_for(authority), files, authority, quarter, feedback_to)
    if as_json:
        print_json(_record(judged))
    else:
        _print(judged, feedback_to)
    sys.exit(MUST_BE_MENDED if judged.must_be_mended or judged.state == "rejected" else 0)


@click.command("feedback")
@AUTHORITY
@click.option(
    "--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="Only this quarter."
)
@JSON
def feedback_command(authority: str | None, quarter: str | None, as_json: bool) -> None:
    """Write the feedback on what was read; what stands and has not changed is left as it is."""
    from sfpc import landing, pipeline

    settings = settings_for(authority)
    written = pipeline.give_feedback(settings, authority)
    shown = [one for one in written if quarter in (None, one.read.landed.quarter)]
    if waiting := len(landing.landed(settings, authority, quarter or "*")) - len(shown):
        count = "1 submission has" if waiting == 1 else f"{waiting:,} submissions have"
        click.echo(f"{count} not been read with the layouts of today and got no feedback: run `sfpc read`", err=True)
    if as_json:
        print_json(
            [
                {
                    "authority": one.read.landed.folder,
                    "quarter": one.read.landed.quarter,
                    "submission_id": one.read.landed.submission_id,
                    "path": str(one.path),
                    "is_new": one.is_new,
                }
                for one in shown
            ]
        )
        return
    for one in shown:
        click.echo(f"{one.path}  {'new' if one.is_new else 'as before'}")
    if not shown and not waiting:
        click.echo(NOTHING_LANDED)


def _print(judged: Judged, feedback_to: Path | None) -> None:
    """Show a check on a terminal: what would become of the return, what to mend, and what lies with us."""
    from sfpc.feedback import wording

    summary = wording.summary(judged, is_rehearsal=True)
    click.echo(wording.title(judged))
    click.echo(f"{summary.outcome}. {summary.means}")
    click.echo(f"First: {summary.first}")
    click.echo(summary.due)
    for number, group in enumerate(wording.groups(judged.of("authority")), start=1):
        times = f" ({group.count} times)" if group.count > 1 else ""
        click.echo(f"\n{number}. {group.urgency}: {group.first.title}{times}")
        for heading, text in (
            ("Where", group.where), ("Found", group.found), ("Expected", group.first.expected),
            ("Mend it", group.first.remedy),
        ):  # fmt: skip
            if text:
                click.echo(f"   {heading + ':':<10}{text}")
    ours = wording.groups(judged.of("team"))
    if ours:
        click.echo("\nWe will look at this; you need do nothing:")
        for group in ours:
            click.echo(f"   {group.first.title}: {group.where}")
    if feedback_to is not None:
        click.echo(f"\nThe feedback is in {feedback_to}")


def _record(judged: Judged) -> dict[str, Any]:
    """A check, for a program."""
    from sfpc.feedback import wording

    return {
        "authority": judged.landed.folder,
        "quarter": judged.landed.quarter,
        "state": judged.state,
        "must_be_mended": judged.must_be_mended,
        "due_date": judged.due_date.isoformat() if judged.due_date else None,
        "summary": asdict(wording.summary(judged, is_rehearsal=True)),
        "findings": [asdict(one) for one in judged.of("authority")],
        "for_the_team": [asdict(one) for one in judged.of("team")],
    }


COMMANDS = (check_command, feedback_command)
