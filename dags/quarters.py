"""The quarter that a run is told by hand, as people write it."""

from __future__ import annotations

from airflow.sdk import Param


def quarter(description: str, *, is_needed: bool = False) -> Param:
    """A parameter that holds one quarter, as 2022-23-Q1."""
    return Param(
        **({} if is_needed else {"default": None}),
        type="string" if is_needed else ["null", "string"],
        pattern=r"^\d{4}-\d{2}-Q[1-4]$",
        description=f"as 2022-23-Q1; {description}",
    )
