"""`sfpc serve`: the index of the releases and what may be handed on of each, by HTTP, for reading alone.

The standard library's server is enough for one machine's reader: it answers GET and HEAD for the paths that are named
here and nothing else. It is no public web server; copy `published/` to one for that.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from sfpc.errors import PipelineError, UsageError
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.index import PAGE, RECORD
from sfpc.report.manifest import NAME
from sfpc.report.shelf import LATEST, NUMBER, QUARTER
from sfpc.settings import Settings

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".duckdb": "application/vnd.duckdb",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OTHER_KIND = "application/octet-stream"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""No page of a release runs a script or asks for anything; this holds it to that."""
METHODS = ("GET", "HEAD")
LONGEST_PATH = 2000
SECONDS_TO_ASK = 30
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Shown:
    """What is shown.

    Attributes:
        releases: the folder of all releases.
        with_internal: whether figures in full are shown too.
    """

    releases: Path
    with_internal: bool = False

    def file(self, asked: str) -> Path | None:
        """The file that a path of a request names; None where there is none that may be shown."""
        path = urlsplit(asked).path
        if len(path) > LONGEST_PATH:
            return None
        parts = unquote(path, errors="strict").removeprefix("/").split("/")
        if parts in ([""], [PAGE], [RECORD]):
            return self._within(self.releases, parts[0] or PAGE)
        if any(not _is_plain(part) for part in parts) or len(parts) < len(("quarter", "release", "file")):
            return None
        quarter, release, *rest = parts
        if not QUARTER.fullmatch(quarter) or not (release == LATEST or NUMBER.fullmatch(release)):
            return None
        if not self._may_be_shown(rest):
            return None
        return self._within(self.releases / quarter / release, "/".join(rest))

    def absence(self) -> str:
        """What is said where there is no file."""
        if (self.releases / PAGE).is_file():
            return "There is no such file here. The index of all releases is at /"
        return "Nothing is published yet. The index of all releases will be at /"

    def _may_be_shown(self, rest: list[str]) -> bool:
        of_release = (PUBLISHED, INTERNAL) if self.with_internal else (PUBLISHED,)
        return rest[0] in of_release or (self.with_internal and rest == [NAME])

    def _within(self, folder: Path, name: str) -> Path | None:
        """A file of a folder, wherever its links lead, unless they lead out of it or out of the releases."""
        try:
            root, top = self.releases.resolve(strict=True), folder.resolve(strict=True)
            found = (top / name).resolve(strict=True)
        except (OSError, ValueError):
            return None
        allowed = top.is_relative_to(root) and found == top / name  # below the release itself nothing is a link
        return found if allowed and found.is_file() else None


def _is_plain(part: str) -> bool:
    """Whether a part of a path is a name, and of nothing hidden."""
    return bool(re.fullmatch(r"[^\x00-\x1f\x7f/\\]+", part)) and not part.startswith(".")


class Handler(BaseHTTPRequestHandler):
    """Answers one reader."""

    shown: ClassVar[Shown]
    is_local: ClassVar[bool]
    server_version = "sfpc"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = SECONDS_TO_ASK

    def do_GET(self) -> None:
        """Send a file, or say that there is none."""
        if self.is_local and not self._is_asked_by_its_name():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost alone.")
            return
        try:
            found = self.shown.file(self.path)
        except ValueError:  # a path that is not UTF-8, or no address at all
            found = None
        if found is None:
            self._refuse(HTTPStatus.NOT_FOUND, self.shown.absence())
            return
        with found.open("rb") as file:
            self._begin(HTTPStatus.OK, KINDS.get(found.suffix, OTHER_KIND), found.stat().st_size)
            if self.command == "GET":
                shutil.copyfileobj(file, self.wfile)

    def do_HEAD(self) -> None:
        """Say what a file is."""
        self.do_GET()

    def parse_request(self) -> bool:
        """Take in a request; one that asks for anything but reading is refused."""
        if not super().parse_request():
            return False
        if self.request_version == "HTTP/0.9":  # it has no headers, so nothing would hold the page to them
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        if self.command in METHODS:
            return True
        self.close_connection = True  # whatever is sent with it is not read
        more = {"Allow": ", ".join(METHODS), "Connection": "close"}
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "Releases are for reading.", more)
        return False

    def _is_asked_by_its_name(self) -> bool:
        """Whether the request names this machine: a page elsewhere that leads a browser here names its own."""
        name = re.sub(r":\d+$", "", self.headers.get("Host", ""))
        return name in LOCAL_NAMES

    def _begin(self, status: HTTPStatus, kind: str, length: int, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **(more or {}), "Content-Type": kind, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: HTTPStatus, words: str, more: dict[str, str] | None = None) -> None:
        content = f"{words}\n".encode()
        self._begin(status, "text/plain; charset=utf-8", len(content), more)
        if self.command != "HEAD":
            self.wfile.write(content)

    def version_string(self) -> str:
        """What the server calls itself: nothing that tells which faults it may have."""
        return self.server_version

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what is no request, in plain text with the same headers."""
        self.close_connection = True
        self.command = getattr(self, "command", None) or "GET"
        self.request_version = self.protocol_version
        self._refuse(HTTPStatus(code), "This is no request that can be answered.", {"Connection": "close"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own names
        """Keep quiet: who read what is nobody's business."""


class Server(ThreadingHTTPServer):
    """Serves several readers at once, and ends with the program."""

    daemon_threads = True

    @property
    def address(self) -> str:
        """Where it is, for a browser."""
        host, port = str(self.server_address[0]), self.server_address[1]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own
        """A reader who went away in the middle is no fault of ours."""


def server(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    with_internal: bool = False,
    may_be_empty: bool = False,
) -> Server:
    """A server of the releases that listens already; call `serve_forever`.

    Args:
        settings: where the releases are.
        host: an IP address; another than loopback lets others read.
        port: 0 for any that is free.
        with_internal: show figures in full too; on loopback alone.
        may_be_empty: serve although there is no release yet; the first one is shown as soon as it is there.

    Raises:
        UsageError: figures in full would be shown to other machines.
        PipelineError: there is no release yet, or the address is taken or not of this machine.
    """
    is_local = is_loopback(host)
    if with_internal and not is_local:
        raise UsageError("--internal shows figures in full, so it goes with 127.0.0.1 or ::1 alone")
    if not may_be_empty and not (settings.releases / PAGE).is_file():
        raise PipelineError(f"{settings.releases}: there is no release to show yet; `sfpc run` makes one")
    shown = Shown(settings.releases, with_internal)
    handler = type("ReleaseHandler", (Handler,), {"shown": shown, "is_local": is_local})
    kind = type("ReleaseServer", (Server,), {"address_family": _family(host)})
    try:
        made: Server = kind((host, port), handler)
    except OSError as error:
        raise PipelineError(f"{host}:{port}: cannot be listened on ({error.strerror}); give another --port") from error
    return made


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can ask.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise UsageError(f"--host {host}: give an IP address, such as 127.0.0.1") from None


def _family(host: str) -> int:
    import socket

    return socket.AF_INET6 if ":" in host else socket.AF_INET
