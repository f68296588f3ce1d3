"""The server shows the index and what may be handed on, and nothing else, whatever it is asked and however."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from sfpc import serving
from sfpc.cli import main
from sfpc.errors import PipelineError, UsageError
from tests.folders import settings_in

QUARTER = "2022-23-Q1"
PATIENCE_SECONDS = serving.SECONDS_TO_ASK - 10
"""Less than the server waits for one who says nothing: who is held up by that one is not answered."""
OPEN_TO_ALL = "0.0.0.0"  # noqa: S104 - what the test is about


@pytest.fixture
def settings(tmp_path):
    """A data folder with an index, a release, its figures in full, and a secret outside."""
    settings = settings_in(tmp_path / "data")
    release = settings.releases / QUARTER / "r1"
    for name, text in {
        "published/report.html": "<p>c</p>",
        "published/open_data/a.csv": "a\nc\n",
        "published/tables.parquet": "PAR1",
        "internal/report.html": "<p>3</p>",
        "manifest.json": "{}",
    }.items():
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text(text, encoding="utf-8")
    (settings.releases / QUARTER / "latest").symlink_to("r1")
    (settings.releases / "index.html").write_text("<p>All</p>", encoding="utf-8")
    (settings.releases / "index.json").write_text("[]", encoding="utf-8")
    (settings.releases / ".lock").write_text("")
    (settings.data / "secret").write_text("secret", encoding="utf-8")
    (release / "published" / "out.html").symlink_to(settings.data / "secret")
    (release / "published" / "in_full.html").symlink_to(release / "internal" / "report.html")
    return settings


@contextmanager
def running(settings, **more):
    with serving.server(settings, **more) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


def asked(made, path, method="GET", **headers):
    """Status, headers and content."""
    connection = http.client.HTTPConnection(*made.server_address[:2], timeout=PATIENCE_SECONDS)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def sent_as_it_is(made, request):
    """What comes back for bytes that no client would send."""
    with socket.create_connection(made.server_address[:2], timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [
        ("/", "text/html; charset=utf-8", "<p>All</p>"),
        ("/index.html", "text/html; charset=utf-8", "<p>All</p>"),
        ("/index.json", "application/json; charset=utf-8", "[]"),
        (f"/{QUARTER}/r1/published/report.html", "text/html; charset=utf-8", "<p>c</p>"),
        (f"/{QUARTER}/latest/published/report.html?print=1", "text/html; charset=utf-8", "<p>c</p>"),
        (f"/{QUARTER}/r1/published/open_data/a.csv", "text/csv; charset=utf-8", "a\nc\n"),
        (f"/{QUARTER}/r1/published/tables.parquet", "application/vnd.apache.parquet", "PAR1"),
    ],
)
def test_the_index_and_what_may_be_handed_on_is_shown(settings, path, kind, content):
    with running(settings) as made:
        status, headers, text = asked(made, path)

        assert (status, headers["Content-Type"], text) == (200, kind, content)
        told = asked(made, path, "HEAD")
        assert ({**told[1], "Date": ""}, told[2]) == ({**headers, "Date": ""}, "")


@pytest.mark.parametrize(
    "path",
    [
        f"/{QUARTER}/r1/internal/report.html",
        f"/{QUARTER}/r1/manifest.json",
        f"/{QUARTER}/r1/published/../internal/report.html",
        f"/{QUARTER}/r1/published/%2e%2e/internal/report.html",
        f"/{QUARTER}/r1/published/..%2finternal/report.html",
        f"/{QUARTER}/r1/published/..%5cinternal%5creport.html",
        f"/{QUARTER}/r1/published/%252e%252e/internal/report.html",
        f"/{QUARTER}/r1/published%00/report.html",
        f"/{QUARTER}/r1/published//report.html",
        f"/{QUARTER}/r1/published/out.html",
        f"/{QUARTER}/r1/published/in_full.html",
        f"/{QUARTER}/r1/published/",
        f"/{QUARTER}/r1/published",
        f"/{QUARTER}/r1/",
        f"/{QUARTER}/",
        f"/{QUARTER}/r2/published/report.html",
        "/../secret",
        "/%2e%2e/secret",
        "//etc/passwd",
        "/.lock",
        "/secret",
        "/%ff",
        "/" + "a" * 5000,
    ],
)
def test_nothing_else_is(settings, path):
    with running(settings) as made:
        status, headers, text = asked(made, path)

    assert status == 404
    assert "secret" not in text
    assert "<p>" not in text
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_link_of_latest_that_leads_out_of_the_releases_is_not_followed(settings, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "published").mkdir(parents=True)
    (elsewhere / "published" / "report.html").write_text("secret")
    link = settings.releases / QUARTER / "latest"
    link.unlink()
    link.symlink_to(elsewhere)

    with running(settings) as made:
        assert asked(made, f"/{QUARTER}/latest/published/report.html")[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_it_is_for_reading_alone(settings, method):
    with running(settings) as made:
        status, headers, _ = asked(made, "/", method)

    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_every_answer_forbids_scripts_frames_guessing_of_types_and_telling_where_one_came_from(settings):
    with running(settings) as made:
        answers = [asked(made, path)[1] for path in ("/", "/none")]

    for headers in answers:
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Server"] == "sfpc"


@pytest.mark.parametrize("request_line", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n"])
def test_what_is_no_request_is_refused_in_plain_text(settings, request_line):
    with running(settings) as made:
        answer = sent_as_it_is(made, request_line)

    assert answer.split()[1].startswith((b"4", b"5"))
    assert b"nosniff" in answer
    assert b"<" not in answer.split(b"\r\n\r\n", 1)[1]


def test_on_this_machine_it_answers_to_its_own_name_alone(settings):
    with running(settings) as made:
        port = made.server_address[1]
        statuses = [asked(made, "/", Host=host)[0] for host in (f"localhost:{port}", f"127.0.0.1:{port}")]

        assert statuses == [200, 200]
        assert asked(made, "/", Host="attacker.example:80")[0] == 421


def test_in_full_on_this_machine_where_asked_for_and_never_to_others(settings):
    with running(settings, with_internal=True) as made:
        assert asked(made, f"/{QUARTER}/r1/internal/report.html")[2] == "<p>3</p>"
        assert asked(made, f"/{QUARTER}/r1/manifest.json")[2] == "{}"
        assert asked(made, f"/{QUARTER}/r1/internal/../../../../secret")[0] == 404

    with pytest.raises(UsageError, match="--internal shows figures in full"):
        serving.server(settings, OPEN_TO_ALL, with_internal=True)


def test_to_others_only_where_an_address_is_given_and_then_it_says_who_can_read(settings, monkeypatch):
    monkeypatch.setenv("SFPC_DATA", str(settings.data))

    def end(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(serving.Server, "serve_forever", end)

    alone = CliRunner().invoke(main, ["serve", "--port", "0"])
    for step in ("server_bind", "server_activate"):  # told, and not done: no test listens beyond this machine
        monkeypatch.setattr(serving.Server, step, lambda _: None)
    others = CliRunner().invoke(main, ["serve", "--port", "0", "--host", OPEN_TO_ALL])

    assert (alone.exit_code, others.exit_code) == (0, 0), alone.output + others.output
    assert alone.stdout.startswith("The releases are at http://127.0.0.1:")
    assert not alone.stdout.startswith("The releases are at http://127.0.0.1:0/")
    assert alone.stderr == ""
    assert f"Whoever can reach {OPEN_TO_ALL} can read every release" in others.stderr


def test_an_address_that_is_taken_and_a_folder_without_releases_are_said(settings, tmp_path):
    with running(settings) as made, pytest.raises(PipelineError, match="cannot be listened on"):
        serving.server(settings, port=made.server_address[1])
    with pytest.raises(PipelineError, match="there is no release to show yet"):
        serving.server(settings_in(tmp_path / "empty"))
    with pytest.raises(UsageError, match="give an IP address"):
        serving.server(settings, "example.org")


def test_several_read_at_once_and_one_that_says_nothing_holds_nobody_up(settings):
    with running(settings) as made, socket.create_connection(made.server_address[:2], timeout=PATIENCE_SECONDS):
        assert json.loads(asked(made, "/index.json")[2]) == []


def test_a_server_may_stand_before_the_first_release_and_shows_it_as_soon_as_it_is_there(tmp_path):
    empty = settings_in(tmp_path / "begun")
    with running(empty, may_be_empty=True) as made:
        status, _, said = asked(made, "/")
        assert (status, said) == (404, "Nothing is published yet. The index of all releases will be at /\n")
        empty.releases.mkdir(parents=True)
        (empty.releases / "index.html").write_text("<p>All</p>", encoding="utf-8")
        assert asked(made, "/")[::2] == (200, "<p>All</p>")
        assert asked(made, "/none")[2] == "There is no such file here. The index of all releases is at /\n"
