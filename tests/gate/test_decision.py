"""A decision is kept for ever, is the same for the same inputs, and tells what to do."""

import json
import re
from datetime import date

import duckdb
import pyarrow.parquet as pq
import pytest

from sfpc import gate
from sfpc.errors import PipelineError, UsageError
from sfpc.gate import results
from tests.gate.conftest import NORTHBY, QUARTER, SOUTHBY

TODAY = date(2026, 11, 21)
SLIP = (
    "update marts.fct_performance set value = 5900 "
    f"where measure = 'cla_at_period_end' and authority_code = '{NORTHBY}' and quarter = '{QUARTER}'"
)
OVERSPENT = (
    "update marts.fct_reconciliation set difference = 2000.5, observed = 102000.5 "
    f"where reconciliation = 'spend_within_budget' and authority_code = '{SOUTHBY}' and quarter = '{QUARTER}'"
)
SPENT_MORE_THAN_FORECAST = (
    "update marts.fct_finance set actual_year_to_date_gbp = 101500 "
    f"where authority_code = '{SOUTHBY}' and quarter = '{QUARTER}'"
)


def _decide(settings):
    return gate.decide(settings, QUARTER, today=TODAY)


def _files(settings):
    return sorted(path.name for path in (settings.gate / QUARTER).iterdir())


def test_good_marts_open_the_gate(settings):
    decision = _decide(settings)

    assert (decision.verdict, decision.number, decision.is_open) == ("open", 1, True)
    assert decision.findings == ()
    assert decision.explanation() == (
        "The gate is open for 2021-22-Q3: every check that matters passed (decision 1).\n"
        "11 checks asked of 2 authorities."
    )


def test_a_warning_leaves_the_gate_open_and_is_told(settings, change):
    change(OVERSPENT)

    decision = _decide(settings)

    assert (decision.verdict, decision.is_open) == ("open_with_warnings", True)
    assert decision.explanation() == (
        "The gate is open for 2021-22-Q3, with warnings in the report (decision 1).\n"
        "11 checks asked of 2 authorities.\n"
        "\n"
        "Warnings, 1 check - printed in the report\n"
        "  RECON-007  Spend to date is no more than the budget of the whole year, within rounding.\n"
        "    Southby: They agree. £102,000.50 has been spent to date; expected no more than the £100,000.00\n"
        "      of the whole year. At return.xlsx, sheet 'Performance', E9.\n"
        "    To do: Ask who carries the excess and whether the forecast and the budget still stand."
    )


def test_information_alone_leaves_the_gate_open_and_is_counted(settings, change):
    change(SPENT_MORE_THAN_FORECAST)

    decision = _decide(settings)

    assert decision.verdict == "open"
    assert [fault.finding_type for fault in decision.findings] == ["forecast_below_spend"]
    assert decision.explanation().endswith(
        "\n\nFor information: 1 row of 1 check (FINANCE-007). They stand in the report's annex on quality, and\n"
        "  each in marts.fct_check_fault."
    )


def test_a_shut_gate_tells_what_to_do_next_then_what_is_wrong_where_and_whose_it_is(settings, change):
    change(SLIP, OVERSPENT)

    told = _decide(settings).explanation()

    assert told.startswith(
        "The gate is shut for 2021-22-Q3: nothing is published until it is answered (decision 1).\n"
        "11 checks asked of 2 authorities.\n"
        "\n"
        "What to do next\n"
        "  1. Ask Northby about 1 row, and for the whole return again once it is put right:\n"
        "       - CHANGE-002, return.xlsx, sheet 'Performance', E2: Children looked after: 5,900, after 600\n"
        "         in 2021-22-Q2, a change of +883.3%. Expected between -15.4% and +19.9% in a quarter.\n"
        "       To do: Have the figure checked and sent again; if it is right, record a waiver with the\n"
        "         authority's reason.\n"
        "       Where a figure is right after all, one waiver for each check (CHANGE-002):\n"
        f"         sfpc waive CHANGE-002 --authority {NORTHBY} --quarter 2021-22-Q3 "
        '--reason "..." --by "a role" --until DAY\n'
        "  2. Run the quarter again: sfpc run --quarter 2021-22-Q3\n"
        "\n"
        "Critical, 1 check - to be put right, or waived, before the report is published\n"
        "  CHANGE-002  Children looked after changed no more in this quarter than in all but 2 in 100 years\n"
        "              of English authorities.\n"
        "    Northby: Children looked after: 5,900, after 600 in 2021-22-Q2, a change of +883.3%. Expected\n"
        "      between -15.4% and +19.9% in a quarter.\n"
        "      at return.xlsx, sheet 'Performance', E2\n"
        "    Whose: the authority. To do: Have the figure checked and sent again; if it is right, record a\n"
        "      waiver with the authority's reason.\n"
        "\n"
        "Warnings, 1 check - printed in the report\n"
    )
    assert told.endswith("\n\nHow to answer a closed gate: docs/how_to/answer_a_closed_gate.md")


