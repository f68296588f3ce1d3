"""The data-quality page says what the decision's record says, all of it, and harms nobody who opens it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from click.testing import CliRunner

from sfpc import quality_page
from sfpc.cli import main
from sfpc.errors import PipelineError
from sfpc.gate import asking, suites
from sfpc.gate.policy import Policy
from sfpc.settings import Settings
from tests.deciding import NAMES, NORTHBY, QUARTER, SOUTHBY, WESTBY, decided, fault, result, waiver
from tests.folders import HOME
from tests.pages import Element, parsed

SUITE = """
suite: marts__fct_performance
table: marts.fct_performance
key: [measure]
owner: the statisticians
order: 10
checks:
  - id: PERF-001
    family: complete
    severity: critical
    says: There is something to check.
    because: All others pass on an empty table.
    since: 2026-11-21
    finding_type: nothing_to_check
    type: expect_table_row_count_to_be_between
    kwargs: {min_value: 1}
  - id: PERF-002
    family: valid
    severity: critical
    says: What PERF-002 asks holds.
    because: No count is below zero, says the guide of 2021.
    since: 2026-11-21
    finding_type: negative_count
    type: expect_column_values_to_be_between
    kwargs: {column: value, min_value: 0}
"""
NASTY = '<img src=x onerror="alert(1)">\'&amp;</td></table><script>alert(2)</script>\u202egnp.exe\x1b[31m\x00\u200b'
"""Markup, quotes, an entity, ends of elements, a mark that turns the writing, control characters, what no eye sees."""
KINDS = "critical|warning|for information|waived|allowed|passed|could not be asked"
PASSED = tuple(result("PERF-002", code) for code in NAMES)
MIXED = (
    result("PERF-001", None, family="complete", observed="found 12"),
    result("PERF-002", NORTHBY, "failed", faults=(fault(NORTHBY, 1), fault(NORTHBY, 2))),
    result("PERF-002", SOUTHBY, "waived"),
    result("PERF-002", WESTBY),
    result("PERF-003", NORTHBY, "failed", severity="warning"),
    result("PERF-003", SOUTHBY, severity="warning"),
    result("PERF-004", WESTBY, "failed", severity="info", family="over_time"),
    result("MONEY-001", None, "raised", family="money", observed="no such column: grant", faults=()),
    result("MONEY-002", NORTHBY, family="money"),
    result("TIME-001", NORTHBY, "allowed", family="time", severity="warning", faults=()),
)


@pytest.fixture
def settings(tmp_path):
    home = tmp_path / "home"
    (home / "expectations").mkdir(parents=True)
    (home / "expectations" / "marts__fct_performance.yml").write_text(SUITE, encoding="utf-8")
    for folder in ("seeds", "dbt_project"):
        (home / folder).symlink_to(HOME / folder)
    return Settings(home=home, data=tmp_path / "data", inbox=tmp_path / "inbox")


def page_of(settings: Settings, quarter: str = QUARTER) -> Element:
    path = quality_page.write(settings, quarter)
    assert path == settings.gate / quarter / "quality.html"
    return parsed(path.read_text(encoding="utf-8"))


def checks_on(page: Element) -> dict[str, Element]:
    return {section.attributes["id"].removeprefix("check-"): section for section in page.all("section", cls="check")}


def test_without_a_decision_it_says_to_ask_the_gate(settings):
    settings.gate.mkdir(parents=True)

    with pytest.raises(PipelineError, match=r"run `sfpc gate --quarter 2021-22-Q3` first"):
        quality_page.write(settings, QUARTER)


@pytest.mark.parametrize(
    ("results", "parts", "words"),
    [
        (PASSED, {}, "The gate is open"),
        ((*PASSED, MIXED[4]), {}, "The gate is open, with warnings"),
        (MIXED, {}, "The gate is shut"),
        ((*PASSED, MIXED[9]), {"missing": (NORTHBY,)}, "The gate is open, with warnings, for a partial report"),
    ],
    ids=["open", "warnings", "shut", "partial"],
)
def test_the_decision_stands_first_and_in_words(settings, results, parts, words):
    decided(settings, results, **parts)

    page = page_of(settings)

    assert page.all("h2")[0].text == words
    assert page.one("head").one("title").text.startswith(f"{words}: data quality, October to December 2021")


def test_a_partial_report_names_who_is_left_out_and_the_policy(settings):
    policy = Policy(
        QUARTER, "at_least", 2, date(2022, 2, 1), "Northby has no staff.", "programme board", date(2022, 1, 9)
    )
    decided(settings, (*PASSED, MIXED[9]), missing=(NORTHBY,), policy=policy)

    told = page_of(settings).one("section", cls="decision").text

    assert "Northby is left out" in told
    assert "at least 2 authorities" in told
    assert "Northby has no staff. Agreed by programme board on 9 January 2022." in told


def test_it_says_who_asked_and_when(settings):
    made = decided(settings, PASSED)
    asking.noted(settings.gate / QUARTER, made, "the statisticians")

    told = page_of(settings).one("section", cls="decision").text

    assert re.search(r"Asked by the statisticians, on \d+ \w+ 20\d\d at \d\d:\d\d UTC", told)


def test_every_result_that_did_not_pass_is_told_with_each_of_its_rows(settings):
    made = decided(settings, MIXED)

    told = checks_on(page_of(settings))

    expected = {one.check_id for one in made.results if one.outcome != "passed"}
    assert told.keys() == expected
    for one in made.results:
        if one.outcome == "passed":
            continue
        section = told[one.check_id].text
        assert one.says in section
        assert f"{NAMES.get(one.authority_code, 'Whole quarter')}:" in section
        for row in one.faults:
            for part in (row.file, row.sheet, row.place, row.message, row.observed, row.expected, row.row_key):
                assert part in section


def test_a_row_at_fault_stands_in_its_columns(settings):
    decided(settings, MIXED)

    rows = page_of(settings).table("check-PERF-002-rows")

    assert rows[0] == ["Authority", "What is wrong", "Found", "Expected", "File", "Sheet", "Place"]
    assert rows[1][0] == "Northby"
    assert rows[1][1].startswith("Row 1: found -1, expected 0 or more.")
    assert rows[1][2:] == ["-1", "at least 0", "return.xlsx", "KPIs", "C1"]
    assert [row[0] for row in rows[1:]] == ["Northby", "Northby", "Southby"]


def test_a_check_says_whether_a_waiver_can_let_it_pass(settings):
    decided(settings, MIXED, unwaivable=("PERF-003",))

    told = checks_on(page_of(settings))

    assert "Waiver Where it is right as it stands, a waiver can let it pass" in told["PERF-002"].text
    assert "Waiver No waiver can let it pass." in told["PERF-003"].text
    assert "Waiver No waiver can let it pass." in told["MONEY-001"].text


def test_a_check_says_why_it_is_asked_whose_it_is_and_since_when(settings):
    decided(settings, MIXED)

    told = checks_on(page_of(settings))

    assert "No count is below zero, says the guide of 2021." in told["PERF-002"].text
    assert "owned by the statisticians; asked as it stands since 21 November 2026" in told["PERF-002"].text
    assert "This check is not asked any more" in told["PERF-003"].text


def test_that_the_checks_were_changed_since_is_said_where_reasons_are_told(settings):
    decided(settings, MIXED)

    assert "the reasons and days are those of today" in page_of(settings).text


def test_a_waiver_is_printed_with_its_reason_who_agreed_and_until_when(settings):
    decided(settings, MIXED, waivers=(waiver(code=SOUTHBY), waiver("PERF-003", was_needed=False)))

    page = page_of(settings)

    assert page.table("waivers")[1:] == [
        ["PERF-002", "Southby", "The figure is right; the authority says why.", "programme board, 1 February 2022",
         "31 December 2022", "yes"],
        ["PERF-003", "Northby", "The figure is right; the authority says why.", "programme board, 1 February 2022",
         "31 December 2022", "no"],
    ]  # fmt: skip
    assert (
        "Southby: waived: critical. Nothing to check. Waived until 31 December 2022" in checks_on(page)["PERF-002"].text
    )


def test_what_to_do_stands_in_order_ours_first_then_each_authority_then_the_run(settings):
    decided(settings, MIXED)

    steps = [item.text for item in page_of(settings).one("ol", cls="steps").parts if isinstance(item, Element)]

    assert steps == [
        "The team here: mend what keeps 1 check from being asked. No such column: grant. MONEY-001",
        (
            "Northby: have 2 rows put right, and the whole return sent again. "
            "PERF-002: Northby Row 1: found -1, expected 0 or more. At return.xlsx, KPIs, C1. And 1 more row."
        ),
        "You: run the quarter again: the gate is asked anew. sfpc run --quarter 2021-22-Q3",
    ]


def test_an_authority_whose_return_is_not_there_is_asked_for_it_and_for_nothing_else(settings):
    missing = result(
        "RETURN-002", NORTHBY, "failed", family="complete", faults=(fault(NORTHBY, file=None, place=None),)
    )
    decided(settings, (missing, result("PERF-002", NORTHBY, "failed")))

    [first, _] = [item.text for item in page_of(settings).one("ol", cls="steps").parts if isinstance(item, Element)]

    assert first.startswith("Northby: have the return sent, or sent again: there is none that can be used.")


def test_what_is_ours_to_mend_is_asked_of_no_authority(settings):
    decided(settings, (result("SEED-001", NORTHBY, "failed", faults=(fault(NORTHBY, responsibility="team"),)),))

    page = page_of(settings)

    [first, _] = [item.text for item in page.one("ol", cls="steps").parts if isinstance(item, Element)]
    assert first.startswith("The team here: put right, for Northby: What SEED-001 asks holds.")
    assert "Whose to put right Ours" in checks_on(page)["SEED-001"].text


def test_the_heat_map_counts_what_the_record_counts(settings):
    made = decided(settings, MIXED)

    rows = page_of(settings).table("heat-map")

    assert rows[0] == ["Authority", *suites.FAMILIES.values()]
    assert [row[0] for row in rows[1:]] == ["Whole quarter", "Northby", "Southby", "Westby"]
    for code, row in zip([None, *NAMES], rows[1:], strict=True):
        for family, cell in zip(suites.FAMILIES, row[1:], strict=True):
            of_cell = [one for one in made.results if (one.authority_code, one.family) == (code, family)]
            failed = Counter(one.severity for one in of_cell if one.outcome == "failed")
            others = Counter(one.outcome for one in of_cell)
            said = {word: int(number) for number, word in re.findall(rf"(\d+) ({KINDS})", cell)}
            assert said.get("critical", 0) == failed["critical"]
            assert said.get("warning", 0) == failed["warning"]
            assert said.get("for information", 0) == failed["info"]
            assert said.get("waived", 0) == others["waived"]
            assert said.get("allowed", 0) == others["allowed"]
            if of_cell and others["passed"] == len(of_cell):
                assert cell.startswith(f"passed, {len(of_cell)} check")
            if not of_cell and family != "money":
                assert cell.startswith("not asked")


def test_what_could_not_be_asked_of_anyone_is_no_pass_for_anyone(settings):
    decided(settings, MIXED)

    rows = {row[0]: row for row in page_of(settings).table("heat-map")}
    money = rows["Authority"].index("Money")

    assert rows["Whole quarter"][money] == "1 could not be asked: Whole quarter, Money"
    assert rows["Northby"][money] == "passed, 1 check: Northby, Money 1 more could not be asked"
    assert rows["Southby"][money] == "could not be asked: Southby, Money"


def test_every_cell_leads_to_a_place_further_down_that_speaks_of_it(settings):
    decided(settings, MIXED)
    page = page_of(settings)

    cells = page.one("table", cls="map").all("td")
    places = {element.attributes["id"]: element for element in page.all() if "id" in element.attributes}

    assert len(cells) == 4 * len(suites.FAMILIES)
    for cell in cells:
        place = places[cell.one("a").attributes["href"].removeprefix("#")]
        family = cell.one("span", cls="unseen").text.rpartition(", ")[2]
        assert place.text == family


def test_every_link_within_the_page_has_its_place_and_every_id_is_there_once(settings):
    decided(settings, MIXED[:3], quarter="2021-22-Q2")
    decided(settings, PASSED)
    decided(settings, MIXED, number=2, waivers=(waiver(code=SOUTHBY),))
    page = page_of(settings)

    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    links = [link.attributes["href"] for link in page.all("a")]
    named = [name for one in page.all() for name in one.attributes.get("aria-labelledby", "").split()]

    assert max(Counter(ids).values()) == 1
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(ids)
    assert set(named) <= set(ids)
    assert [link for link in links if not link.startswith("#")] == ["d2.json", "d1.json"]


def test_headings_go_down_one_step_at_a_time(settings):
    decided(settings, MIXED)

    levels = [int(one.tag[1]) for one in page_of(settings).all() if re.fullmatch("h[1-6]", one.tag)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_of_many_rows_some_of_each_authority_are_shown_and_the_rest_counted(settings):
    many = {code: tuple(fault(code, number) for number in range(1, 201)) for code in (NORTHBY, SOUTHBY)}
    one = (fault(WESTBY, 7),)
    decided(
        settings,
        [result("PERF-002", code, "failed", faults=faults) for code, faults in {**many, WESTBY: one}.items()],
    )

    page = page_of(settings)

    rows = page.table("check-PERF-002-rows")[1:]
    assert Counter(row[0] for row in rows) == {"Northby": 33, "Southby": 16, "Westby": 1}
    told = checks_on(page)["PERF-002"].text
    assert "And 351 more rows at fault." in told
    assert (
        "select * from marts.fct_check_fault where check_id = 'PERF-002' and quarter = '2021-22-Q3' "
        "and decision_number = 1"
    ) in told


def test_every_check_that_was_asked_is_in_the_catalogue_with_its_answers(settings):
    made = decided(settings, MIXED)

    page = page_of(settings)

    rows = {
        row.one("th").text: [cell.text for cell in row.all("td")]
        for table in page.all("table", cls="catalogue")
        for row in table.one("tbody").all("tr")
    }
    assert rows.keys() == {one.check_id for one in made.results}
    assert rows["PERF-002"] == ["critical", "What PERF-002 asks holds.", "1 passed, 1 failed, 1 waived"]
    assert rows["MONEY-001"][2] == "1 could not be asked: the check broke"
    assert rows["TIME-001"][2] == "1 allowed"


def test_hostile_text_is_text(settings):
    places = dict.fromkeys(("message", "file", "sheet", "place", "observed", "expected", "row_key"), NASTY)
    row = fault(NORTHBY, **places)
    decided(
        settings,
        [
            result("PERF-002", NORTHBY, "failed", faults=(row,), observed=NASTY, says=NASTY, remedy=NASTY),
            result(NASTY, NASTY, "failed", faults=(row,), severity="warning", where=NASTY, expected=NASTY),
            result("PERF-002", SOUTHBY, "waived", faults=(row,)),
            result("PERF-003", None, "raised", observed=NASTY),
        ],
        names={**NAMES, NORTHBY: NASTY},
        waivers=(waiver(code=SOUTHBY, reason=NASTY, agreed_by=NASTY),),
    )
    decided(settings, MIXED, quarter="2020-21-Q1", waivers=(waiver(code=SOUTHBY),))

    text = quality_page.write(settings, QUARTER).read_text(encoding="utf-8")
    page = parsed(text)

    harmless = page_of(settings, "2020-21-Q1")
    assert {one.tag for one in page.all()} <= {one.tag for one in harmless.all()}
    assert not [name for one in page.all() for name in one.attributes if name.startswith("on")]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one.attributes["id"]) for one in page.all() if "id" in one.attributes)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert '<img src=x onerror="alert(1)">' in page.text


def test_a_name_that_may_be_personal_is_left_out(settings):
    decided(settings, [result("PERF-002", NORTHBY, "failed", faults=(fault(NORTHBY, sheet="child born 14.03.2013"),))])

    page = page_of(settings)

    assert "14.03.2013" not in page.text
    assert page.table("check-PERF-002-rows")[1][5] == "(left out: it may hold personal data)"


def test_the_command_line_writes_it_anew_and_says_where(settings, monkeypatch):
    decided(settings, MIXED)
    written = quality_page.write(settings, QUARTER)
    before = written.read_bytes()
    written.unlink()
    for name, value in (("SFPC_HOME", settings.home), ("SFPC_DATA", settings.data)):
        monkeypatch.setenv(name, str(value))

    answer = CliRunner().invoke(main, ["quality", "--quarter", QUARTER])

    assert (answer.exit_code, answer.output) == (0, f"{written}\n")
    assert written.read_bytes() == before
    assert CliRunner().invoke(main, ["quality", "--quarter", "2022-23-Q1"]).exit_code == 1


def test_the_same_records_give_the_same_bytes(settings):
    decided(settings, MIXED)

    first = quality_page.write(settings, QUARTER).read_bytes()

    assert quality_page.write(settings, QUARTER).read_bytes() == first
    assert sorted(path.name for path in (settings.gate / QUARTER).iterdir()) == ["d1.json", "quality.html"]


def test_it_asks_for_nothing_outside_itself(settings):
    decided(settings, MIXED)
    page = page_of(settings)

    assert not [name for one in page.all() for name in ("src", "srcset", "action", "data") if name in one.attributes]
    assert not page.all("link")
    assert "url(" not in page.one("style").text
    assert "@import" not in page.one("style").text


def test_what_stands_beside_it_is_linked_where_it_is_there(settings):
    made = decided(settings, PASSED)
    assert "Data Docs" not in page_of(settings).text

    docs = settings.gate / QUARTER / "data_docs" / "index.html"
    docs.parent.mkdir()
    docs.touch()
    release = settings.releases / QUARTER / "r3"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text('{"inputs": {"decision": {"number": 1}}}', encoding="utf-8")

    page = page_of(settings)
    links = {link.text: link.attributes["href"] for link in page.one("section", cls="decision").all("a")}
    assert made.number == 1
    assert links["Great Expectations’ own pages (Data Docs)"] == "data_docs/index.html"
    assert links["Release 3"] == "../../releases/2021-22-Q3/r3/published/report.html"
    assert (settings.gate / QUARTER / links["Release 3"]).resolve().parent.parent == release
    assert "release 3 was published on this decision" in page.one("ol", cls="steps").text
