"""What there is to tell: the facts of a notice, found in what the steps left behind."""

from __future__ import annotations

from sfpc import gate, landing, raw
from sfpc.errors import PipelineError
from sfpc.notices import words
from sfpc.notices.facts import Published, Rejection
from sfpc.notices.notice import Notice
from sfpc.notices.receivers import Receivers
from sfpc.reference import reference
from sfpc.report import manifest, shelf
from sfpc.settings import Settings
from sfpc.status import IN_FORCE

LOG = "the run and its log, in Airflow"


def gate_shut(settings: Settings, receivers: Receivers, quarter: str, log: str) -> Notice:
    """The newest decision on a quarter shuts its gate."""
    decision = _decided(settings, quarter)
    page = receivers.place("the page on data quality", f"gate/{quarter}/quality.html")
    return words.gate_shut(decision, [(LOG, log), page])


def sign_off_wanted(settings: Settings, receivers: Receivers, quarter: str, log: str) -> Notice:
    """The newest decision on a quarter waits for a sign-off."""
    page = receivers.place("the page on data quality", f"gate/{quarter}/quality.html")
    number = _decided(settings, quarter).number
    return words.sign_off_wanted(quarter, number, [("where to sign off, in Airflow", log), page])


def _decided(settings: Settings, quarter: str) -> gate.Decision:
    decision = gate.latest(settings, quarter)
    if decision is None:
        raise PipelineError(f"{settings.gate / quarter}: there is no decision to tell of; run `sfpc gate` again")
    return decision


def return_rejected(settings: Settings, receivers: Receivers, submission: tuple[str, str, str], log: str) -> Notice:
    """A submission, by its folder, quarter and id, was rejected."""
    folder, quarter, submission_id = submission
    known = reference(settings.seeds)
    reads = [one for landed in landing.landed(settings, folder, quarter) if (one := raw.read_already(settings, landed))]
    [read] = [one for one in reads if one.landed.submission_id == submission_id]
    types = dict.fromkeys(
        one.finding_type for one in read.findings if known.finding_types[one.finding_type]["severity"] == "reject"
    )
    registered = [known.finding_types[one] for one in types]
    rejection = Rejection(
        authority_name=known.authorities[folder].name,
        folder=folder,
        quarter=quarter,
        submission_id=submission_id,
        received_at=read.landed.received_at,
        causes=tuple((row["title"], row["responsibility"]) for row in registered),
        another_stands=any(one.state in IN_FORCE and one.landed.withdrawn is None for one in reads),
    )
    feedback = receivers.place("the feedback", f"feedback/{folder}/{quarter}/{submission_id}/feedback.html")
    return words.return_rejected(rejection, [feedback, (LOG, log)])


def report_published(settings: Settings, receivers: Receivers, quarter: str, log: str) -> Notice:
    """The newest release of a quarter."""
    newest = shelf.newest(settings.releases / quarter)
    if newest is None:
        raise PipelineError(f"{settings.releases / quarter}: there is no release to tell of; run `sfpc report` again")
    number, release = newest
    made_from = manifest.read(release)["inputs"]
    decision = gate.earlier(settings, quarter, made_from["decision"]["number"])
    answer = made_from["sign_off"]["answer"].replace("_", " ") if "sign_off" in made_from else None
    published = Published(quarter, number, decision.verdict, decision.is_partial, answer)
    page = receivers.place("the report", f"releases/{quarter}/r{number}/published/report.html")
    return words.report_published(published, [page, (LOG, log)])
