"""Which failed tasks are tried again: those that a moment's patience can help."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

# A disk that is away and a lock that is held (a time-out is an OSError too) pass; any other fault comes back.
PASSES = RetryRule(exception=OSError, reason="the disk or the lock may be free again")
RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=20),
    "retry_policy": ExceptionRetryPolicy([PASSES], default=RetryAction.FAIL),
}
"""The settings of every task; with `retries` of 0 where no patience helps."""
