"""What the channels share: Airflow's connections, and what went wrong in words that hold no secret."""

from __future__ import annotations

import hashlib
import smtplib

from airflow.sdk import BaseHook, Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from sfpc.errors import PipelineError, SfpcError
from sfpc.notices.receivers import HOW_TO


def connection(conn_id: str) -> Connection:
    """An Airflow connection, from wherever Airflow is told to keep them."""
    try:
        return BaseHook.get_connection(conn_id)
    except AirflowNotFoundException:
        raise PipelineError(f"Airflow has no connection {conn_id}; add it as {HOW_TO} says") from None


def mark(*texts: str) -> str:
    """A short hash."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def problem_of(error: Exception) -> str:
    """What went wrong; what a server answers is left out but for its code, since it may repeat addresses."""
    if isinstance(error, SfpcError):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"the mail server refuses the address ({', '.join(codes)}); see {HOW_TO}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server refuses ({type(error).__name__}, {error.smtp_code}); see {HOW_TO}"
    if isinstance(error, OSError):
        return f"the server cannot be reached ({error.strerror or type(error).__name__}); see {HOW_TO}"
    return f"{type(error).__name__}; see {HOW_TO}"
