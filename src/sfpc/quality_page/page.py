"""The page itself: what is shown, put together for the template, which does no arithmetic of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sfpc.gate import Decision
from sfpc.gate.results import CheckResult
from sfpc.gate.suites import FAMILIES
from sfpc.quality_page import failures, heat_map, history, opening, trends, wording
from sfpc.quality_page.failures import Failure
from sfpc.quality_page.sources import Sources
from sfpc.report import words

TEMPLATE = "quality_page/templates/quality.html.jinja"


def written(sources: Sources) -> str:
    """The page as HTML."""
    return _environment().get_template(TEMPLATE).render(context(sources))


def context(sources: Sources) -> dict[str, Any]:
    """Everything the template shows."""
    decision = sources.decision
    failed = failures.failures(decision, sources.rules)
    of_kind = {name: [one for one in failed if one.kind == name] for name in wording.KINDS}
    return {
        "quarter": decision.quarter,
        "months": words.quarter(decision.quarter),
        "decision": decision,
        "sources": sources,
        "answer": history.answer(decision),
        "meaning": opening.meaning(decision),
        "asked": history.asked(decision),
        "policy": decision.policy.says,
        "found": opening.found(decision),
        "steps": opening.steps(sources),
        "before": history.told(sources.decisions),
        "families": FAMILIES,
        "heat_map": heat_map.rows(decision),
        "stopping": [*of_kind["broken"], *of_kind["critical"]],
        "let_pass": of_kind["let_pass"],
        "warnings": of_kind["warning"],
        "for_information": of_kind["info"],
        "by_authority": by_authority(decision, failed),
        "nothing_to_tell": words.listed(clear(decision)),
        "tallies": [each.tally for each in sources.quarters],
        "charts": trends.charts([each.tally for each in sources.quarters]),
        "past": trends.by_authority(sources.quarters),
        "catalogue": catalogue(decision),
    }


def by_authority(decision: Decision, failed: Sequence[Failure]) -> list[tuple[str, list[tuple[str, str, list[Any]]]]]:
    """For the whole quarter and each authority: the families in which something did not pass, and what.

    Returns:
        Names with a list of: the id that the heat map links to, the family, the results that did not pass.
    """
    anchors = {one.check_id: one.anchor for one in failed}
    together: dict[tuple[str | None, str], list[tuple[CheckResult, str]]] = {}
    for result in decision.results:
        if result.outcome != "passed":
            place = (result.authority_code, result.family)
            together.setdefault(place, []).append((result, anchors[result.check_id]))
    told = []
    for code in [None, *heat_map.authorities(decision)]:
        families = [
            (wording.anchor("of", code, family), FAMILIES[family], together[code, family])
            for family in FAMILIES
            if (code, family) in together
        ]
        if families:
            told.append((wording.name_of(code, decision.authority_names), families))
    return told


def clear(decision: Decision) -> list[str]:
    """The authorities for which every check passed that was asked, by name."""
    troubled = {result.authority_code for result in decision.results if result.outcome != "passed"}
    asked = {result.authority_code for result in decision.results}
    codes = [code for code in heat_map.authorities(decision) if code in asked and code not in troubled]
    return [wording.name_of(code, decision.authority_names) for code in codes]


def catalogue(decision: Decision) -> list[tuple[str, str, list[tuple[CheckResult, str]]]]:
    """Every check that was asked, by family, with how often each outcome came: anchor, family, checks."""
    outcomes: dict[str, Counter[str]] = {}
    firsts: dict[str, CheckResult] = {}
    for result in decision.results:
        firsts.setdefault(result.check_id, result)
        outcomes.setdefault(result.check_id, Counter())[result.outcome] += 1
    return [
        (
            wording.anchor("family", family),
            title,
            [
                (first, _counted(outcomes[check_id]))
                for check_id, first in sorted(firsts.items())
                if first.family == family
            ],
        )
        for family, title in FAMILIES.items()
    ]


def _counted(outcomes: Counter[str]) -> str:
    said = {name: told.partition(" by ")[0] for name, told in wording.OUTCOMES.items()}
    return ", ".join(f"{outcomes[name]:,} {told}" for name, told in said.items() if outcomes[name])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sfpc", "."),
        autoescape=True,  # whatever a return says is shown, never run
        finalize=wording.printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = words.day
    environment.filters["plural"] = words.plural
    environment.filters["sentence"] = wording.sentence
    environment.globals["more"] = failures.more
    environment.globals["rows_in_words"] = trends.rows_in_words
    environment.globals["outcome"] = wording.outcome
    environment.globals["anchor"] = wording.anchor
    environment.globals["name_of"] = wording.name_of
    return environment
