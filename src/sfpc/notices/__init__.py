"""Notices: what the programme's people are told, each once: gate shut, return rejected or overdue, report published.

`words` says them, `occasions` finds what they tell, `outbox` sees that each is told once and that none is lost while a
mail server is away. What carries them (e-mail, Slack, Teams) is Airflow's matter, and stands in `dags/`.

A notice holds no figure of a return, quotes no cell and names no person: it says what happened and where to read on.
"""

from __future__ import annotations

from sfpc.notices.notice import Notice, as_html, as_text
from sfpc.notices.outbox import Channel, Kept, Outbox
from sfpc.notices.receivers import Receivers

__all__ = ["Channel", "Kept", "Notice", "Outbox", "Receivers", "as_html", "as_text"]
