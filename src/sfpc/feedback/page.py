"""The feedback as a page: one file of HTML that needs nothing outside itself, in the look of the report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sfpc.feedback import wording
from sfpc.feedback.judgement import Judged
from sfpc.feedback.wording import Summary
from sfpc.personal_data import shown


def write(path: Path, judged: Judged, summary: Summary, notes: Sequence[str]) -> None:
    """Write the page; the same feedback gives the same bytes."""
    theirs = judged.of("authority")
    told = wording.groups(theirs)
    page = (
        _environment()
        .get_template("feedback/templates/feedback.html.jinja")
        .render(
            title=wording.title(judged),
            summary=summary,
            groups=told,
            every=theirs if len(theirs) > len(told) else (),
            urgency=wording.URGENCY,
            notes=notes,
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sfpc", "."),
        autoescape=True,  # whatever a return says is shown, never run
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    return environment
