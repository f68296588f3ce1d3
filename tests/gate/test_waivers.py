"""A waiver lets one named check pass for one authority and one quarter until a day, and nothing else."""

from datetime import date

import pytest

from sfpc import gate
from sfpc.errors import PipelineError
from tests.gate.conftest import HEADING, NORTHBY, QUARTER, SOUTHBY

TODAY = date(2026, 11, 21)
SLIP = (
    "update marts.fct_performance set value = 5900 "
    f"where measure = 'cla_at_period_end' and authority_code in ('{NORTHBY}') and quarter = '{QUARTER}'"
)


def _decide(settings, today=TODAY):
    return gate.decide(settings, QUARTER, today=today)


def _outcomes(decision, check_id):
    return {r.authority_code: r.outcome for r in decision.results if r.check_id == check_id}


def test_a_waived_failure_opens_the_gate_and_is_told_with_its_reason(settings, change, waive):
    change(SLIP)
    waive("CHANGE-002", reason="A count of another authority's children was taken in, by agreement.")

    decision = _decide(settings)

    assert decision.verdict == "open"
    assert _outcomes(decision, "CHANGE-002") == {NORTHBY: "waived", SOUTHBY: "passed"}
    assert len(decision.findings) == 1
    assert decision.explanation().endswith(
        "\n\nWaived - printed in the report with the reason\n"
        "  CHANGE-002  Northby, until 2026-12-31: A count of another authority's children was taken in, by\n"
        "              agreement. Agreed by programme board on 2026-11-01."
    )


def test_a_waiver_covers_its_own_authority_alone(settings, change, waive):
    change(SLIP.replace(f"('{NORTHBY}')", f"('{NORTHBY}', '{SOUTHBY}')"))
    waive("CHANGE-002")

    decision = _decide(settings)

    assert decision.verdict == "shut"
    assert _outcomes(decision, "CHANGE-002") == {NORTHBY: "waived", SOUTHBY: "failed"}


def test_a_waiver_of_another_quarter_covers_nothing_and_is_not_told(settings, change, waive):
    change(SLIP)
    waive("CHANGE-002", quarter="2021-22-Q2")

    decision = _decide(settings)

    assert (decision.verdict, decision.waivers) == ("shut", ())


def test_a_waiver_counts_on_its_last_day_and_not_on_the_next(settings, change, waive):
    change(SLIP)
    waive("CHANGE-002", until_date="2026-12-31")

    assert _decide(settings, date(2026, 12, 31)).verdict == "open"
    after = _decide(settings, date(2027, 1, 1))
    assert (after.verdict, after.number) == ("shut", 2)


def test_a_waiver_that_nothing_needed_is_a_warning(settings, waive):
    waive("CHANGE-002")

    decision = _decide(settings)

    assert decision.verdict == "open_with_warnings"
    assert _outcomes(decision, "GATE-001") == {NORTHBY: "failed"}
    assert (
        "  GATE-001  Every waiver recorded for the quarter was needed.\n"
        "    Northby: The waiver of CHANGE-002 for 2021-22-Q3 covers nothing: the check passes without it.\n"
        "      Expected: a waiver only where a check fails. At waivers.csv, line 2.\n"
        "    To do: Ours. Take the row out of seeds/waivers.csv."
    ) in decision.explanation()
    assert [fault.responsibility for fault in decision.findings] == ["team"]


def test_a_check_that_did_not_run_cannot_be_waived(settings, change, waive):
    change("alter table marts.fct_delivery drop column value")
    waive("DELIVER-002")

    decision = _decide(settings)

    assert decision.verdict == "shut"
    assert _outcomes(decision, "DELIVER-002") == {None: "did_not_run"}


@pytest.mark.parametrize("check_id", ["RETURN-002", "FIND-006"])
def test_a_missing_return_and_personal_data_cannot_be_waived(check_id, settings, waive):
    waive(check_id)

    with pytest.raises(PipelineError, match=rf"waivers.csv, line 2: {check_id} cannot be waived"):
        _decide(settings)


GOOD = f"CHANGE-002,{NORTHBY},{QUARTER},2026-12-31,Agreed.,programme board,2026-11-01"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (GOOD.replace("CHANGE-002", "CHANGE-999"), "line 2: there is no check 'CHANGE-999'"),
        (GOOD.replace(NORTHBY, "Northby"), "line 2: 'Northby' is no authority's ONS code"),
        (GOOD.replace(QUARTER, "Q3"), "line 2: 'Q3' is not a quarter of a financial year"),
        (GOOD.replace("2026-12-31", "31/12/2026"), "line 2: until_date is '31/12/2026'; write the day as"),
        (GOOD.replace("2026-12-31", "2026-10-31"), "line 2: it ends (2026-10-31) before it was agreed"),
        (GOOD.replace("Agreed.", ""), "line 2: reason is empty"),
        (GOOD.replace("programme board", " "), "line 2: agreed_by is empty"),
        (GOOD.replace("Agreed.", "Right, they say."), "line 2: 8 values under 7 headings"),
        (GOOD + "\n" + GOOD, "line 3: this waiver stands on line 2 already"),
    ],
)
def test_a_malformed_waiver_is_told_by_file_and_line(row, told, settings):
    (settings.seeds / "waivers.csv").write_text(HEADING + row + "\n", encoding="utf-8")

    with pytest.raises(PipelineError) as raised:
        _decide(settings)

    assert f"{settings.seeds / 'waivers.csv'}, {told}" in str(raised.value)