def test_a_return_that_is_not_there_shuts_the_gate_and_comes_first(settings, change):
    change(
        SLIP,
        f"update marts.fct_return set state = 'rejected' where authority_code = '{SOUTHBY}' and quarter = '{QUARTER}'",
        "update marts.fct_finding set severity = 'reject', message = 'The file cannot be read.'",
    )

    decision = _decide(settings)

    failed = [result.check_id for result in decision.results if result.outcome == "failed"]
    assert failed == ["RETURN-002", "CHANGE-002"]
    assert (
        "    Southby: The return for 2021-22-Q3, due on 28 January 2022, is rejected. Expected one accepted\n"
        "      return from each authority that reports. Reading found: The file cannot be read.\n"
    ) in decision.explanation()


def test_the_same_inputs_make_no_second_decision(settings, change):
    change(SLIP)
    first = _decide(settings)
    records = [path for path in (settings.gate / QUARTER).rglob("*.*") if path.is_file() and path.name != "asked.jsonl"]
    files = {path: path.read_bytes() for path in records}

    again = _decide(settings)

    assert again == first
    assert {path: path.read_bytes() for path in records} == files
    assert _files(settings) == [
        "asked.jsonl",
        "check_faults.parquet",
        "check_results.parquet",
        "d1.json",
        "data_docs",
        "findings.parquet",
    ]


def test_another_verdict_is_another_decision_and_the_first_is_kept(settings, change):
    change(SLIP)
    _decide(settings)
    first = (settings.gate / QUARTER / "d1.json").read_bytes()
    change(SLIP.replace("5900", "610"))

    second = _decide(settings)

    assert (second.number, second.verdict) == (2, "open")
    assert (settings.gate / QUARTER / "d1.json").read_bytes() == first
    assert pq.read_table(settings.gate / QUARTER / "findings.parquet").num_rows == 0
    assert gate.latest(settings, QUARTER) == second


def test_a_changed_seed_or_submission_is_another_decision(settings, change):
    _decide(settings)
    (settings.seeds / "measures.csv").write_text("measure\n", encoding="utf-8")
    assert _decide(settings).number == 2

    change(f"update marts.fct_return set submission_id = 'another' where quarter = '{QUARTER}'")
    third = _decide(settings)

    assert third.number == 3
    assert {row["submission_id"] for row in third.inputs["returns"]} == {"another"}


def test_a_decision_that_was_cut_short_is_made_again(settings, change):
    change(SLIP)
    _decide(settings)
    (settings.gate / QUARTER / "d1.json").unlink()
    damaged = settings.gate / QUARTER / "findings.parquet"
    damaged.unlink(missing_ok=True)
    damaged.write_bytes(b"half a fi")

    decision = _decide(settings)

    assert decision.number == 1
    assert pq.read_table(settings.gate / QUARTER / "findings.parquet").num_rows == len(decision.findings)


def test_the_record_holds_everything_that_was_decided_on(settings, change):
    change(SLIP)
    decision = _decide(settings)

    record = json.loads((settings.gate / QUARTER / "d1.json").read_text(encoding="utf-8"))

    assert record["verdict"] == "shut"
    assert record["inputs"]["returns"][0] == {
        "authority_code": NORTHBY,
        "quarter": QUARTER,
        "state": "accepted",
        "submission_id": f"submission-{NORTHBY}-{QUARTER}",
    }
    assert {row["quarter"] for row in record["inputs"]["earlier_returns"]} == {"2021-22-Q2"}
    hashes = ("seeds_sha256", "expectations_sha256", "models_sha256", "code_sha256")
    assert all(len(record["inputs"][name]) == 64 for name in hashes)
    assert len(record["results"]) == len(decision.results)
    assert gate.latest(settings, QUARTER) == decision


