"""A JSON document becomes grids of text: one a list, one for what stands outside lists; places are JSON pointers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import grids, problem_of


def read(tmp_path, text, encoding="utf-8"):
    """The grids of a document by the pointers of their lists."""
    path = tmp_path / "any.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return {grid.sheet: grid for grid in grids(path)}


def values(grid):
    """The values of a grid's members by their pointers."""
    return {
        grid.place(row, column): text
        for row, cells in enumerate(grid.rows)
        for column, text in enumerate(cells)
        if row and text
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.10", "1.10"), ("1.0", "1.0"), ("0", "0"), ("-0.50", "-0.50"), ("1e3", "1e3"), ("9" * 5000, "9" * 5000),
     ("NaN", "NaN"), ("-Infinity", "-Infinity")],
)  # fmt: skip
def test_a_number_keeps_the_text_it_was_sent_as(number, text, tmp_path):
    assert values(read(tmp_path, f'{{"a": {number}}}')[None]) == {"/a": text}


def test_null_is_a_blank_and_true_is_a_word(tmp_path):
    assert values(read(tmp_path, '{"a": null, "b": true, "c": false, "d": ""}')[None]) == {"/b": "true", "/c": "false"}


def test_what_stands_outside_lists_is_one_row_under_its_pointers(tmp_path):
    [grid] = read(tmp_path, '{"header": {"authority": {"name": "N", "code": 391}}, "year": "2021/22"}').values()

    assert grid.rows == [["header/authority/name", "header/authority/code", "year"], ["N", "391", "2021/22"]]
    assert [grid.place(1, column) for column in range(3)] == [
        "/header/authority/name",
        "/header/authority/code",
        "/year",
    ]


def test_a_list_of_objects_is_a_grid_with_a_row_for_each(tmp_path):
    grid = read(tmp_path, '{"performance": {"indicators": [{"id": 1, "v": 2}, {"v": 3, "note": "x"}]}}')[
        "/performance/indicators"
    ]

    assert grid.rows == [["id", "v", "note"], ["1", "2", ""], ["", "3", "x"]]
    assert grid.place(2, 1) == "/performance/indicators/1/v"


def test_a_list_inside_the_members_of_a_list_is_a_grid_of_its_own(tmp_path):
    found = read(tmp_path, '{"a": [{"n": 1, "b": [{"c": 2}, {"c": 3}]}, {"n": 4, "b": [{"c": 5}]}]}')

    assert values(found["/a"]) == {"/a/0/n": "1", "/a/1/n": "4"}
    assert values(found["/a/*/b"]) == {"/a/0/b/0/c": "2", "/a/0/b/1/c": "3", "/a/1/b/0/c": "5"}


def test_lists_of_plain_values_and_of_lists_keep_their_places(tmp_path):
    found = read(tmp_path, '{"a": [1, [2, 3], {"b": 4}]}')

    assert {place: text for grid in found.values() for place, text in values(grid).items()} == {
        "/a/0": "1",
        "/a/1/0": "2",
        "/a/1/1": "3",
        "/a/2/b": "4",
    }


def test_a_document_may_be_a_list_or_a_plain_value(tmp_path):
    assert values(read(tmp_path, '[{"a": 1}, {"a": 2}]')[None]) == {"/0/a": "1", "/1/a": "2"}
    assert values(read(tmp_path, '"alone"')[None]) == {"": "alone"}
    assert read(tmp_path, "{}") == {}


def test_pointers_escape_what_they_must(tmp_path):
    assert values(read(tmp_path, '{"a/b": {"m~n": 1}, "": {"": 2, "a": 3}, "a": 4}')[None]) == {
        "/a~1b/m~0n": "1",
        "//": "2",
        "//a": "3",
        "/a": "4",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_document_reads_the_same_in_every_encoding(encoding, tmp_path):
    assert values(read(tmp_path, '{"name": "Café – £"}', encoding)[None]) == {"/name": "Café – £"}


def test_the_place_where_a_document_breaks_off_is_told(tmp_path):
    (tmp_path / "any.json").write_text('{\n "a": [1,\n', encoding="utf-8")

    problem, place = problem_of(tmp_path / "any.json")

    assert problem == "it is not well-formed JSON (Expecting value); it may be cut short"
    assert place == "line 3, column 1"


def test_a_member_named_twice_is_refused_wherever_it_stands(tmp_path):
    (tmp_path / "any.json").write_text('{"a": [{"b": {"c": 1, "c": 1}}]}', encoding="utf-8")

    assert problem_of(tmp_path / "any.json") == ("one of its objects names the same member twice", None)


def test_a_return_nested_as_deep_as_returns_are_is_read(tmp_path):
    deep = "".join(f'{{"{level}":' for level in range(30)) + "1" + "}" * 30

    assert len(values(read(tmp_path, deep)[None])) == 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="ab/~ ", max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def followed(document, pointer):
    """What stands at a JSON pointer, as RFC 6901 says."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def leaves(value):
    """Every plain value in a document that is not blank."""
    if isinstance(value, dict | list):
        members = value.values() if isinstance(value, dict) else value
        return [leaf for member in members for leaf in leaves(member)]
    return [] if value is None or str(value).strip() == "" else [value]


@given(json_values)
def test_every_value_of_any_document_stands_at_its_pointer(tmp_path, document):
    found = [
        (place, text) for grid in read(tmp_path, json.dumps(document)).values() for place, text in values(grid).items()
    ]

    assert len(found) == len(dict(found)) == len(leaves(document))
    for place, text in found:
        value = followed(document, place)
        assert text == (str(value).lower() if isinstance(value, bool) else str(value))
