"""Reading is done in a child that can be stopped: what it does to itself harms no other call and not its parent."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sfpc import confinement
from sfpc.confinement import OutOfBounds, call
from sfpc.errors import PipelineError, UsageError
from sfpc.limits import Limits

ABIDING = Limits(seconds=30)
pytestmark = pytest.mark.usefixtures("child_that_knows_the_tests")


def deed(name, limits=ABIDING, **arguments):
    """Call one of tests/deeds.py in the child."""
    return call(f"tests.deeds:{name}", arguments, limits)


def is_running(process_id):
    """Whether a process runs, and is no remains of one."""
    try:
        with Path(f"/proc/{process_id}/stat").open() as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def has_ended(process_id):
    """Wait until a process is gone; whether it is."""
    deadline = time.monotonic() + 20  # less than the minute that one sleeps which is to be ended before
    while is_running(process_id) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(process_id)


def test_a_value_comes_back_from_another_process():
    assert deed("echo", value={"é": [1, None, "\n"]}) == {"é": [1, None, "\n"]}
    assert deed("process_id") != os.getpid()


def test_one_child_serves_call_after_call():
    assert deed("process_id") == deed("process_id")


def test_a_child_started_under_any_umask_writes_for_its_group_alone(tmp_path):
    umask = os.umask(0)
    try:
        deed("make_a_folder", path=str(tmp_path / "made"))
    finally:
        os.umask(umask)

    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o750


def test_what_a_library_prints_does_not_stand_among_the_answers(capfd):
    assert deed("print_loudly") == "said"
    assert "printed by python" in capfd.readouterr().err


def test_an_error_of_ours_comes_through_as_it_is():
    with pytest.raises(UsageError, match=r"^no such quarter$"):
        deed("misuse")


def test_any_other_error_is_named_by_its_class_and_place_and_never_by_its_text(capfd):
    with pytest.raises(PipelineError, match=r"deeds\.py:\d+: KeyError while tests\.deeds:quote worked") as caught:
        deed("quote", text="Jo Bloggs, born 14/03/2013")

    assert "Bloggs" not in str(caught.value) + capfd.readouterr().err


def test_what_takes_too_long_is_killed_and_the_next_call_is_served():
    before = deed("process_id")
    began = time.monotonic()

    with pytest.raises(OutOfBounds, match="it takes longer than 1 seconds to read") as caught:
        deed("sleep", Limits(seconds=1), seconds=60)

    assert caught.value.limit == "seconds"
    assert time.monotonic() - began < 20
    assert has_ended(before)
    assert deed("echo", value=1) == 1


@pytest.mark.parametrize("hoard", ["hoard_in_python", "hoard_in_c"])
def test_what_takes_too_much_memory_is_stopped_and_the_next_call_is_served(hoard):
    with pytest.raises(OutOfBounds, match="it takes more than 300 MB of memory to read") as caught:
        deed(hoard, Limits(seconds=60, memory_megabytes=300))

    assert caught.value.limit == "memory_megabytes"
    assert deed("echo", value=1) == 1


def test_a_child_that_breaks_down_is_told_and_the_next_call_is_served():
    with pytest.raises(OutOfBounds, match="broke down over it \\(SIGSEGV\\)") as caught:
        deed("die", signal_number=int(signal.SIGSEGV))

    assert caught.value.limit is None
    assert deed("echo", value=1) == 1


def test_a_child_that_dies_of_what_others_left_is_replaced_and_the_call_done_again():
    deed("leave_a_trap")

    assert deed("step_into_the_trap") == "no trap here"


def test_a_child_that_was_killed_between_calls_is_replaced():
    os.kill(child := deed("process_id"), signal.SIGKILL)
    assert has_ended(child)

    assert deed("echo", value=1) == 1


def test_threads_share_the_child_and_none_hears_anothers_answer():
    heard = {}

    def ask(number):
        heard[number] = deed("echo", value=number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == {number: number for number in range(20)}


def test_a_forked_process_has_a_child_of_its_own_and_leaves_its_parents_alone():
    mine = deed("process_id")
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, str(deed("process_id")).encode())
        confinement.end_with_the_process()
        os._exit(0)
    os.wait()

    assert int(os.read(reading, 20)) != mine
    assert deed("process_id") == mine


def test_the_limits_that_hold_in_the_child_are_those_of_the_call(monkeypatch):
    assert deed("limit_of_files", Limits(files=7)) == 7
    monkeypatch.setenv("SFPC_LIMIT_FILES", "8")
    assert call("tests.deeds:limit_of_files", {}) == 8


def test_a_child_that_is_asked_to_confine_does_the_work_itself():
    assert deed("confine_again") is True


ORPHAN = """
import json, os, sys, threading, time
from sfpc.confinement import call
print(json.dumps(call("tests.deeds:process_id", {})), flush=True)
if sys.argv[1] == "busy":
    threading.Thread(target=call, args=("tests.deeds:sleep", {"seconds": 60}), daemon=True).start()
    time.sleep(0.3)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_child_ends_with_a_parent_that_is_killed(state):
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, state], stdout=subprocess.PIPE, text=True)
    child = json.loads(parent.stdout.readline())
    assert parent.stdout.readline() == "ready\n"
    assert is_running(child)

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert has_ended(child)