def test_results_and_findings_are_what_the_marts_read(settings, change):
    change(SLIP)
    gate.ensure_result_files(settings)
    decision = _decide(settings)

    found, outcomes, at_fault = (
        duckdb.sql(f"select * from read_parquet('{settings.gate}/*/{name}.parquet')").fetchall()
        for name in ("findings", "check_results", "check_faults")
    )

    [failed] = [result for result in decision.results if result.outcome == "failed"]
    assert len(outcomes) == 5 + 6 * 2  # five of the whole, six of each authority
    assert [row for row in outcomes if "passed" not in row] == [
        (
            "CHANGE-002", "over_time", "critical", NORTHBY, QUARTER, "failed", 1, 1, 1,
            failed.says, "+883.3%", "between -15.4% and +19.9%", "return.xlsx, sheet 'Performance', E2",
        )
    ]  # fmt: skip
    assert found == [
        (
            NORTHBY, QUARTER, f"submission-{NORTHBY}-{QUARTER}", "implausible_stock_change", "critical",
            "authority", None, "return.xlsx", "Performance", "E2",
            decision.findings[0].message, "CHANGE-002", 1,
        )
    ]  # fmt: skip
    assert at_fault == [
        (
            "CHANGE-002", "over_time", "critical", "failed", NORTHBY, QUARTER, "marts.fct_measure_change",
            "measure=cla_at_period_end", None, f"submission-{NORTHBY}-{QUARTER}", "return.xlsx", "Performance", "E2",
            decision.findings[0].message, "+883.3%", "between -15.4% and +19.9%", "cla_at_period_end", None,
            "2021-22-Q2", False, 1,
        )
    ]  # fmt: skip


def test_result_files_are_there_before_the_first_decision(settings):
    gate.ensure_result_files(settings)

    for name, schema in results.SCHEMAS.items():
        table = pq.read_table(settings.gate / "_none" / f"{name}.parquet")
        assert (table.num_rows, table.schema) == (0, schema)


def test_result_files_of_earlier_code_lack_no_column(settings):
    gate.ensure_result_files(settings)
    written = settings.gate / "_none" / "check_results.parquet"
    pq.write_table(pq.read_table(written).drop_columns(["expected"]), written)
    earlier = settings.gate / "2021-22-Q1" / "check_results.parquet"
    earlier.parent.mkdir()
    pq.write_table(pq.read_table(written), earlier)

    gate.ensure_result_files(settings)

    told = duckdb.sql(f"from read_parquet('{settings.gate}/*/check_results.parquet', union_by_name = true)")
    assert sorted(told.columns) == sorted(results.RESULTS_SCHEMA.names)


def test_no_decision_is_the_latest_before_the_first(settings):
    assert gate.latest(settings, QUARTER) is None


def test_a_quarter_nobody_reports_for_is_shut(settings):
    decision = gate.decide(settings, "2030-31-Q1", today=TODAY)

    assert decision.verdict == "shut"
    assert "RETURN-001  There is something to check" in decision.explanation()


def test_of_a_quarter_nobody_has_sent_for_only_that_is_told_and_what_to_do(settings):
    decision = gate.decide(settings, "2030-31-Q1", today=TODAY)

    assert [(one.check_id, one.outcome, one.severity) for one in decision.results] == [
        ("RETURN-001", "failed", "critical")
    ]
    steps = decision.explanation().partition("What to do next\n")[2].partition("\n\n")[0]
    assert re.sub(r"\s+", " ", steps).strip() == (
        "1. Ours: RETURN-001. There is something to check, because at least one authority owes a return for the "
        "quarter. (found 0) To do: See that it is the quarter you mean (`sfpc status` lists them). If it is, no return "
        "has landed for it or a later one: put those that came into the inbox and run `sfpc run`. If they have landed, "
        "see that seeds/authorities.csv and seeds/return_calendar.csv reach the quarter. "
        "2. Run the quarter again: sfpc run --quarter 2030-31-Q1"
    )