def test_a_wrong_heading_is_told_with_the_right_one(settings):
    (settings.seeds / "waivers.csv").write_text("check,authority\n", encoding="utf-8")

    with pytest.raises(PipelineError, match=r"waivers.csv, line 1: the heading must be check_id,authority_code,"):
        _decide(settings)


def test_a_missing_file_is_told_with_what_to_do(settings):
    (settings.seeds / "waivers.csv").unlink()

    with pytest.raises(PipelineError, match="this seed is missing; restore it"):
        _decide(settings)


# ---- what is refused by rule, and what is not known


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            GOOD.replace("Agreed.", "Child born 14/03/2013 counted twice."),
            "line 2: the reason may hold a date of birth",
        ),
        (GOOD.replace("programme board", "Jane Smith"), "line 2: agreed_by reads as a person's name"),
        (GOOD.replace("2026-12-31", "20261231"), "line 2: until_date is '20261231'; write the day as"),
        (
            GOOD.replace("CHANGE-002", "RETURN-001"),
            "line 2: RETURN-001 cannot be waived: a missing or unreadable return",
        ),
        (GOOD.replace("CHANGE-002", "RECON-001"), "line 2: RECON-001 cannot be waived: it asks of no one authority"),
        ('"' + GOOD, "line 2: this is not well-formed CSV"),
    ],
)
def test_what_no_waiver_may_say_is_told_by_file_and_line(row, told, settings):
    (settings.seeds / "waivers.csv").write_text(HEADING + row + "\n", encoding="utf-8")

    with pytest.raises(PipelineError) as raised:
        _decide(settings)

    assert f"{settings.seeds / 'waivers.csv'}, {told}" in str(raised.value)


def test_a_check_on_personal_data_cannot_be_waived_though_its_file_forgot_to_say_so(settings, waive):
    path = settings.expectations / "marts__fct_finding.yml"
    text = path.read_text(encoding="utf-8")
    assert "waivable: false" in text
    path.write_text(text.replace("waivable: false", "waivable: true"), encoding="utf-8")
    waive("FIND-006")

    with pytest.raises(PipelineError, match="FIND-006 cannot be waived: personal data stops a quarter"):
        _decide(settings)


def test_a_waiver_saved_by_a_spreadsheet_counts_all_the_same(settings, change):
    change(SLIP)
    text = "\ufeff" + HEADING + GOOD.replace("Agreed.", '"Agreed,\nin writing."') + "\n\n"
    (settings.seeds / "waivers.csv").write_bytes(text.replace("\n", "\r\n").encode())

    decision = _decide(settings)

    assert decision.verdict == "open"
    assert [waiver.reason for waiver in decision.waivers] == ["Agreed, in writing."]


def test_whether_a_waiver_is_needed_is_not_known_where_its_check_could_not_be_asked(settings, change, waive):
    change("alter table marts.fct_delivery drop column value")
    waive("DELIVER-002")

    assert _outcomes(_decide(settings), "GATE-001") == {}


def test_a_waiver_of_a_retired_check_is_not_needed_and_is_told_why(settings, waive):
    path = settings.expectations / "marts__fct_delivery.yml"
    retired = "retired:\n- {id: DELIVER-099, on: 2026-11-20, because: It found nothing in two years.}\n"
    path.write_text(path.read_text(encoding="utf-8") + retired, encoding="utf-8")
    waive("DELIVER-099")

    decision = _decide(settings)

    assert decision.verdict == "open_with_warnings"
    told = " ".join(decision.explanation().split())
    assert "covers nothing: the check is retired, and nothing asks it." in told


def test_a_waiver_that_runs_out_between_two_decisions_shuts_the_gate_and_both_are_kept(settings, change, waive):
    change(SLIP)
    waive("CHANGE-002", until_date="2026-12-31")
    first, second = _decide(settings, date(2026, 12, 31)), _decide(settings, date(2027, 1, 1))

    assert [first.verdict, second.verdict] == ["open", "shut"]
    assert [waiver.until_date for waiver in gate.earlier(settings, QUARTER, 1).waivers] == [date(2026, 12, 31)]
    assert gate.earlier(settings, QUARTER, 2).waivers == ()
