"""The published figures have the period, the status and the arithmetic that they claim."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from sfpc.period import Quarter
from tests.seed_files import ENGLAND, rows


def test_each_authority_is_in_every_file_of_national_figures():
    authorities = {row["authority_code"] for row in rows("authorities")} | {ENGLAND}

    assert {row["authority_code"] for row in rows("published_statistics")} >= authorities
    assert {row["authority_code"] for row in rows("population")} >= authorities


def test_the_list_of_local_authorities_knows_the_programme_by_the_same_codes():
    codes = {row["authority_code"]: row["dfe_code"] for row in rows("local_authorities")}

    assert {row["authority_code"]: row["dfe_code"] for row in rows("authorities")}.items() <= codes.items()


def test_one_code_of_an_authority_is_in_use_at_a_time():
    days = defaultdict(list)
    for row in rows("local_authorities"):
        days[row["dfe_code"]].append((row["first_date"], row["last_date"] or "9999-12-31"))

    assert len(days) > 150
    for code, spans in days.items():
        for (_, last), (first, _) in pairwise(sorted(spans)):
            assert last < first, code


def test_a_recording_break_is_between_quarters():
    for row in rows("recording_breaks"):
        assert str(Quarter.parse(row["from_quarter"])) == row["from_quarter"]


def test_a_published_value_is_a_number_exactly_when_it_is_reported():
    for row in rows("published_statistics"):
        assert bool(row["value"]) is (row["status"] == "reported")
        assert (row["value_as_published"] == "c") is (row["status"] == "suppressed")
        assert row["value"] in {row["value_as_published"], ""}


def test_a_published_period_is_what_the_year_of_its_indicator_means():
    bases = {row["indicator"]: row["time_basis"] for row in rows("published_indicators")}
    ends = {
        "at_31_march": ("", "{year}-03-31"),
        "year_ending_31_march": ("{before}-04-01", "{year}-03-31"),
        "at_30_september": ("", "{year}-09-30"),
        "financial_year": ("{year}-04-01", "{after}-03-31"),
    }
    for row in rows("published_statistics"):
        year = int(row["period_as_published"][:4])
        start, end = ends[row["time_basis"]]
        years = {"year": year, "before": year - 1, "after": year + 1}
        assert row["time_basis"] == bases[row["indicator"]]
        assert (row["period_start_date"], row["period_end_date"]) == (
            start.format(**years),
            end.format(**years),
        )
        assert row["financial_year"] == Quarter.of(date.fromisoformat(row["period_end_date"])).financial_year


@pytest.mark.parametrize(
    ("count", "rate", "first_year", "tolerance"),
    [
        ("cla_at_31_march", "cla_rate_per_10000", 2019, 0.51),  # until 2018, on earlier estimates
        ("cin_at_31_march", "cin_rate_per_10000", 2016, 0.051),
        ("cpp_at_31_march", "cpp_rate_per_10000", 2016, 0.051),
    ],
)
def test_a_published_rate_follows_from_the_count_and_the_population_of_the_year_before(
    count, rate, first_year, tolerance
):
    population = {
        (row["authority_code"], int(row["mid_year"])): int(row["population_0_17"]) for row in rows("population")
    }
    values = {
        (row["authority_code"], row["indicator"], int(row["period_as_published"])): float(row["value"])
        for row in rows("published_statistics")
        if row["value"] and row["indicator"] in {count, rate}
    }
    compared = [key for key in values if key[1] == rate and key[2] >= first_year]

    assert compared
    for authority, _, year in compared:
        computed = values[authority, count, year] / population[authority, year - 1] * 10_000
        assert abs(computed - values[authority, rate, year]) <= tolerance, (authority, year, computed)


def test_each_model_gives_each_authority_ten_ranked_neighbours_and_never_itself():
    sets = defaultdict(dict)
    for row in rows("statistical_neighbours"):
        sets[row["model_version"], row["authority_dfe_code"]][int(row["rank"])] = row["neighbour_dfe_code"]

    models = {model for model, _ in sets}
    assert sets.keys() == {(model, row["dfe_code"]) for model in models for row in rows("authorities")}
    for (_, authority), neighbours in sets.items():
        assert sorted(neighbours) == list(range(1, 11))
        assert len(set(neighbours.values()) - {authority}) == 10
