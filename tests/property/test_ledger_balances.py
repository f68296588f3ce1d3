"""Read = loaded + set aside, for any return however decorated: every cell that is not blank is counted once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.property.checking import read
from tests.property.plans import bounded, plans, several_decorations


@bounded(3)
@given(batch=st.lists(plans(several_decorations()), min_size=5, max_size=12))
def test_every_cell_of_a_return_is_counted_once(batch):
    returns = [plan.carried_out() for plan in batch]

    for plan, outcome in zip(batch, read(returns), strict=True):
        assert outcome.cells_read == outcome.cells_accounted, plan
        assert 0 < outcome.cells_loaded < outcome.cells_read or outcome.state == "rejected", plan
