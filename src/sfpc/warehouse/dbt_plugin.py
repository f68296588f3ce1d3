"""What dbt-duckdb runs on the connection of the target `lake` before it attaches anything (dbt_project/profiles.yml).

It is found by its name and asked by the names of its methods, so that nothing of dbt's is imported here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sfpc.lake import Lake
from sfpc.warehouse import lake

if TYPE_CHECKING:
    import duckdb


class Plugin:
    """Tells a connection where the lake is, as the readers of the warehouse tell theirs."""

    def __init__(self, name: str, plugin_config: dict[str, Any], credentials: object) -> None:  # noqa: ARG002 - dbt's
        self.name = name

    def update_connection_config(self, creds: object, config: dict[str, Any]) -> None:
        """The profile says all there is to say."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Load the extensions, and make the secrets that the profile's `attach` names."""
        lake.prepare(conn, Lake(os.environ["SFPC_WAREHOUSE"], os.environ["SFPC_LAKE_DATA"]))

    def configure_cursor(self, cursor: object) -> None:
        """A cursor sees what its connection was told."""
