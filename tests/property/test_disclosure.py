"""Whatever councils return and however often it is published, a small count cannot be worked out by trying numbers."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disclosing import Q1, Q2, Q3, Attacker, Publisher, delivery, programme

QUARTERS = (Q1, Q2, Q3)
GREATEST = 30
SMALL = range(1, 6)

counts = st.integers(0, 14)


@st.composite
def histories(draw):
    """Two or three authorities, their counts, and what is published of them one after the other.

    Each release is (the counts of then, its quarter, whether its totals are withheld).
    """
    authorities = ["E1", "E2", "E3"][: draw(st.integers(1, 3))]
    quarters = QUARTERS[: draw(st.integers(1, 3))]
    values = {(who, when, "conferences"): draw(counts) for who in authorities for when in quarters}
    if draw(st.booleans()):
        values |= {
            (who, when, "before"): draw(st.integers(0, values[who, when, "conferences"]))
            for who in authorities[:1]
            for when in quarters
        }
    releases = []
    for quarter in quarters:
        for _ in range(draw(st.integers(0, 2))):
            if draw(st.booleans()):
                who, when, what = draw(st.sampled_from(sorted(values)))
                if what == "conferences":
                    values = values | {(who, when, what): draw(st.integers(values.get((who, when, "before"), 0), 14))}
            releases.append((dict(values), quarter, draw(st.booleans())))
    releases.append((dict(values), quarters[-1], False))
    return releases


@given(histories())
@settings(max_examples=40, deadline=None)
def test_nobody_pins_down_a_small_count_by_trying_every_number(releases):
    attacker = Attacker(GREATEST)
    with tempfile.TemporaryDirectory() as folder:
        publisher = Publisher(Path(folder))
        for values, quarter, is_partial in releases:
            withheld = (quarter,) if is_partial else ()
            tables = delivery(values, quarter) | programme("delivery", values, quarter, withheld)
            published = publisher.publish(tables, quarter).tables
            # a restated count is another one: the attacker is told when, as the restatements are published
            attacker.read(published, lambda who, when, what, then=values: (who, when, what, then[who, when, what]))

    assert all(value == key[-1] for key, value in attacker.shown.items())
    assert not [key for key, value in attacker.shown.items() if value in SMALL]
    for key in attacker.unknown:
        found = attacker.values_of(key, enough=5)
        assert len(found) == 5, key
        assert key[-1] not in SMALL or found == [*SMALL], key
