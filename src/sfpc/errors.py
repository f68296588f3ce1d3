"""The errors people see: each says where, what is wrong, and what to do, and carries its exit status.

Faults in a council's data are never raised: they are findings (see findings.py).
"""

from __future__ import annotations


class SfpcError(Exception):
    """An error shown to a person without a traceback."""

    exit_status = 1


class PipelineError(SfpcError):
    """A fault of ours: the code, the seeds, the machine. Exit status 1."""


class Busy(PipelineError, TimeoutError):
    """Another process holds what this one needs. Trying again later helps, as with any time-out."""


class Unreachable(PipelineError, ConnectionError):
    """A file system on another machine did not do what was asked. Trying again later may help."""


class UsageError(SfpcError):
    """The command was asked for something that cannot be. Exit status 2."""

    exit_status = 2


class GateShut(SfpcError):
    """The gate does not let a quarter's report be published. Exit status 3."""

    exit_status = 3


class NotSignedOff(GateShut):
    """The gate is open, and the person who must sign off has not, or holds the quarter. Exit status 3."""


class OtherInputs(SfpcError):
    """A release can only be rebuilt with the seeds, rules and code it was made with, and these are others. Status 3."""

    exit_status = 3


class UnreadableFile(Exception):
    """A file of a return cannot be read as what it claims to be; raw turns this into a finding.

    Attributes:
        problem: what is wrong, in words for the sender; never quotes the file's contents.
        place: where reading stopped, where that is known.
    """

    finding_type = "unreadable_file"

    def __init__(self, problem: str, place: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place


class OverLimits(UnreadableFile):
    """A file asks more of the machine than limits.py allows.

    Attributes:
        limit: the limit's name there.
    """

    finding_type = "over_limits"

    def __init__(self, problem: str, limit: str, place: str | None = None) -> None:
        super().__init__(problem, place)
        self.limit = limit
