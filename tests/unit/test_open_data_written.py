"""Open data says what the published tables say: each figure, why there is none, and every combination of them."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfpc.errors import PipelineError
from sfpc.report import open_data
from sfpc.report.open_data import checker
from sfpc.report.open_data.catalogue import Catalogue
from sfpc.report.open_data.cells import number, symbol
from tests.open_data_pairs import PLACES
from tests.open_data_tables import DARLINGTON, LEEDS, MEASURES, World, codes_of_england, decimal
from tests.report_tables import tables

Q1 = (LEEDS, "2021-22-Q1")
YEAR = tuple(f"2021-22-Q{each}" for each in (1, 2, 3, 4))
HIDDEN = ("value", "rate_per_10000", "lower_rate_per_10000", "upper_rate_per_10000", "four_quarters_value")
WHY = {
    "c": {"suppressed"},
    "z": {
        "before_start", "nil", "nil_return", "no_baseline", "no_grant_on_record", "no_plan", "no_rule", "no_target",
        "not_applicable", "not_due", "outside_period", "reported",
    },
    "x": {
        "accepted", "allowed", "blank", "comparable", "conflicting", "continuing", "date_past", "due", "in_force",
        "incomplete", "late", "missing", "new", "no_longer_reported", "no_population", "no_return", "not_available",
        "not_comparable", "part_of_period", "received", "rejected", "some_new_status", "unreadable", "withdrawn",
        "withheld",
    },
}  # fmt: skip


# ---- a figure, or why there is none


def test_a_count_a_ratio_and_a_rate_stand_in_the_row_of_their_authority_and_quarter():
    world = World()
    world.performance(Q1, "referrals", 1148)
    world.performance(Q1, "again_percent", "24.25", lower_value=decimal("22.05"), upper_value=decimal("26.5"))
    world.performance(Q1, "workers_fte", "343.25")

    row = world.cells("sfpc_performance_quarterly")
    rate = world.cells("sfpc_rates_quarterly")

    assert (row["old_la_code"], row["la_name"], row["region_code"]) == ("383", "Leeds", "E12000003")
    assert (row["referrals_count"], row["again_percent"], row["workers_fte"]) == ("1148", "24.3", "343.3")
    assert (row["again_percent_lower"], row["again_percent_upper"]) == ("22.1", "26.5")
    assert (rate["population_count"], rate["population_mid_year"]) == ("170639", "2021")
    assert (rate["referrals_rate_per_10000"], rate["referrals_rate_lower"]) == ("1148.0", "1148.0")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8), st.integers(0, 4))
def test_a_number_is_at_most_half_a_step_away_and_nought_only_where_it_is_nought(value, decimals):
    shown = number(value, decimals)

    if shown == "low":
        assert 0 < abs(value) < Decimal("0.5").scaleb(-decimals)
    else:
        assert abs(Decimal(shown) - value) <= Decimal("0.5").scaleb(-decimals)
        assert (shown == "0") == (value == 0)


def test_a_hidden_figure_is_c_and_so_are_the_limits_that_would_give_it_away():
    world = World()
    world.performance(Q1, "again", None, "suppressed", suppressed_columns="value")
    world.rate(Q1, "again").update(rate_per_10000=None, suppressed_columns="rate_per_10000")
    world.performance(
        Q1,
        "again_percent",
        None,
        "suppressed",
        lower_value=decimal(1),
        upper_value=decimal(2),
        suppressed_columns="value",
    )

    performance, rates = world.cells("sfpc_performance_quarterly"), world.cells("sfpc_rates_quarterly")

    assert [performance[name] for name in ("again_count", "again_percent")] == ["c", "c"]
    assert [performance[f"again_percent_{which}"] for which in ("lower", "upper")] == ["c", "c"]
    assert [rates[f"again_rate_{which}"] for which in ("per_10000", "lower", "upper")] == ["c", "c", "c"]


def test_a_figure_that_disclosure_control_names_is_hidden_even_if_its_value_were_left():
    world = World()
    world.performance(Q1, "again", 3, suppressed_columns="value")

    assert world.cells("sfpc_performance_quarterly")["again_count"] == "c"


def test_an_interval_that_is_not_computed_does_not_apply():
    world = World()
    world.performance(Q1, "again", 12)
    world.rate(Q1, "again").update(lower_rate_per_10000=None, upper_rate_per_10000=None)

    assert world.cells("sfpc_rates_quarterly")["again_rate_lower"] == "z"


@pytest.mark.parametrize(("expected", "status"), [(sign, each) for sign, all_ in WHY.items() for each in sorted(all_)])
def test_every_status_has_its_symbol(expected, status):
    assert symbol(status) == expected


@pytest.mark.parametrize(
    ("state", "expected"), [("accepted", "x"), ("late", "x"), ("rejected", "x"), ("nil", "z"), ("not_due", "z")]
)
def test_what_has_no_row_is_x_where_it_did_not_come_and_z_where_there_was_nothing_to_send(state, expected):
    world = World(quarters=YEAR[:2])
    world.performance(Q1, "referrals", 1)
    world.owed[1]["state"] = state

    assert world.cells("sfpc_performance_quarterly", quarter="Q2")["referrals_count"] == expected


def test_an_authority_that_joins_later_has_rows_from_the_first_quarter_that_do_not_apply():
    world = World((LEEDS, DARLINGTON), YEAR[:2])
    world.rows["rpt_returns"] = [row for row in world.owed if row is not world.owed[2]]
    world.performance(Q1, "referrals", 1)

    assert world.cells("sfpc_performance_quarterly", code=DARLINGTON)["referrals_count"] == "z"
    assert world.cells("sfpc_performance_quarterly", code=DARLINGTON, quarter="Q2")["referrals_count"] == "x"


# ---- what is written of a year


def of_a_year(**flows):
    """Leeds for a year, its flows as given: the four quarters together and their status."""
    world = World(quarters=YEAR)
    for quarter, measure in product(YEAR, ("again", "referrals", "cases_held")):
        world.performance((LEEDS, quarter), measure, 10)
    for measure, (value, status) in flows.items():
        world.rate((LEEDS, YEAR[3]), measure).update(four_quarters_value=decimal(value), four_quarters_status=status)
    for quarter in YEAR:
        world.performance((LEEDS, quarter), "again_percent", 50)
        world.performance((LEEDS, quarter), "cases_per_worker", "16.5")
    return world


def test_a_year_has_its_flows_of_four_quarters_its_stock_at_the_end_and_its_ratio_of_both_parts():
    row = of_a_year(again=(101, "reported"), referrals=(400, "reported")).cells("sfpc_performance_annual", quarter="")

    assert row["time_identifier"] == "Financial year"
    assert (row["again_count"], row["referrals_count"], row["again_percent"]) == ("101", "400", "25.3")
    assert (row["cases_held_count"], row["cases_per_worker"]) == ("10", "16.5")


def test_a_year_without_all_four_quarters_has_no_flow_and_no_ratio():
    row = of_a_year(again=(None, "incomplete"), referrals=(400, "reported")).cells(
        "sfpc_performance_annual", quarter=""
    )

    assert (row["again_count"], row["referrals_count"], row["again_percent"]) == ("x", "400", "x")


def test_the_ratio_of_a_year_is_hidden_with_either_of_its_parts():
    world = of_a_year(again=(None, "suppressed"), referrals=(400, "reported"))
    world.rate((LEEDS, YEAR[3]), "again")["suppressed_columns"] = "four_quarters_value"

    assert world.cells("sfpc_performance_annual", quarter="")["again_percent"] == "c"


def test_the_ratio_of_a_year_to_nothing_does_not_apply():
    row = of_a_year(again=(0, "reported"), referrals=(0, "reported")).cells("sfpc_performance_annual", quarter="")

    assert row["again_percent"] == "z"


def test_a_flow_of_which_no_published_table_holds_a_year_is_left_out_and_named():
    world = of_a_year(again=(5, "reported"))
    world.rows["rpt_performance_rates"] = [
        row for row in world.rows["rpt_performance_rates"] if row["measure"] != "referrals"
    ]
    annual = world.sets()["sfpc_performance_annual"]

    assert "referrals_count" not in annual.header
    assert "again_percent" not in annual.header
    assert annual.description.endswith("no published table holds a year of it: Re-referral rate and Referrals.")


def test_there_are_no_annual_files_before_a_year_is_over():
    world = World(quarters=YEAR[:3])
    world.performance(Q1, "referrals", 1)

    assert {name.rsplit("_", 1)[1] for name in world.sets()} == {"quarterly"}


def test_a_year_that_began_with_a_first_return_in_its_middle_is_no_year_of_activities_or_spend():
    world = World(quarters=YEAR[2:])
    last = (LEEDS, YEAR[3])
    world.add("rpt_delivery", last, activity="conferences", category="all", in_quarter_value=decimal(5),
              in_quarter_status="reported", year_to_date_value=decimal(9), year_to_date_status="reported",
              four_quarters_status="incomplete")  # fmt: skip
    world.add("rpt_finance", last, workstream="all", funder="all", workstream_title="All", funder_title="All",
              actual_year_to_date_gbp=decimal(900), budget_gbp=decimal(1000), status="reported")  # fmt: skip

    assert world.cells("sfpc_delivery_annual", quarter="")["conferences_count"] == "x"
    assert world.cells("sfpc_finance_annual", quarter="")["actual_year_to_date_gbp"] == "x"
    assert world.cells("sfpc_finance_annual", quarter="")["budget_gbp"] == "1000.00"
    assert world.cells("sfpc_finance_quarterly", quarter="Q4")["actual_year_to_date_gbp"] == "900.00"


# ---- money, milestones, savings, coverage


def test_a_line_an_authority_does_not_have_is_z_beside_those_it_has_and_x_where_it_sent_none():
    world = World((LEEDS, DARLINGTON))
    for workstream, funder in (("all", "all"), ("all", "authority"), ("team", "authority")):
        world.add("rpt_finance", Q1, workstream=workstream, funder=funder, workstream_title="Team",
                  funder_title="Own money", budget_gbp=decimal("12.5"), status="incomplete")  # fmt: skip
    world.add("rpt_finance", Q1, workstream="all", funder="dfe_grant", workstream_title="All", funder_title="DfE grant",
              budget_gbp=decimal(1), status="reported")  # fmt: skip

    own = {"workstream": "Team", "funder": "Own money"}
    grant = {"workstream": "Team", "funder": "DfE grant"}

    name = "sfpc_finance_workstreams_quarterly"
    assert (world.cells(name, **own)["budget_gbp"], world.cells(name, **own)["forecast_gbp"]) == ("12.50", "x")
    assert world.cells(name, **grant)["budget_gbp"] == "z"
    assert world.cells(name, code=DARLINGTON, **own)["budget_gbp"] == "x"


def test_milestones_are_counted_by_status_and_those_a_return_no_longer_holds_are_not():
    world = World()
    for rag, presence, overdue in (
        ("green", "continuing", False), ("red", "new", True), ("new", "new", None),
        ("gone", "no_longer_reported", False),
    ):  # fmt: skip
        world.add("rpt_milestones", Q1, milestone=rag, presence=presence, rag=rag, is_overdue=overdue)

    def counts(item):
        row = world.cells("sfpc_milestones_quarterly", rag_status=item)
        return row["milestones_count"], row["milestones_overdue_count"]

    assert [counts(item) for item in ("Total", "Green", "Red", "Amber", "Not stated")] == [
        ("3", "1"), ("1", "0"), ("1", "1"), ("0", "0"), ("1", "0"),
    ]  # fmt: skip


def test_savings_stand_by_the_year_they_fall_in():
    world = World((LEEDS, DARLINGTON))
    for year, planned in (("all", 300), ("2021-22", 100), ("2022-23", 200)):
        world.add("rpt_benefits", Q1, benefit="all", financial_year=year, planned_gbp=decimal(planned),
                  status="incomplete", savings_plan_status="no_plan")  # fmt: skip
    world.add("rpt_benefits", (DARLINGTON, "2021-22-Q1"), benefit="all", financial_year="all", planned_gbp=decimal(0),
              status="reported", savings_plan_status="no_plan")  # fmt: skip

    row = world.cells("sfpc_benefits_quarterly", saving_year="2022-23")

    assert (row["planned_gbp"], row["delivered_gbp"], row["savings_plan_gbp"]) == ("200.00", "x", "z")
    assert world.cells("sfpc_benefits_quarterly", code=DARLINGTON, saving_year="2022-23")["planned_gbp"] == "z"


def test_training_stands_by_employer_and_other_activities_do_not():
    world = World()
    for activity, category, value in (("conferences", "all", 5), ("training", "all", 9), ("training", "schools", 4)):
        world.add("rpt_delivery", Q1, activity=activity, category=category, category_title=category.capitalize(),
                  in_quarter_value=decimal(value), in_quarter_status="reported")  # fmt: skip

    assert world.cells("sfpc_delivery_quarterly")["training_count"] == "9"
    assert world.cells("sfpc_training_quarterly", employer="Schools")["training_count"] == "4"
    assert "conferences_count" not in world.sets()["sfpc_training_quarterly"].header


def test_coverage_counts_what_the_quarterly_files_hold_and_limits_are_no_figures():
    world = World()
    world.performance(Q1, "referrals", 5)
    world.performance(Q1, "again", None, "suppressed", suppressed_columns="value")
    world.performance(Q1, "again_percent", None, "blank", lower_value=None, upper_value=None)

    row = world.cells("sfpc_coverage_quarterly", section="Performance")

    names = [f"figures_{each}" for each in ("due_count", "published_count", "suppressed_count", "not_available_count")]
    assert [row[name] for name in names] == ["3", "1", "1", "1"]
    assert row["figures_published_percent"] == "33.3"


def test_a_return_is_counted_as_accepted_or_not_and_not_where_none_is_owed():
    world = World((LEEDS, DARLINGTON), YEAR[:2])
    world.owed[0]["state"] = "late"
    world.rows["rpt_returns"] = world.owed[:3]

    assert world.cells("sfpc_returns_quarterly")["returns_accepted_count"] == "0"
    assert world.cells("sfpc_returns_quarterly", quarter="Q2")["returns_accepted_count"] == "1"
    assert world.cells("sfpc_returns_quarterly", code=DARLINGTON, quarter="Q2")["returns_accepted_count"] == "z"


# ---- the files


def test_there_are_only_rows_of_local_authorities():
    for one in of_a_year().sets().values():
        level = one.header.index("geographic_level")

        assert {row[level] for row in one.rows} == {"Local authority"}


def test_a_file_is_utf_8_without_a_mark_with_line_feeds_and_the_columns_in_their_customary_order(tmp_path):
    world = World()
    world.performance(Q1, "referrals", 5)
    open_data.write(tmp_path / "open_data", world.sets().values(), PLACES)

    content = (tmp_path / "open_data" / "sfpc_performance_quarterly.csv").read_bytes()

    assert content.decode() == (
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
        "new_la_code,la_name,referrals_count\n"
        "202122,Financial year Q1,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,383,E08000035,"
        "Leeds,5\n"
    )
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")


def test_a_filter_without_a_choice_stays_in_the_data_and_out_of_the_metadata(tmp_path):
    open_data.write(tmp_path / "open_data", World().sets().values(), PLACES)

    folder = tmp_path / "open_data"
    assert "saving_year" in (folder / "sfpc_benefits_quarterly.csv").read_text().splitlines()[0]
    assert "saving_year" not in (folder / "sfpc_benefits_quarterly.meta.csv").read_text()


def test_a_measure_whose_name_the_standard_refuses_stops_the_release_and_says_where(tmp_path):
    world = World()
    named = [{**vars(each), "code": "whitehall" if each.code == "referrals" else each.code} for each in MEASURES]
    world.catalogue = Catalogue(
        world.catalogue.places, tuple(type(MEASURES[0])(**each) for each in named), world.catalogue.activities
    )
    world.add("rpt_performance", Q1, measure="whitehall", value=decimal(5), status="reported")

    with pytest.raises(PipelineError, match=r"C9 \(fail\): whitehall_count holds 'white'"):
        open_data.write(tmp_path / "open_data", world.sets().values(), PLACES)


def test_the_check_is_listed_with_what_it_only_tells(tmp_path):
    world = World()
    world.performance(Q1, "referrals", 5)
    open_data.write(tmp_path / "open_data", world.sets().values(), PLACES)
    meta = tmp_path / "open_data" / "sfpc_performance_quarterly.meta.csv"
    meta.write_text(meta.read_text().replace("Referrals", "R" * 90, 1))

    open_data.write_check(tmp_path / "check.csv", tmp_path / "open_data", PLACES)

    header, row = (tmp_path / "check.csv").read_text().splitlines()
    assert header == "rule,severity,file,row,column,problem,remedy,rows_alike_count"
    assert row == (
        "M4,warning,sfpc_performance_quarterly.meta.csv,2,label,the label has 90 characters,Use at most 80,1"
    )


STATUSES = st.sampled_from(sorted(set().union(*WHY.values())))
VALUES = st.one_of(st.none(), st.decimals(min_value=-(10**6), max_value=10**9, places=8))


@st.composite
def worlds(draw):
    """Any returns: of some authorities and quarters, with gaps, in any state, and any figure hidden."""
    codes = draw(st.lists(st.sampled_from(codes_of_england(40)), min_size=1, max_size=4, unique=True))
    quarters = draw(st.lists(st.sampled_from([*YEAR, "2022-23-Q1", "2022-23-Q4"]), min_size=1, max_size=4, unique=True))
    world = World(codes, quarters)
    for row in world.owed:
        row["state"] = draw(st.sampled_from(["accepted", "nil", "late", "rejected", "withdrawn", "not_due"]))
    hidden = st.lists(st.sampled_from(HIDDEN), unique=True).map(" ".join)
    for key in product(codes, quarters):
        for measure in draw(st.lists(st.sampled_from([each.code for each in MEASURES]), unique=True)):
            world.performance(key, measure, draw(VALUES), draw(STATUSES), suppressed_columns=draw(hidden))
        for category in draw(st.lists(st.sampled_from(["all", "schools", "police"]), unique=True)):
            world.add("rpt_delivery", key, activity="training", category=category, category_title=category.capitalize(),
                      in_quarter_value=draw(VALUES), in_quarter_status=draw(STATUSES),
                      four_quarters_value=draw(VALUES), four_quarters_status=draw(STATUSES))  # fmt: skip
        for line in draw(
            st.lists(st.tuples(st.sampled_from(["all", "team"]), st.sampled_from(["all", "a", "b"])), unique=True)
        ):
            world.add("rpt_finance", key, workstream=line[0], funder=line[1], workstream_title=f"For {line[0]}",
                      funder_title=f"Of {line[1]}", budget_gbp=draw(VALUES), spent_percent=draw(VALUES),
                      status=draw(STATUSES))  # fmt: skip
        for year in draw(st.lists(st.sampled_from(["all", "2021-22", "2022-23"]), unique=True)):
            world.add("rpt_benefits", key, benefit="all", financial_year=year, planned_gbp=draw(VALUES),
                      status=draw(STATUSES), savings_plan_status="no_plan")  # fmt: skip
        for rag in draw(st.lists(st.sampled_from(["green", "red", "new", "other"]))):
            world.add(
                "rpt_milestones", key, rag=rag, presence="new", is_overdue=draw(st.sampled_from([True, False, None]))
            )
    return world


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(world=worlds())
def test_whatever_the_tables_hold_the_open_data_keeps_every_rule_and_every_combination(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("written") / "open_data"
    sets = list(world.sets().values())
    open_data.write(folder, sets, PLACES)

    assert [str(one) for one in checker.check_folder(folder, PLACES)] == []
    assert sets


def test_tables_that_name_an_authority_nobody_knows_are_no_open_data():
    world = World()
    world.catalogue = Catalogue({}, MEASURES, ())

    with pytest.raises(PipelineError, match=r"E08000035 owes returns and marts\.dim_authority does not know it"):
        open_data.data_sets(tables(**world.rows), world.catalogue)
