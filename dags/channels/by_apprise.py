"""Slack, Teams and what else Apprise reaches, by the notifier of Airflow's Apprise provider."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from airflow.providers.apprise.hooks.apprise import AppriseHook
from airflow.providers.apprise.notifications.apprise import AppriseNotifier
from airflow.sdk.log import mask_secret

from channels.connections import connection
from sfpc.errors import PipelineError
from sfpc.notices import Notice, as_text
from sfpc.notices.receivers import HOW_TO


class Attentive(AppriseHook):
    """The provider's hook, which does not look at whether anything was sent; this one raises where it was not."""

    def set_config_from_conn(self, conn, apprise_obj) -> None:  # noqa: ANN001 - the provider's own
        """Read the addresses, keep them out of every log, and look at what comes of sending."""
        for one in self._services(conn):
            mask_secret(one["path"])
        super().set_config_from_conn(conn, apprise_obj)
        notify = apprise_obj.notify

        def notify_and_look(**named: Any) -> None:  # noqa: ANN401 - the provider's own
            if not notify(**named):
                raise PipelineError(
                    f"what Airflow's connection {self.apprise_conn_id} names did not take it: is each path an address "
                    f"that Apprise knows, and is the service up? See {HOW_TO}"
                )

        apprise_obj.notify = notify_and_look

    def _services(self, conn) -> list[dict[str, str]]:  # noqa: ANN001 - the provider's own
        try:
            config = self.get_config_from_conn(conn)
            services = [config] if isinstance(config, dict) else list(config)
            if services and all(isinstance(one["path"], str) for one in services):
                return services
        except (KeyError, TypeError, ValueError):
            pass  # told below
        raise PipelineError(f"Airflow's connection {self.apprise_conn_id} has no config with a path; see {HOW_TO}")


class Told(AppriseNotifier):
    """The provider's notifier, which hears whether anybody was told."""

    @cached_property
    def hook(self) -> Attentive:
        """The way to the services."""
        return Attentive(self.apprise_conn_id)


def send_by_apprise(conn_id: str, notice: Notice) -> None:
    """Send a notice to what an Airflow connection names."""
    connection(conn_id)
    logging.getLogger("apprise").setLevel(logging.INFO)  # below that it tells whole addresses
    Told(title=notice.subject, body=as_text(notice), apprise_conn_id=conn_id).notify({})
