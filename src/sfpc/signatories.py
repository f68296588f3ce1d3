"""Whose sign-off counts, asked by ourselves: what Airflow's roles or the rights of files let pass is asked again here.

One of them that is set wrongly does not publish anything by itself.
"""

from __future__ import annotations

import grp
import os

from sfpc.errors import UsageError
from sfpc.settings import Settings

COMMAND_LINE, IN_AIRFLOW = "command line", "Airflow"
"""Where an answer may be given."""


def refusal(settings: Settings, by: str, through: str) -> str | None:
    """Why whoever answers may not, in words; None where they may.

    Args:
        settings: who may: log-ins in Airflow, a group of the machine elsewhere.
        by: who answers; in Airflow the log-in.
        through: where; whatever is not Airflow is this machine.

    Raises:
        UsageError: SFPC_SIGN_OFF_GROUP is no group of this machine.
    """
    if through == IN_AIRFLOW:
        if not settings.sign_off_by or by in settings.sign_off_by:
            return None
        return (
            f"The log-in {by} is not among those who may sign off, so its answer does not count: whoever may answers, "
            "or SFPC_SIGN_OFF_BY is set anew"
        )
    if settings.sign_off_group is None or is_in_group(settings.sign_off_group):
        return None
    return (
        f"Only members of the group {settings.sign_off_group} may sign off on this machine (SFPC_SIGN_OFF_GROUP), and "
        "this log-in is none: answer in Airflow, or have whoever may do it here"
    )


def is_in_group(name: str) -> bool:
    """Whether this process runs for a member of a group of the machine.

    Raises:
        UsageError: there is no such group.
    """
    try:
        group = grp.getgrnam(name).gr_gid
    except KeyError as error:
        raise UsageError(
            f"SFPC_SIGN_OFF_GROUP is {name!r}, and this machine has no such group: make it, or name another"
        ) from error
    return group in {os.getegid(), *os.getgroups()}