def test_what_could_not_be_asked_is_told_first_and_once_for_each_cause(settings, change):
    change("drop table marts.fct_delivery", SLIP)

    told = _decide(settings).explanation()

    assert told.startswith(
        "The gate is shut for 2021-22-Q3: nothing is published until it is answered (decision 1).\n"
        "11 checks asked of 2 authorities.\n"
        "\n"
        "What to do next\n"
        "  1. Ours: mend what keeps DELIVER-001, DELIVER-002 from being asked: Catalog Error: Table with name\n"
        "     fct_delivery does not exist!\n"
        "  2. Ask Northby about 1 row,"
    )
    assert (
        "\n\n"
        "Could not be checked - a fault of ours, to be mended first\n"
        "  DELIVER-001, DELIVER-002\n"
        "    did not run: Catalog Error: Table with name fct_delivery does not exist!\n"
        "    Whose: ours. To do: mend the check or the mart it reads; no waiver covers it.\n"
        "\n"
        "Critical, 1 check - to be put right, or waived, before the report is published\n"
    ) in told


def test_a_word_that_is_no_quarter_is_wrong_usage(settings):
    with pytest.raises(UsageError, match="write it as 2022-23-Q1"):
        gate.decide(settings, "Q1 2022")


def test_no_warehouse_is_told_with_what_to_do(settings):
    settings.warehouse.unlink()

    with pytest.raises(PipelineError, match="run `sfpc build` first"):
        _decide(settings)


def test_a_decision_is_never_written_over(settings):
    from sfpc.gate import decision as decisions

    made = _decide(settings)

    with pytest.raises(FileExistsError):
        decisions.keep(settings.gate / QUARTER, made)


def test_who_asked_is_noted_each_time_and_the_record_is_the_same_whoever_asks(settings, change, monkeypatch):
    change(SLIP)
    monkeypatch.setenv("SFPC_ASKED_BY", "")
    monkeypatch.setenv("LOGNAME", "reporting_lead")
    first = gate.decide(settings, QUARTER, today=TODAY)
    record = (settings.gate / QUARTER / "d1.json").read_bytes()

    again = gate.decide(settings, QUARTER, today=TODAY, asked_by="publish_quarter manual__2026-11-21")

    lines = (settings.gate / QUARTER / "asked.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    assert [(one["asked_by"], one["decision"], one["verdict"]) for one in asked] == [
        ("reporting_lead", 1, "shut"),
        ("publish_quarter manual__2026-11-21", 1, "shut"),
    ]
    assert (first.asked_by, again.asked_by, again.asked_at) == (
        "reporting_lead",
        "reporting_lead",
        asked[0]["asked_at"],
    )
    assert (settings.gate / QUARTER / "d1.json").read_bytes() == record
    assert b"asked" not in record


def test_half_a_line_about_who_asked_is_passed_over_and_the_next_is_whole(settings):
    _decide(settings)
    path = settings.gate / QUARTER / "asked.jsonl"
    path.write_text('{"asked_at": "2026-11-2', encoding="utf-8")

    decision = gate.decide(settings, QUARTER, today=TODAY, asked_by="somebody")

    assert decision.asked_by == "somebody"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_the_record_holds_the_policy_the_version_of_the_code_and_what_cannot_be_waived(settings):
    _decide(settings)

    record = json.loads((settings.gate / QUARTER / "d1.json").read_text(encoding="utf-8"))

    assert record["policy"]["says"].startswith("Returns needed: all.")
    assert (record["is_partial"], record["missing"]) == (False, [])
    assert record["inputs"]["code_version"]
    assert {"FIND-006", "RETURN-002"} <= set(record["unwaivable"])


def test_a_policy_lets_the_quarter_be_published_without_a_return_and_another_day_does_not(settings, change):
    change(f"update marts.fct_return set state = 'late' where authority_code = '{SOUTHBY}' and quarter = '{QUARTER}'")
    with (settings.seeds / "publication_policies.csv").open("a", encoding="utf-8") as file:
        file.write(f"{QUARTER},at_least,1,2026-11-21,Its system failed.,reporting lead,2026-11-20,programme_team: x\n")

    before = gate.decide(settings, QUARTER, today=date(2026, 11, 20))
    partial = _decide(settings)

    assert (before.verdict, before.is_partial) == ("shut", False)
    assert (partial.number, partial.verdict, partial.missing_names) == (2, "open_with_warnings", ("Southby",))
    assert gate.latest(settings, QUARTER) == partial
