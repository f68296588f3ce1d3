"""What becomes of releases once they are there: verified against landing, and shown on this machine."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sfpc.cli.shared import JSON, print_json, tell
from sfpc.errors import PipelineError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.verification import Verified

MEANS = {
    True: "comes out of landing again, byte for byte",
    False: "is what its manifest says (it was not rebuilt)",
}


@click.command("verify")
@click.argument("release")
@click.option("--files-only", is_flag=True, help="Compare hashes alone; nothing is rebuilt.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Keep what was rebuilt in a new folder, to look at what differs. It holds figures in full.",
)
@JSON
def verify_command(release: str, files_only: bool, into: Path | None, as_json: bool) -> None:
    """Rebuild RELEASE from landing and compare it byte for byte.

    RELEASE is 2022-23-Q1/r1, 2022-23-Q1 (its current one), latest (that of the newest quarter) or a folder. Status 1
    where a file is changed, missing, extra or differs; 3 where the seeds, rules, code or software here are not those
    that the release was made with: then its files are as its manifest says, and it says which differ.
    """
    from sfpc import verification

    found = verification.verify(Settings.from_environment(), release, tell(as_json), files_only=files_only, into=into)
    if as_json:
        print_json({**asdict(found), "holds": found.holds})
    else:
        show(found)
    sys.exit(0 if found.holds else PipelineError.exit_status)


def show(found: Verified) -> None:
    """Say of each file what it is, and of all of them what that means."""
    for each in found.files:
        said = "OK" if each.is_right else each.outcome.upper()
        click.echo(f"{said:8} {each.name}{': ' if each.where else ''}{each.where}")
    counts = Counter(each.outcome for each in found.files if not each.is_right)
    if found.holds:
        click.echo(f"{found.release} {MEANS[found.was_rebuilt]}: {len(found.files)} files.")
    else:
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
        click.echo(
            f"{found.release} does not hold: of {len(found.files)} files {told}. Do not hand it on; restore it from "
            "its copy, or publish the quarter again.",
            err=True,
        )


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="An IP address; another lets others read.")
@click.option("--internal", "with_internal", is_flag=True, help="Show figures in full too; on 127.0.0.1 alone.")
@click.option("--even-if-empty", is_flag=True, help="Start although there is no release yet.")
def serve_command(port: int, host: str, with_internal: bool, even_if_empty: bool) -> None:
    """Show the index of the releases and what may be handed on of each, until it is stopped.

    It is for this machine's reader: without encryption, without log-ins, for reading alone.
    """
    from sfpc import serving

    shown = {"with_internal": with_internal, "may_be_empty": even_if_empty}
    with serving.server(Settings.from_environment(), host, port, **shown) as running:
        if not serving.is_loopback(host):
            click.echo(
                f"Whoever can reach {host} can read every release, and so can whoever listens on the way: there are no "
                "log-ins and no encryption. To publish, copy published/ to a web server.",
                err=True,
            )
        if with_internal:
            click.echo("Figures in full are shown too: not for publication.", err=True)
        click.echo(f"The releases are at {running.address} (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            running.serve_forever()


COMMANDS = (verify_command, serve_command)
