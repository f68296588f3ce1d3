"""Where there is no number, or another one than was sent at first, the trace says why and shows the cell."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sfpc import landing, pipeline
from sfpc.cli import main
from tests.builders import sample
from tests.changes import both, cell, nothing_to_report, put
from tests.folders import settings_in

QUARTER = "2021-22-Q1"
RESTATED = both(
    cell("Data", "E8", 700),
    cell("Finance", "E3", 7000),  # May, of set-up costs that DfE pays
    cell("Data", "E9", "c"),
)
SENT = (
    ("leeds", "2021-07-15T09:00:00", None),
    ("leeds", "2021-07-20T09:00:00", put("Performance", "May-21", "Referrals received ", "777")),
    ("leeds", "2021-07-22T09:00:00", put("Performance", "May-21", "Referrals received ", "778")),  # to be withdrawn
    ("coventry", "2021-07-16T09:00:00", None),
    ("coventry", "2021-07-18T09:00:00", RESTATED),
    ("newcastle", "2021-07-17T09:00:00", nothing_to_report),
    ("warwickshire", "2021-07-20T09:00:00", cell("KPIs", "D9", "n/a")),
)


@pytest.fixture(scope="module")
def ids(tmp_path_factory):
    """Send returns with what is no number; the ids of the submissions, in the order in which they were sent."""
    settings = settings_in(tmp_path_factory.mktemp("without_a_number"))
    found = []
    for folder, received_at, change in SENT:
        place = sample(settings, folder, QUARTER)
        if change:
            change(place)
        (place / ".received").write_text(received_at)
        [waiting] = landing.waiting(settings, folder)
        found.append(landing.land(settings, waiting).submission_id)
    landing.withdraw(settings, found[2], reason="sent by mistake", by="reporting lead")
    pipeline.read_landed(settings, lambda _: None)
    pipeline.build(settings)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SFPC_DATA", str(settings.data))
        environment.setenv("SFPC_INBOX", str(settings.inbox))
        yield found


def trace(*asked):
    """What the command says of a figure, line by line, and as JSON."""
    command = ["trace", QUARTER, *asked, "--warehouse", "--read-again"]
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0, shown.output
    return [line.strip() for line in shown.output.splitlines()], json.loads(
        CliRunner().invoke(main, [*command, "--json"]).stdout
    )


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("authority", "subject", "status", "told"),
    [
        (
            "coventry",
            "rereferrals_within_12_months",
            "suppressed",
            ["cell      COV_SFPC_202122_Q1.xlsx, sheet Data, E9: 'c'", "read      suppressed"],
        ),
        (
            "warwickshire",
            "referrals",
            "not_applicable",
            ["cell      WCC SFPC update 2021-22 Q1.xlsx, sheet KPIs, D9: 'n/a'", "read      not applicable"],
        ),
        (
            "newcastle",
            "referrals",
            "nil_return",
            ["cells     none: that submission says that there is nothing to report"],
        ),
        ("sefton", "referrals", "no_return", ["return    none is in force for 2021-22-Q1"]),
    ],
)
def test_why_there_is_no_number_stands_where_the_number_would(authority, subject, status, told):
    lines, as_json = trace(authority, subject)

    [figure] = as_json["figures"]
    assert (figure["figure"], figure["status"]) == (None, status)
    assert f"report.rpt_performance.value [measure={subject}]: no figure ({status.replace('_', ' ')})" in lines
    assert [line for line in told if line not in lines] == []


@pytest.mark.usefixtures("ids")
def test_a_total_names_each_return_that_it_lacks():
    lines, as_json = trace("programme", "referrals")

    [figure] = as_json["figures"]
    without = {one["authority_code"]: one["status"] for one in figure["operands"] if one["value"] is None}
    assert (figure["figure"], figure["status"]) == (None, "withheld")
    assert without == {"E08000014": None, "E08000021": None, "E10000031": "not_applicable"}
    assert "mart      total: E08000026 2021-22-Q1, referrals, value: 700 in marts.fct_performance" in lines


def test_a_restated_figure_is_told_with_what_it_was_where_and_who_changed_it(ids):
    _, second, withdrawn, _, restated, *_ = ids

    leeds, _ = trace("leeds", "referrals")
    coventry, _ = trace("coventry", "referrals")
    suppressed, _ = trace("coventry", "rereferrals_within_12_months")
    money, _ = trace("coventry", "set_up", "--figure", "actual_in_quarter_gbp")

    def told(lines):
        return [line.removeprefix("restated  ") for line in lines if line.startswith("restated")]

    taken_back = "which was withdrawn"
    at = "FV_Leeds_Performance_Q1_2021-22.csv, line 6, column 8"
    assert told(leeds) == [
        f"May 2021 from 1131 ({at}) to 777 by submission {second}, received 20/07/2021 09:00 UTC",
        f"May 2021 from 777 ({at}) to 778 by submission {withdrawn}, received 22/07/2021 09:00 UTC, {taken_back}",
    ]
    assert f"return    submission {second}, number 2, received 20/07/2021 09:00 UTC" in leeds
    by = f"by submission {restated}, received 18/07/2021 09:00 UTC"
    assert told(coventry) == [f"from 1090 (COV_SFPC_202122_Q1.xlsx, E8) to 700 {by}"]
    assert told(suppressed) == [f"from 267 (COV_SFPC_202122_Q1.xlsx, E9) to suppressed {by}"]
    assert told(money) == [f"May 2021 from 7337.46 (COV_SFPC_202122_Q1.xlsx, E3) to 7000 {by}"]
