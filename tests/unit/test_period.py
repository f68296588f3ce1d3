"""Quarters of the financial year and the ways people write periods: what is one is read, what is not is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.errors import UsageError
from sfpc.period import (
    EXCEL_EPOCH,
    EXCEL_EPOCH_OF_1904,
    MONTHS,
    Quarter,
    days_of,
    read_date,
    read_financial_year,
    read_month,
    read_quarter,
    read_quarter_number,
)

quarters = st.builds(Quarter, st.integers(2000, 2098), st.integers(1, 4))
days = st.dates(date(2000, 4, 1), date(2099, 3, 31))
plausible_days = st.dates(date(2000, 1, 1), date(2049, 12, 31))


@given(quarters)
def test_a_quarter_reads_back_as_it_is_written(quarter):
    assert Quarter.parse(str(quarter)) == quarter


@given(quarters)
def test_the_quarter_after_the_previous_one_is_the_same(quarter):
    assert quarter.previous.following == quarter
    assert quarter.following.previous == quarter
    assert quarter.previous < quarter < quarter.following


@given(quarters)
def test_quarters_touch_without_gap_or_overlap(quarter):
    assert quarter.last_day + timedelta(days=1) == quarter.following.first_day
    assert Quarter.of(quarter.first_day) == quarter == Quarter.of(quarter.last_day)
    assert 90 <= (quarter.last_day - quarter.first_day).days + 1 <= 92


@given(days)
def test_every_day_falls_in_the_quarter_that_holds_it(day):
    assert Quarter.of(day).first_day <= day <= Quarter.of(day).last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-22-Q1", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021-22-Q3", date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-22-Q4", date(2022, 1, 1), date(2022, 3, 31)),
        ("2019-20-Q4", date(2020, 1, 1), date(2020, 3, 31)),
        ("2099-00-Q4", date(2100, 1, 1), date(2100, 3, 31)),
    ],
)
def test_a_quarter_has_its_days_across_the_turn_of_the_year(text, first, last):
    quarter = Quarter.parse(text)

    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert quarter.financial_year == text[:7]


def test_quarters_are_in_the_order_of_time_across_years():
    texts = ["2022-23-Q1", "2021-22-Q4", "2021-22-Q1", "2022-23-Q4"]

    assert [str(quarter) for quarter in sorted(map(Quarter.parse, texts))] == sorted(texts)


@pytest.mark.parametrize(
    "text",
    ["", "2021-22", "2021-22-Q5", "2021-22-Q0", "2021-23-Q1", "2021-22-q1", " 2021-22-Q1", "2021-22-Q1\n", "Q1 2021-22",
     "2021/22-Q1", "1921-22-Q1", "9999-00-Q4", "0000-01-Q1", "２０２１-22-Q1", "٢٠٢١-٢٢-Q1"],
)  # fmt: skip
def test_what_is_not_a_quarter_is_refused_with_how_to_write_it(text):
    with pytest.raises(UsageError) as refused:
        Quarter.parse(text)

    assert str(refused.value) == f"{text!r} is not a quarter of a financial year; write it as 2022-23-Q1"


@pytest.mark.parametrize(
    "text",
    ["2021-22", "2021/22", "2021/2022", "2021-2022", "202122", "20212022", "21/22", "2122", "FY21/22", "FY 2021-22",
     "fy2021/22", " 2021–22 ", "2021‑22", "2021 22", "2021 - 22", "Financial year 2021/22", "２０２１-２２"],
)  # fmt: skip
def test_a_financial_year_is_read_however_it_is_written(text):
    assert read_financial_year(text) == 2021


@pytest.mark.parametrize(
    "text", ["", "2021", "2021/23", "22/21", "21", "2021-22-23", "1921-22", "2021-22 Q1", "year", "2020"]
)
def test_what_is_not_a_financial_year_is_none(text):
    assert read_financial_year(text) is None


def test_a_calendar_year_is_not_taken_for_two_years_of_two_digits():
    assert read_financial_year("2021") is None
    assert read_financial_year("20/21") == read_financial_year("2020/21") == 2020


@given(st.integers(2000, 2098), st.sampled_from(["{0}-{1:02}", "{0}/{1:02}", "FY{2:02}/{1:02}", "{0}{1:02}"]))
def test_any_financial_year_reads_back(start, form):
    assert read_financial_year(form.format(start, (start + 1) % 100, start % 100)) == start


@pytest.mark.parametrize(
    ("text", "number"),
    [("Q1", 1), ("q2", 2), ("Quarter 3", 3), ("Qtr 4", 4), ("Qtr. 4", 4), ("1", 1), (" 2 ", 2), ("Q1 (Apr-Jun)", 1),
     ("Q3 (October to December)", 3), ("Q 3", 3)],
)  # fmt: skip
def test_the_number_of_a_quarter_is_read(text, number):
    assert read_quarter_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "Q5", "0", "1,234", "2 of 3", "1.5", "4/5/2021", "Q1 or Q2", "Quarter 1 of 2019-20", "Q1 (provisional)"],
)
def test_a_text_that_says_more_than_a_quarters_number_is_none(text):
    assert read_quarter_number(text) is None


@pytest.mark.parametrize(
    ("text", "quarter"),
    [("Q3 (Oct-Dec) 21/22", "2021-22-Q3"), ("2021-22 Q3", "2021-22-Q3"), ("2021-22-Q1", "2021-22-Q1"),
     ("Quarter 1 2022/23", "2022-23-Q1"), ("202122_Q2", "2021-22-Q2"), ("Qtr 4, 2021–22", "2021-22-Q4"),
     ("Q1\n(Apr-Jun)\n21/22", "2021-22-Q1"), ("quarter 1 of 2021-22", "2021-22-Q1"),
     ("Q2 (Jul-Sep) of 21/22", "2021-22-Q2")],
)  # fmt: skip
def test_a_whole_quarter_is_read_with_its_year(text, quarter):
    assert str(read_quarter(text)) == quarter


@pytest.mark.parametrize(
    "text", ["", "Q1", "2021-22", "Q1 2021", "Q1 and Q2 2021-22", "Q1 (Jo Smith) 21/22", "Q5 21/22"]
)
def test_a_quarter_without_its_year_or_with_other_words_is_none(text):
    assert read_quarter(text) is None


@pytest.mark.parametrize(
    "text",
    ["2021-09-30", "2021-09-30T00:00:00Z", "2021-09-30 10:15:00", "30/09/2021", "30.09.2021", "30 September 2021",
     "30-Sep-2021", "30 Sept 2021", "44469", " 30/9/2021 ", "30/09/21", "30-9-2021", "09/30/2021", "September 30, 2021",
     "Thursday 30 September 2021", "Thu, 30th of Sep. 2021", "30/09/2021 23:59", "44469.5",
     "３０/０９/２０２１", "'30/09/2021"],
)  # fmt: skip
def test_a_day_that_can_be_read_one_way_alone_is_read(text):
    assert read_date(text) == date(2021, 9, 30)


@pytest.mark.parametrize(
    "text",
    ["", "31/09/2021", "2021-02-29", "31/31/2021", "30/09-2021", "0", "60", "1234", "123456", "30 Nonember 2021",
     "2021-09-30 Jo Smith", "0000-01-01", "00/00/0000", "30/09/1921", "2051-01-01", "99999", "September 2021"],
)  # fmt: skip
def test_what_is_not_a_day_is_none(text):
    assert read_date(text) is None


@given(plausible_days)
def test_any_day_reads_back_from_each_way_of_writing_it(day):
    serial = str((day - EXCEL_EPOCH).days)
    in_words = f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"

    assert {read_date(text) for text in (day.isoformat(), serial, in_words)} == {day}
    assert read_date(str((day - EXCEL_EPOCH_OF_1904).days), "1904") == day
    assert days_of(day.strftime("%d/%m/%Y"))[0] == day
    assert day in days_of(day.strftime("%m/%d/%Y"))


def test_a_date_that_can_be_read_two_ways_is_two_days_and_no_date():
    assert days_of("03/04/2021") == (date(2021, 4, 3), date(2021, 3, 4))
    assert read_date("03/04/2021") is None
    assert read_date("04/04/2021") == date(2021, 4, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Jul-21",
        "Jul 2021",
        "July 2021",
        "JULY 21",
        "jul'21",
        "Jul. 2021",
        "Jul–21",
        "2021-07-19",
        "19/07/2021",
        "44378",
    ],
)
def test_a_month_is_read_as_its_first_day(text):
    assert read_month(text) == date(2021, 7, 1)


@pytest.mark.parametrize("text", ["", "July", "2021", "Junk 21", "Mayor 21", "Marketing 2021", "Ju-21", "Jul-1921"])
def test_what_is_not_a_month_is_none(text):
    assert read_month(text) is None


@given(plausible_days)
def test_any_month_reads_back_whole_or_cut_short(day):
    name = MONTHS[day.month - 1]

    assert {read_month(f"{name[:length].title()}-{day.year % 100:02}") for length in range(3, len(name) + 1)} == {
        day.replace(day=1)
    }
