"""What reminders and the digest say, in plain English, made of names, quarters, dates and states alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from sfpc.notices.notice import Notice
from sfpc.notices.owed import NOTHING_IN_FORCE, STAGES, Owed
from sfpc.notices.words import Places, in_words


def reminder(owed: Sequence[Owed]) -> Notice:
    """What one authority owes, for its contacts: nobody else's return and no place inside the programme is named."""
    first = owed[0]
    name = first.authority_name
    if len(owed) == 1:
        subject = f"{first.quarter}: the return of {name} {_is_due(first)}"
    else:
        subject = f"{name}: {len(owed)} returns are due or late"
    return Notice(
        kind="reminder",
        keys=tuple(one.reminder_key for one in owed),
        subject=subject,
        says=(f"This is a reminder of what {name} owes the Strengthening Families programme:",),
        points=tuple(f"the return for {one.quarter}, which {_is_due(one)}; {_what_came(one)}" for one in owed),
        todo=(
            "Send the whole return in the way agreed with the programme team; nothing more, if it is on its way.",
            "Where what came was rejected, the feedback says at which cells, and how to mend them.",
            "If it cannot come in time, ask the programme team for a later day.",
        ),
        audience=first.folder,
    )


def _is_due(one: Owed) -> str:
    when = {"late": "was due on", "due today": "is due today,", "due soon": "is due on"}[one.stage]
    later = ", the later day that was agreed" if one.is_extended else ""
    return f"{when} {in_words(one.due_date)}{later}"


def _what_came(one: Owed) -> str:
    return "nothing has come yet" if one.state in ("due", "late") else NOTHING_IN_FORCE[one.state]


def digest(owed: Sequence[Owed], keys: tuple[str, ...], reminded: Collection[str], places: Places) -> Notice:
    """All that is owed, for the programme: what is late, due today and due soon, and who is not reminded.

    Args:
        owed: the returns.
        keys: what of it is news.
        reminded: the folders of the authorities whose contacts are known.
        places: where to read on.
    """
    counts = {stage: sum(one.stage == stage for one in owed) for stage in STAGES}
    told = ", ".join(f"{count} {stage}" for stage, count in counts.items() if count)
    nobody = dict.fromkeys(one.authority_name for one in owed if one.folder not in reminded)
    todo = ["Ask for what is late, or agree to a later day: docs/how_to/follow_returns.md."]
    if nobody:
        todo.insert(
            0, f"Nobody is reminded of the returns of {', '.join(nobody)}: add a contact (docs/how_to/be_told.md)."
        )
    return Notice(
        kind="digest",
        keys=keys,
        subject=f"Returns: {told}",
        says=(
            f"What is owed as of {in_words(owed[0].today)}:",
            "A return is told of seven days before it is due, on the day, a working day after and every third.",
        ),
        points=tuple(_lines(owed)),
        todo=tuple(todo),
        places=tuple(places),
    )


def _lines(owed: Sequence[Owed]) -> list[str]:
    """A line for all authorities that owe the same quarter from the same day, in the same state."""

    def alike(one: Owed) -> tuple[int, str, str, bool, str]:
        return STAGES.index(one.stage), one.quarter, str(one.due_date), one.is_extended, NOTHING_IN_FORCE[one.state]

    lines = []
    for (_, quarter, _, _, came), group in groupby(sorted(owed, key=alike), key=alike):
        of = list(group)
        names = ", ".join(one.authority_name for one in of)
        lines.append(f"{of[0].stage}: {quarter}, which {_is_due(of[0])}{_ago(of[0])}; {came}: {names}")
    return lines


def _ago(one: Owed) -> str:
    days = one.working_days
    return f", {days} working day{'s' * (days != 1)} ago" if days else ""
