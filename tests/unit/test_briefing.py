"""A briefing is short however much there is to say, shows every text as it is written, and is whole in its file."""

from __future__ import annotations

import pytest

from sfpc import briefing
from sfpc.briefing import LONGEST_LINE, SHOWN_AT_MOST, Briefing, Section


def made(tmp_path, *lines, none="Nothing."):
    return Briefing("2022-23-Q1", 3, "May it be published?", (Section("Warnings", lines, none),), tmp_path / "whole.md")


def test_what_is_shown_is_bounded_and_says_how_much_more_there_is_and_where(tmp_path):
    lines = [f"Line {number} " + "x" * 1000 for number in range(500)]
    shown = made(tmp_path, *lines)

    for text in (shown.text(), shown.markdown()):
        assert len(text) < (SHOWN_AT_MOST + 3) * (LONGEST_LINE + 20)
        assert f"- and {500 - SHOWN_AT_MOST} more" in text
        assert "whole.md" in text
    assert [line for line in shown.whole().splitlines() if line.startswith("- ")] == [f"- {line}" for line in lines]


def test_a_section_of_nothing_says_so(tmp_path):
    assert "Warnings\n\nNothing." in made(tmp_path).text()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[here](http://example.invalid)", r"\[here\](http\://example.invalid)"),
        ("see www.example.invalid", r"see www\.example.invalid"),
        ("# Large", r"\# Large"),
        ("- a list", r"\- a list"),
        ("1. a list", r"1\. a list"),
        ("a | b", r"a \| b"),
        ("![](x)", r"!\[\](x)"),
        ("&lt; 5", r"\&lt; 5"),
        ("back\\slash `code` *bold* _thin_ ~~gone~~", r"back\\slash \`code\` \*bold\* \_thin\_ \~\~gone\~\~"),
    ],
)
def test_markdown_shows_what_a_return_says_and_obeys_none_of_it(written, shown):
    assert briefing.escaped(written) == shown


def test_a_line_break_or_a_terminals_sign_in_a_text_is_a_space():
    assert briefing.on_one_line("a\n# b\x1b[2Jc\u202ed\u2028e") == "a # b [2Jc d e"
