"""Sign-off: a person's answer to an open decision of the gate, needed before publishing where it is switched on.

The answers are publish, publish with caveats, and hold. Each is kept for ever as `gate/<quarter>/s<n>.json`, bound to
one decision by its number and the hash of its record; the newest counts, and only for the gate's newest decision.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sfpc import records, signatories
from sfpc.errors import GateShut, NotSignedOff, PipelineError, UsageError
from sfpc.personal_data import kinds_in
from sfpc.settings import Settings

PUBLISH, WITH_CAVEATS, HOLD = "publish", "publish_with_caveats", "hold"
ANSWERS = (PUBLISH, WITH_CAVEATS, HOLD)
NEEDS = {WITH_CAVEATS: "caveats", HOLD: "reason"}
"""The words that an answer cannot be without; no other words go with it."""
MOST_CHARACTERS = 1000
HOW = "`sfpc sign-off --quarter {quarter}`, or answer in Airflow at `await_sign_off` of a run of `publish_quarter`"


@dataclass(frozen=True)
class Answer:
    """What a person says to a decision.

    Attributes:
        answer: one of ANSWERS.
        by: a role, or a person's log-in as Airflow knows it.
        through: where it was given: the command line, or Airflow.
        at: when (UTC), as 2026-11-22T09:30:00Z.
        caveats: printed in the report; with publish_with_caveats alone.
        reason: why it is held; with hold alone.
    """

    answer: str
    by: str
    through: str
    at: str
    caveats: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class SignOff:
    """An answer as it is kept.

    Attributes:
        number: 1, 2, 3 … within the quarter; a later one supersedes.
        decision_number: the decision that was answered.
        decision_sha256: of that decision's record.
        sha256: of this record.
    """

    quarter: str
    number: int
    decision_number: int
    decision_sha256: str
    given: Answer
    sha256: str

    @property
    def lets_publish(self) -> bool:
        """Whether the quarter may be published after it."""
        return self.given.answer != HOLD

    @property
    def words(self) -> str:
        """The answer in words, with who gave it and when."""
        said = self.given.answer.replace("_", " ")
        told = f"Sign-off {self.number} of decision {self.decision_number}: {said}, by {self.given.by}, {self.given.at}"
        return ": ".join(part for part in (told, self.given.caveats or self.given.reason) if part)


def now() -> str:
    """This moment as a record has it."""
    return moment(datetime.now(UTC))


def moment(at: datetime) -> str:
    """A time in UTC as a record has it.

    >>> moment(datetime.fromisoformat("2026-11-22T10:30:00.5+01:00"))
    '2026-11-22T09:30:00Z'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def checked(given: Answer) -> Answer:
    """An answer with its words on one line each.

    Raises:
        UsageError: there is no such answer, words are missing, too long, or not asked for, or they seem to hold
            personal data, which is never repeated.
    """
    if given.answer not in ANSWERS:
        raise UsageError(f"{given.answer!r} is no answer; the answers are {', '.join(ANSWERS)}")
    by = _on_one_line(given.by)
    if not by:
        raise UsageError("A sign-off says who gave it: a role, as `reporting lead`")
    words = {"caveats": _on_one_line(given.caveats), "reason": _on_one_line(given.reason)}
    needed = NEEDS.get(given.answer)
    said = given.answer.replace("_", " ")
    if needed and not words[needed]:
        raise UsageError(f"To answer {said!r}, give the {needed}, in words")
    for name, text in words.items():
        if text and name != needed:
            raise UsageError(f"{said!r} goes without {name}: leave the words out, or give the answer that needs them")
        if len(text) > MOST_CHARACTERS:
            raise UsageError(f"The {name}: {len(text):,} characters; {MOST_CHARACTERS:,} is the most")
        if kinds_in(text):
            raise UsageError(f"The {name}: the words seem to hold personal data, and they are kept; put it otherwise")
    return Answer(given.answer, by, given.through, given.at, words["caveats"] or None, words["reason"] or None)


