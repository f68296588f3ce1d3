"""Why a release is another than the one before it: which of its inputs differ, in words and by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sfpc.report import words

GROUPS = {
    "seeds": "The reference data changed",
    "expectations": "The rules of the gate changed",
    "models": "How figures are worked out changed",
    "code": "The program changed",
}
"""Inputs that are files of ours, with what is said where some of them differ."""
ABOUT_FIGURES = ("seeds", "models", "code", "software")
"""Inputs that can change any figure; a decision or a sign-off changes none."""
NAMED_AT_MOST = 4

Inputs = Mapping[str, Any]
"""The inputs as a manifest records them."""


@dataclass(frozen=True)
class Reason:
    """An input that is not what it was.

    Attributes:
        kind: submission, withdrawal, decision, earlier_decisions, sign_off, seeds, expectations, models, code or
            software.
        says: a sentence that may be published: no figure, no file name of a sender's, nobody's name.
        authority_name: whose submission; empty where it is about none.
        quarter: of that submission.
        names: every file or library that differs.
    """

    kind: str
    says: str
    authority_name: str = ""
    quarter: str = ""
    names: tuple[str, ...] = ()


def between(was: Inputs, now: Inputs, authorities: Mapping[str, str]) -> tuple[Reason, ...]:
    """Every input that differs, the weightiest first.

    Args:
        was: of the release before.
        now: of the release that is to be.
        authorities: the name of each authority by its folder.
    """
    return (
        *_submissions(was, now, authorities),
        *_sign_off(was, now),
        *_decisions(was, now),
        *(reason for kind in GROUPS if (reason := _files(kind, was, now))),
        *_software(was, now),
    )


def why(name: str, quarter: str, reasons: tuple[Reason, ...]) -> str:
    """Why a figure of an authority and quarter may be another one: its own submissions first, then what is common."""
    own = [each for each in reasons if each.authority_name == name]
    of_quarter = [each for each in own if each.quarter == quarter]
    common = [each for each in reasons if each.kind in ABOUT_FIGURES]
    told = [each.says for each in (of_quarter or own) + common]
    return " ".join(told) or "No input that differs is about it: look at the release before."


def _submissions(was: Inputs, now: Inputs, authorities: Mapping[str, str]) -> Iterator[Reason]:
    before, after = ({_key(each): each for each in inputs.get("submissions", ())} for inputs in (was, now))
    answered = {key[:2] for key in before}
    for key in sorted(after, key=lambda key: (key[1], key[0], after[key]["received_at"], key[2])):
        folder, quarter, submission_id = key
        name, sent = authorities.get(folder, folder), after[key]
        received = f"received on {words.day(datetime.fromisoformat(sent['received_at']))}"
        if key not in before:
            what = "sent its return for {} again" if key[:2] in answered else "sent its return for {}"
            says = f"{name} {what.format(quarter)}: submission {submission_id}, {received}."
            yield Reason("submission", says, name, quarter)
            answered.add(key[:2])
        noted = set(sent.get("beside", ())) - set(before.get(key, {}).get("beside", ()))
        if any(each.startswith("withdrawal-") for each in noted):
            says = f"{name} withdrew submission {submission_id} for {quarter}, {received}."
            yield Reason("withdrawal", says, name, quarter)
        if key in before and any(each.startswith("arrival-") for each in noted):
            says = f"{name} sent submission {submission_id} for {quarter}, first {received}, once more."
            yield Reason("submission", says, name, quarter)
    for folder, quarter, submission_id in sorted(before.keys() - after.keys()):
        name = authorities.get(folder, folder)
        says = f"Submission {submission_id} of {name} for {quarter} is no longer in the warehouse."
        yield Reason("submission", says, name, quarter)


def _key(sent: Mapping[str, Any]) -> tuple[str, str, str]:
    return sent["authority"], sent["quarter"], sent["submission_id"]


def _sign_off(was: Inputs, now: Inputs) -> Iterator[Reason]:
    before, after = was.get("sign_off"), now.get("sign_off")
    if after and before != after:
        caveats = ", with caveats" if after.get("caveats") else ""
        yield Reason("sign_off", f"It was signed off {'anew' if before else 'for the first time'}{caveats}.")
    elif before and not after:
        yield Reason("sign_off", "A sign-off is no longer required; that release had one.")


def _decisions(was: Inputs, now: Inputs) -> Iterator[Reason]:
    before, after = was["decision"], now["decision"]
    if before != after:
        verdict = f", {words.status(after['verdict'])}" if after["verdict"] != before["verdict"] else ""
        yield Reason("decision", f"The gate decided anew: decision {after['number']}{verdict}.")
    if quarters := differing(was.get("earlier_decisions", {}), now["earlier_decisions"]):
        says = f"The gate decided anew on {words.listed(list(quarters))}."
        yield Reason("earlier_decisions", says, names=quarters)


def _files(kind: str, was: Inputs, now: Inputs) -> Reason | None:
    names = differing(was.get(kind, {}), now[kind])
    if not names:
        return None
    shown = [*names[:NAMED_AT_MOST], *([f"{len(names) - NAMED_AT_MOST} more"] if len(names) > NAMED_AT_MOST else [])]
    return Reason(kind, f"{GROUPS[kind]}: {words.listed(shown)}.", names=names)


def _software(was: Inputs, now: Inputs) -> Iterator[Reason]:
    before, after = was.get("software", {}), now["software"]
    if names := differing(before, after):
        told = [f"{name} {before.get(name, 'not recorded')} to {after.get(name, 'not used')}" for name in names]
        yield Reason("software", f"The software changed: {words.listed(told)}.", names=names)


def differing(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which two say otherwise, or of which one says nothing."""
    return tuple(name for name in sorted(was.keys() | now.keys()) if was.get(name) != now.get(name))
