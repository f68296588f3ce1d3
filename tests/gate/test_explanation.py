"""At 17:00 a person reads what to do next first: ours, then authority by authority, on a terminal of any width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sfpc.gate.decision import Decision, verdict_on
from sfpc.gate.policy import Policy
from sfpc.gate.results import CheckResult, Fault

QUARTER = "2022-23-Q1"
NAMES = {"A": "Ashby", "B": "Bagby", "C": "Corby"}
SAYS = "Every figure is a whole number that is not below nought."


def fault(code, number=1, responsibility="authority"):
    return Fault(
        code, "a_type", responsibility, f"Row {number} is wrong.", file="a.xlsx", sheet="Data", place=f"E{number}"
    )


def result(check_id, code, count=1, severity="critical", responsibility="authority", **more):
    faults = tuple(fault(code, number, responsibility) for number in range(1, count + 1))
    made = CheckResult(check_id, "valid", severity, code, "failed", SAYS, f"{count} at fault", count, "Have it sent.")
    return replace(made, faults=faults, **more)


def decided(*results, **more):
    made = Decision(QUARTER, 1, verdict_on(list(results)), results, (), {}, NAMES, Policy(QUARTER), **more)
    return made.explanation(more.pop("width", 100))


def steps(told):
    """The numbered steps, each with what stands under it."""
    [part] = [part for part in told.split("\n\n") if part.startswith("What to do next")]
    return "\n".join(part.splitlines()[1:])


def test_ours_comes_first_then_each_authority_once_in_the_order_of_names_then_the_run():
    told = steps(
        decided(
            result("FIND-001", "B"),
            result("FIND-002", "A"),
            result("FIND-003", "B"),
            result("FIND-004", "C", responsibility="team"),
            CheckResult("FIND-005", "valid", "info", None, "raised", SAYS, "no such column"),
        )
    )

    numbered = [line.strip() for line in told.splitlines() if line[2].isdigit()]
    assert numbered == [
        "1. Ours: mend what keeps FIND-005 from being asked: no such column",
        "2. Ours, for Corby: FIND-004. Row 1 is wrong.",
        "3. Ask Ashby about 1 row, and for the whole return again once it is put right:",
        "4. Ask Bagby about 2 rows, and for the whole return again once they are put right:",
        "5. Run the quarter again: sfpc run --quarter 2022-23-Q1",
    ]
    assert "- FIND-003, a.xlsx, sheet 'Data', E1: Row 1 is wrong." in told


def test_an_authority_without_a_return_is_asked_for_it_and_for_nothing_else():
    told = steps(decided(result("RETURN-002", "A"), result("FIND-001", "A", count=3)))

    assert "1. Ask Ashby for its return. Row 1 is wrong." in told
    assert "What else fails for it goes with that" in told
    assert "FIND-001" not in told


def test_many_rows_are_counted_after_the_first_and_none_is_lost_in_silence():
    told = decided(result("FIND-001", "A", count=4000))

    assert "- and 3,995 more rows of FIND-001" in steps(told)
    assert "and 3,990 more for Ashby, in marts.fct_check_fault" in told
    assert len(told.splitlines()) < 60


def test_a_waiver_is_offered_where_one_can_help_and_nowhere_else():
    offered = "sfpc waive FIND-001 --authority A --quarter 2022-23-Q1"

    assert offered in steps(decided(result("FIND-001", "A")))
    assert offered not in steps(decided(result("FIND-001", "A"), unwaivable=("FIND-001",)))


def test_warnings_have_one_line_an_authority_and_ask_for_nothing_before_the_report():
    told = decided(result("FIND-001", "A", count=12, severity="warning"), result("FIND-001", "B", severity="warning"))

    assert "What to do next" not in told
    assert "    Ashby, the first of 12: Row 1 is wrong. At a.xlsx, sheet 'Data', E1.\n" in told
    assert "    Bagby: Row 1 is wrong. At a.xlsx, sheet 'Data', E1.\n" in told


def test_information_is_counted_and_says_where_it_stands():
    told = decided(result("FIND-001", "A", count=12, severity="info"), result("FIND-002", "B", severity="info"))

    assert "Row 1" not in told
    assert "For information: 13 rows of 2 checks (FIND-001, FIND-002)." in told


def test_a_partial_report_says_without_whom_and_by_which_policy_and_what_is_still_asked():
    allowed = result("RETURN-002", "B", outcome="allowed")

    told = decided(allowed, missing=("B",))

    assert told.splitlines()[0] == "The gate is open for 2022-23-Q1, with warnings in the report (decision 1)."
    assert "Partial: without the return of Bagby." in told
    assert "1. Ask Bagby for its return. Row 1 is wrong. The report is whole once it is in." in " ".join(told.split())


@pytest.mark.parametrize("width", [50, 72, 80, 120])
def test_no_line_of_words_is_wider_than_the_terminal(width):
    results = (
        result("FIND-001", "A", count=7),
        result("FIND-002", "B", severity="warning"),
        result("FIND-003", "C", severity="info"),
        CheckResult("FIND-005", "valid", "info", None, "raised", SAYS, "no such column " * 20),
    )
    made = Decision(QUARTER, 1, "shut", results, (), {}, NAMES, Policy(QUARTER))

    lines = made.explanation(width).splitlines()

    too_wide = [line for line in lines if len(line) > width and "sfpc waive" not in line]
    assert too_wide == []
