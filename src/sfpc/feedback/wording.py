"""Findings as sentences for the person who sent the return: what became of it, what to do first, what repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sfpc.feedback.judgement import Judged, Told
from sfpc.personal_data import shown
from sfpc.report import words

URGENCY = {
    "reject": "Must be mended: the return is refused",
    "critical": "Must be mended: the quarter cannot be published",
    "warning": "Please look at it",
    "info": "For your information",
}
"""What a severity means to a sender."""

OUTCOMES = {
    "accepted": "Accepted",
    "nil": "Accepted as a nil return",
    "rejected": "Not accepted",
    "withdrawn": "Withdrawn",
}
PLACES_SHOWN = 12
"""Places that a group names; the list of every place has them all."""


@dataclass(frozen=True)
class Group:
    """Findings of one kind on one sheet, told once.

    Attributes:
        found: what was found; of the first place where the words differ from place to place.
        places: where, the first ones by name.
    """

    first: Told
    count: int
    found: str
    places: str

    @property
    def urgency(self) -> str:
        """What its severity means to a sender."""
        return URGENCY[self.first.severity]

    @property
    def where(self) -> str:
        """The file, the sheet and the places on one line."""
        return ", ".join(part for part in (shown(self.first.file), sheet(self.first), self.places) if part)


@dataclass(frozen=True)
class Summary:
    """What became of a submission, on one screen.

    Attributes:
        outcome: accepted, not accepted, nil or withdrawn, in a word or two.
        means: what that means.
        first: what to do first.
        due: by when.
        sent: which files.
        counts: how many findings there are of each urgency.
    """

    outcome: str
    means: str
    first: str
    due: str
    sent: str
    counts: tuple[tuple[str, int], ...]


def groups(findings: Sequence[Told]) -> list[Group]:
    """Findings told once where they repeat on a sheet; gravest first."""
    together: dict[tuple[str | None, ...], list[Told]] = {}
    for one in findings:
        key = (one.severity, one.finding_type, one.title, one.file, one.sheet, one.section, one.remedy)
        together.setdefault(key, []).append(one)
    return [_group(alike) for alike in together.values()]


def _group(alike: list[Told]) -> Group:
    first = alike[0]
    messages = list(dict.fromkeys(one.message for one in alike))
    more = f" The other {len(alike) - 1} are like it; ‘Every place’ has each." if len(messages) > 1 else ""
    places = [place for one in alike if one.place for place in one.place.split("; ")]
    named = "; ".join(shown(place) for place in places[:PLACES_SHOWN])
    rest = f" and {len(places) - PLACES_SHOWN} more" if len(places) > PLACES_SHOWN else ""
    return Group(first, len(alike), messages[0] + more, named + rest)


def summary(judged: Judged, *, is_rehearsal: bool = False) -> Summary:
    """What became of a submission, or would if it were sent as it is."""
    theirs = judged.of("authority")
    grave = [one for one in theirs if one.severity in ("reject", "critical")]
    return Summary(
        outcome=_outcome(judged, is_rehearsal=is_rehearsal),
        means=_means(judged, grave, is_rehearsal=is_rehearsal),
        first=_first(judged, groups(theirs), is_rehearsal=is_rehearsal),
        due=_due(judged, is_rehearsal=is_rehearsal),
        sent=sent(judged, is_rehearsal=is_rehearsal),
        counts=tuple((URGENCY[name], sum(one.severity == name for one in theirs)) for name in URGENCY),
    )


def _outcome(judged: Judged, *, is_rehearsal: bool) -> str:
    said = OUTCOMES[judged.state]
    if is_rehearsal:
        said = f"Would be {said[0].lower()}{said[1:]}".replace("be not", "not be")
    return f"{said}, with something to mend" if judged.state == "accepted" and judged.must_be_mended else said


def _means(judged: Judged, grave: list[Told], *, is_rehearsal: bool) -> str:
    would = "would be" if is_rehearsal else "was"
    if judged.state == "withdrawn":
        return "It does not count any more: the return accepted before it does, if there was one."
    if judged.state == "rejected" and not grave:
        return f"Nothing of it {would} used, for a reason that lies with us. We will look at it; you need do nothing."
    if judged.state == "rejected":
        return f"Nothing of it {would} used. A return accepted before for the same quarter stays in force."
    if judged.state == "nil":
        return "The return says that there is nothing to report for the quarter."
    if grave:
        return (
            f"It {would} read, but the quarter cannot be published until what is listed first is mended or explained."
        )
    return f"It {would} read in full and can be used."


def _first(judged: Judged, told: list[Group], *, is_rehearsal: bool) -> str:
    if judged.state == "withdrawn":
        return "Send a new return if the one before it is not right."
    if not told:
        return "Nothing: send it as it is." if is_rehearsal else "Nothing. Thank you."
    first = told[0]
    if first.first.severity == "info":
        return "Nothing has to be mended. What is listed is for your information."
    where = f" ({first.where})" if first.where else ""
    return f"{first.first.title}{where}. {first.first.remedy}"


def _due(judged: Judged, *, is_rehearsal: bool) -> str:
    if judged.due_date is None:
        return f"No day is set: {judged.landed.quarter} is not in the calendar of returns."
    day = words.day(judged.due_date)
    if is_rehearsal:
        return f"The return is due on {day}."
    if not judged.must_be_mended:
        return f"The return was due on {day}. Nothing more is needed by a date."
    if judged.landed.received_at[:10] <= judged.due_date.isoformat():
        return f"Send it again by {day}, when the return is due."
    return f"Send it again as soon as you can: the return was due on {day}."


def sheet(one: Told) -> str:
    """A sheet as it is called in a sentence; of a JSON document the place says it all."""
    name = shown(one.sheet)
    if name.startswith("/"):
        return "" if (one.place or "").startswith(name) else name
    return f"sheet ‘{name}’" if name else ""


def sent(judged: Judged, *, is_rehearsal: bool) -> str:
    """Which files were sent, and when they were received."""
    names = "; ".join(shown(path.name) for path in judged.landed.files)
    if is_rehearsal:
        return names
    moment = datetime.fromisoformat(judged.landed.received_at)
    return f"{names}, received on {words.day(moment)} at {moment:%H:%M} UTC"


def title(judged: Judged) -> str:
    """The heading of a feedback."""
    return f"{judged.authority_name}: return for {words.quarter(judged.landed.quarter)}"
