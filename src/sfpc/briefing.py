"""The briefing: what a person is shown before signing a quarter off; short, with the whole of it in a file.

It says how the gate decided, what it warns of, what was waived or let pass, which figures would be published otherwise
than in the last release, and which changes against earlier quarters are clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sfpc import modes, sign_off, warehouse
from sfpc.period import Quarter
from sfpc.report import decision, shelf, since, tables, words
from sfpc.report.sections import changes
from sfpc.settings import Settings

SHOWN_AT_MOST = 12
"""Lines of one section; the rest stand in the file."""
LONGEST_LINE = 240
VERDICTS = {"open": "The gate is open", "open_with_warnings": "The gate is open, with warnings"}
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown would take for a sign of its own, here or at the beginning of a line; addresses become no links."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, a line each; `none` where there is nothing."""

    heading: str
    lines: tuple[str, ...]
    none: str


@dataclass(frozen=True)
class Briefing:
    """What a person is shown.

    Attributes:
        decision_number: the decision that an answer is bound to.
        title: one line: what is asked.
        sections: whole; `text` and `markdown` show the beginning of each.
        path: the file that holds them whole.
    """

    quarter: str
    decision_number: int
    title: str
    sections: tuple[Section, ...]
    path: Path

    def text(self) -> str:
        """For a terminal, bounded."""
        return f"{self.title}\n\n{self._laid_out(str, SHOWN_AT_MOST)}"

    def markdown(self) -> str:
        """For Airflow's page, bounded; whatever a return says is shown as it is written."""
        return self._laid_out(escaped, SHOWN_AT_MOST, heading="### ")

    def whole(self) -> str:
        """As the file has it, in Markdown."""
        return f"# {escaped(self.title)}\n\n{self._laid_out(escaped, None, heading='## ')}"

    def _laid_out(self, shown: Callable[[str], str], most: int | None, heading: str = "") -> str:
        parts = []
        for section in self.sections:
            lines = [f"- {shown(line if most is None else cut(line))}" for line in section.lines[:most]]
            if most is not None and len(section.lines) > most:
                lines.append(f"- {shown(f'and {len(section.lines) - most:,} more')}")
            parts.append("\n".join([heading + shown(section.heading), "", *(lines or [shown(section.none)])]))
        if most is not None:
            parts.append(f"{shown('In full:')} {shown(str(self.path))}")
        return "\n\n".join(parts) + "\n"


def brief(settings: Settings, quarter: str) -> Briefing:
    """Put together what is shown of the gate's newest decision, and write the whole of it beside the decision.

    Raises:
        GateShut: there is no decision, it is shut, or it does not hold for what is in the warehouse now.
        PipelineError: the warehouse or the last release cannot be read.
    """
    quarter = str(Quarter.parse(quarter))
    with warehouse.open_read_only(settings.warehouse) as connection:
        decided = decision.newest_open(settings, quarter, connection)
        published = tables.read(connection, quarter, settings.dbt_project / "models")
    made = Briefing(
        quarter,
        decided.number,
        f"May {quarter} be published? Decision {decided.number} of the gate.",
        (
            Section("The gate", tuple(_gate(decided)), ""),
            *_results(decided),
            _since_last_release(settings, quarter, published),
            Section("Clear changes", tuple(_clear(published, quarter)), "No measure has clearly changed."),
            Section("Answered before", tuple(_answered(settings, decided)), "Nobody has answered yet."),
        ),
        settings.gate / quarter / f"briefing-d{decided.number}.md",
    )
    unfinished = made.path.with_name(f"{uuid4().hex}.unfinished")  # two people may look at once
    unfinished.write_text(made.whole(), encoding="utf-8")
    modes.keep(unfinished)
    unfinished.replace(made.path)
    return made


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is written.

    >>> escaped("[a](http://b) <b> 2021-22-Q3: *c*"), escaped("1. one")
    ('\\[a\\](http\\://b) \\<b\\> 2021-22-Q3: \\*c\\*', '1\\. one')
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)


def cut(text: str) -> str:
    """A line that is not too long to be read."""
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


def on_one_line(text: str) -> str:
    """A text without what a terminal would obey or a list would break at."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _gate(decided: decision.Decision) -> Iterator[str]:
    checks = len({result["check_id"] for result in decided.results})
    passed = sum(result["outcome"] == "passed" for result in decided.results)
    yield (
        f"{VERDICTS[decided.verdict]}: {words.plural(checks, 'check')}, {passed:,} of "
        f"{words.plural(len(decided.results), 'result')} passed."
    )
    informed = sum(result["outcome"] == "failed" and result["severity"] == "info" for result in decided.results)
    if informed:
        yield f"{words.plural(informed, 'result')} for information only, in the annex on quality."
    if decided.record.get("is_partial"):
        missing = [decided.authority_names.get(code, code) for code in decided.record.get("missing", [])]
        yield f"The report would be partial, without {words.listed(sorted(missing)) or 'some returns'}."
        yield on_one_line(decided.record["policy"]["says"])


def _results(decided: decision.Decision) -> Iterator[Section]:
    def told(wanted: Callable[[dict[str, Any]], bool]) -> tuple[str, ...]:
        return tuple(_result(each, decided.authority_names) for each in decided.results if wanted(each))

    yield Section(
        "Warnings",
        told(lambda each: each["outcome"] == "failed" and each["severity"] == "warning"),
        "The gate warns of nothing.",
    )
    yield Section(
        "Waived",
        tuple(_waiver(each, decided.authority_names) for each in decided.waivers if each["was_needed"]),
        "Nothing was waived.",
    )
    allowed = told(lambda each: each["outcome"] == "allowed")
    if allowed:
        yield Section("Let pass by the policy on too few returns", allowed, "")


def _result(result: dict[str, Any], names: dict[str, str]) -> str:
    whose = names.get(result["authority_code"] or "", "all")
    return on_one_line(f"{result['check_id']}, {whose}: {result['says']} Seen: {result['observed']}")


def _waiver(waiver: dict[str, Any], names: dict[str, str]) -> str:
    whose = names.get(waiver["authority_code"], waiver["authority_code"])
    agreed = f"Agreed by {waiver['agreed_by']} on {waiver['agreed_date']}."
    return on_one_line(f"{waiver['check_id']}, {whose}, until {waiver['until_date']}: {waiver['reason']} {agreed}")


def _since_last_release(settings: Settings, quarter: str, published: dict[str, tables.Table]) -> Section:
    last = shelf.newest(settings.releases / quarter)
    if last is None:
        return Section("Figures changed since the last release", (), "This would be the first release of the quarter.")
    number, folder = last
    found = since.changed(folder, published, quarter)
    lines = tuple(
        on_one_line(f"{one.quarter}, {one.authority_name}, {one.section}: {one.what}: {one.before} → {one.after}")
        for one in found
    )
    heading = f"Figures changed since release {number}: {len(found):,}"
    return Section(heading, lines, "Every figure is the same.")


def _clear(published: dict[str, tables.Table], quarter: str) -> Iterator[str]:
    for summary in changes.summaries(published["rpt_changes"], quarter):
        for sentence in summary.clear:
            yield on_one_line(f"{summary.authority_name}, against {summary.compared_with}: {sentence}")


def _answered(settings: Settings, decided: decision.Decision) -> Iterator[str]:
    standing = sign_off.newest(settings, decided.quarter)
    if standing:
        counts = standing.decision_sha256 == decided.sha256
        yield on_one_line(standing.words)
        yield "It holds until another answer is given." if counts else "It was to an older decision and does not count."
