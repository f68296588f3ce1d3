"""How the page says things: outcomes, counts, anchors, and text of which nobody knows what it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from markupsafe import Markup

from sfpc.gate.results import CheckResult
from sfpc.report.words import day, plural

WHOLE_QUARTER = "Whole quarter"
KINDS = ("broken", "critical", "let_pass", "warning", "info")
"""What a result that did not pass may be, the gravest first."""

BROKEN = ("raised", "did_not_run")
LET_PASS = ("waived", "allowed")

KIND_WORDS = {"critical": "critical", "warning": "warning", "info": "for information"}
"""What a failed check is called on the page."""

OUTCOMES = {
    "passed": "passed",
    "failed": "failed",
    "waived": "waived",
    "allowed": "allowed by the policy on too few returns",
    "raised": "could not be asked: the check broke",
    "did_not_run": "could not be asked: it did not run",
}
"""An outcome in words."""

_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")


def kind(result: CheckResult) -> str:
    """How grave a result is: one of KINDS, or passed."""
    if result.outcome in BROKEN:
        return "broken"
    if result.outcome in LET_PASS:
        return "let_pass"
    return result.severity if result.outcome == "failed" else "passed"


def is_ours(result: CheckResult) -> bool:
    """Whether the team puts a result right, and nothing is asked of an authority."""
    return not result.faults or all(fault.responsibility == "team" for fault in result.faults)


def outcome(result: CheckResult) -> str:
    """What a check came to, with its severity where it failed.

    >>> outcome(CheckResult("PERF-001", "valid", "critical", "E1", "failed", "It holds.", "1 row checked, 1 at fault"))
    'failed: critical'
    """
    told = OUTCOMES[result.outcome]
    return told if result.outcome in ("passed", *BROKEN) else f"{told}: {KIND_WORDS[result.severity]}"


def troubles(results: Iterable[CheckResult]) -> list[str]:
    """What did not pass, counted in words, the gravest first; empty when everything passed.

    >>> said = ("PERF-001", "valid", "critical", "E1")
    >>> troubles([CheckResult(*said, outcome, "It holds.", "1 row") for outcome in ("waived", "failed", "passed")])
    ['1 critical', '1 waived']
    """
    counts = Counter(result.outcome if kind(result) == "let_pass" else kind(result) for result in results)
    words = {
        "broken": "could not be asked",
        "critical": "critical",
        "warning": "warning" if counts["warning"] == 1 else "warnings",
        "info": "for information",
        "waived": "waived",
        "allowed": "allowed",
    }
    return [f"{counts[one]:,} {word}" for one, word in words.items() if counts[one]]


def rows_at_fault(results: Iterable[CheckResult]) -> int:
    """How many rows failed checks found at fault; what was let pass is not counted."""
    return sum(result.failing_count or 0 for result in results if result.outcome == "failed")


def asked(results: Iterable[CheckResult]) -> str:
    """How many checks were asked, and how many answers they gave.

    >>> asked([CheckResult("PERF-001", "valid", "critical", code, "passed", "It holds.", "1 row") for code in "AB"])
    '1 check, 2 answers'
    """
    every = list(results)
    return f"{plural(len({one.check_id for one in every}), 'check')}, {plural(len(every), 'answer')}"


def name_of(code: str | None, names: Mapping[str, str]) -> str:
    """How the page calls an authority, or what is of none."""
    return WHOLE_QUARTER if code is None else names.get(code, code)


def moment(text: str) -> str:
    """A moment as people write it.

    >>> moment("2022-08-01T09:30:00+00:00")
    '1 August 2022 at 09:30 UTC'
    """
    at = datetime.fromisoformat(text)
    return f"{day(at)} at {at:%H:%M} UTC"


def sentence(text: str) -> str:
    """Words as a sentence of their own.

    >>> sentence("put it right here; nothing is asked of the authority"), sentence("Why?"), sentence("")
    ('Put it right here; nothing is asked of the authority.', 'Why?', '')
    """
    told = text[:1].upper() + text[1:]
    return told if not told or told.endswith((".", "!", "?")) else f"{told}."


def anchor(*parts: str | None) -> str:
    """An id within the page, of letters, digits and hyphens whatever it is made from.

    >>> anchor("check", "PERF-001"), anchor("of", None, 'x" onclick="y')
    ('check-PERF-001', 'of-all-x-onclick-y')
    """
    return "-".join(_PLAIN.sub("-", "all" if part is None else part) for part in parts)


def printable(value: object) -> object:
    r"""Text without what no eye sees: control characters, and marks that turn the direction of writing.

    Everything that the template writes passes through here.

    >>> printable("a\x1b\u202eb\u00a0c\nd"), printable(7)
    ('a��b c d', 7)
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return "".join(one if one.isprintable() else " " if one.isspace() else "�" for one in value)
