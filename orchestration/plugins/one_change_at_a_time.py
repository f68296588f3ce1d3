"""Airflow's api-server makes one change at a time, where its database is SQLite.

Before a change is made, Airflow 3.3 writes an audit entry on the event loop itself (`action_logging`). If another
request has changed something and not yet committed it, SQLite lets the entry wait; but that request can commit only
once the loop goes on. Both stand still until SQLite gives up, and one of them is answered "Database error".
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

READING = ("GET", "HEAD", "OPTIONS")


class OneChangeAtATime:
    """Let a request that may change something wait for the one before; who only reads never waits."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self.app = app
        self.turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] in READING:
            await self.app(scope, receive, send)
            return
        async with self.turn:
            await self.app(scope, receive, send)


class OneChangeAtATimePlugin(AirflowPlugin):
    """Found by Airflow in its folder of plugins, which `airflow_home` names: shared Airflows have PostgreSQL."""

    name = "one_change_at_a_time"
    fastapi_root_middlewares: list[Any] = [{"name": name, "middleware": OneChangeAtATime}]  # noqa: RUF012 - Airflow's own form