def record(settings: Settings, quarter: str, decision_number: int, given: Answer) -> SignOff:
    """Keep an answer to a decision; what stands already, word for word, is not written twice.

    Args:
        settings: where the decisions are.
        quarter: written as 2022-23-Q1.
        decision_number: of the decision that the person was shown.
        given: who says what.

    Raises:
        UsageError: sign-off is switched off, whoever answers may not, the answer is not complete, or the gate has
            decided anew since.
        GateShut: there is no decision, or the gate is shut: that cannot be signed off.
    """
    if settings.sign_off != "required":
        raise UsageError("Sign-off is switched off, so nothing waits for an answer: set SFPC_SIGN_OFF=required first")
    given = checked(given)
    if problem := signatories.refusal(settings, given.by, given.through):
        raise UsageError(problem)
    folder = settings.gate / quarter
    number, sha256, verdict = _newest_decision(folder, quarter)
    if not verdict.startswith("open"):
        raise GateShut(
            f"The gate is shut for {quarter} (decision {number}), and a shut gate cannot be signed off: answer it as "
            "docs/how_to/answer_a_closed_gate.md says"
        )
    if number != decision_number:
        raise UsageError(
            f"The answer is to decision {decision_number} on {quarter}, and the gate has decided anew since "
            f"(decision {number}), so it does not count: look at that one and answer again, by {_how(quarter)}"
        )
    standing = newest(settings, quarter)
    if standing and standing.decision_sha256 == sha256 and _is_said_already(standing.given, given):
        return standing
    records.add(folder, "s", {"quarter": quarter, "decision": {"number": number, "sha256": sha256}, **asdict(given)})
    kept = newest(settings, quarter)
    if kept is None:
        raise PipelineError(f"{folder}: the sign-off that was just written is not there; look at the disk")
    return kept


def newest(settings: Settings, quarter: str) -> SignOff | None:
    """The newest sign-off of a quarter, whichever decision it is of; None before the first.

    Raises:
        PipelineError: its record cannot be read.
    """
    path = records.newest(settings.gate / quarter, "s")
    if path is None:
        return None
    text = path.read_bytes()
    try:
        kept: dict[str, Any] = json.loads(text)
        decision = kept.pop("decision")
        of_quarter = kept.pop("quarter")
        given = Answer(**kept)
        if given.answer not in ANSWERS:
            raise ValueError(f"{given.answer!r} is no answer")  # noqa: TRY301 - told below with the place
        bound = (int(decision["number"]), str(decision["sha256"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{path}: this is no sign-off ({error}); restore it from its copy") from error
    return SignOff(of_quarter, records.number_of(path), *bound, given, hashlib.sha256(text).hexdigest())


def require(settings: Settings, quarter: str, decision_number: int, decision_sha256: str) -> SignOff | None:
    """The sign-off that lets a decision be published; None where sign-off is switched off.

    Raises:
        NotSignedOff: nobody has answered this decision, or it is held.
    """
    if settings.sign_off != "required":
        return None
    found = newest(settings, quarter)
    waits = f"Nothing is published until decision {decision_number} is signed off: {_how(quarter)}."
    if found is None:
        raise NotSignedOff(f"Nobody has signed off {quarter}. {waits}")
    if (found.decision_number, found.decision_sha256) != (decision_number, decision_sha256):
        raise NotSignedOff(
            f"{quarter} was signed off before the gate decided anew, and that does not count for decision "
            f"{decision_number} ({found.words}). {waits}"
        )
    if not found.lets_publish:
        raise NotSignedOff(
            f"{quarter} is held. {found.words}. Nothing is published until another answer is given: {_how(quarter)}."
        )
    return found


def waits(settings: Settings, quarter: str) -> str | None:
    """Why the gate's newest decision may not be published yet, and what to do; None where it may.

    Raises:
        GateShut: there is no decision.
    """
    number, sha256, _ = _newest_decision(settings.gate / quarter, quarter)
    try:
        require(settings, quarter, number, sha256)
    except NotSignedOff as why:
        return str(why)
    return None


def _newest_decision(folder: Path, quarter: str) -> tuple[int, str, str]:
    """Number, hash of the record, and verdict."""
    path = records.newest(folder, "d")
    if path is None:
        raise GateShut(f"The gate has not decided on {quarter}: run `sfpc gate --quarter {quarter}` first.")
    text = path.read_bytes()
    try:
        verdict = str(json.loads(text)["verdict"])
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{path}: this is no decision of the gate ({error!r}); restore it from its copy") from error
    return records.number_of(path), hashlib.sha256(text).hexdigest(), verdict


def _is_said_already(standing: Answer, given: Answer) -> bool:
    """Whether the same person says the same again; when is no difference."""
    return {**asdict(standing), "at": None} == {**asdict(given), "at": None}


def _how(quarter: str) -> str:
    return HOW.format(quarter=quarter)


def _on_one_line(text: str | None) -> str:
    seen = "".join(character if character.isprintable() else " " for character in text or "")
    return " ".join(seen.split())
