"""E-mail, by the notifier of Airflow's SMTP provider and the connection `smtp_default`."""

from __future__ import annotations

from email.mime.text import MIMEText
from functools import cached_property

from airflow.providers.smtp.hooks.smtp import SmtpHook
from airflow.providers.smtp.notifications.smtp import SmtpNotifier

from channels.connections import connection, mark
from sfpc.errors import PipelineError
from sfpc.notices import Notice, as_html, as_text
from sfpc.notices.receivers import HOW_TO

SMTP = "smtp_default"
"""The Airflow connection that e-mail goes by: the one that the provider takes unless told."""

MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that tell mail servers that no person wrote it: nobody's absence is answered to it."""


class PlainToo(SmtpHook):
    """The provider's hook, whose mail is HTML alone; this one's is plain text as well."""

    plain = ""

    def _build_mime_message(self, **named):  # noqa: ANN003, ANN202 - the provider's own
        message, recipients = super()._build_mime_message(**named)
        message.get_payload().insert(0, MIMEText(self.plain, "plain", "utf-8"))
        return message, recipients


class Mail(SmtpNotifier):
    """The provider's notifier, with a text for readers without HTML."""

    plain = ""

    @cached_property
    def hook(self) -> PlainToo:
        """The way to the server."""
        hook = PlainToo(smtp_conn_id=self.smtp_conn_id)
        hook.plain = self.plain
        return hook


def send_mail(to: str, notice: Notice) -> None:
    """Send a notice to one address; the same notice has the same id whenever it is sent."""
    from_email = connection(SMTP).extra_dejson.get("from_email")
    if not from_email:
        raise PipelineError(f"Airflow's connection {SMTP} has no from_email, in whose name mail is sent; see {HOW_TO}")
    message_id = f"<{mark(to, *notice.keys)}@{from_email.rpartition('@')[2].strip('> ')}>"
    mail = Mail(
        to=[to],
        from_email=from_email,
        subject=notice.subject,
        html_content=as_html(notice),
        mime_subtype="alternative",
        custom_headers={**MACHINE, "Message-ID": message_id},
        smtp_conn_id=SMTP,
    )
    mail.plain = as_text(notice)
    mail.notify({})  # as a callback it would take what names hold for Jinja
