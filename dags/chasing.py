"""The morning's chasing, as `chase_returns` has it done: nobody is told unless somebody is named to be."""

from __future__ import annotations

from datetime import date


def chase(today: date, places: list[tuple[str, str]]) -> list[str]:
    """Remind who owes a return, and tell the programme what is owed; give what went wrong, each an error in the log."""
    from sfpc import monitoring
    from sfpc.notices import Receivers
    from sfpc.settings import Settings

    monitoring.refresh(Settings.from_environment())  # what is late changes with the day, though nothing comes
    if not ((receivers := Receivers.from_environment()).are_wanted or Settings.from_environment().contacts):
        return []
    from channels import chased

    return chased(receivers, today, places)
