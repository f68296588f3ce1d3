"""Work on what strangers sent is done in a child process: short of memory and time, and its death harms nobody else.

One child a process serves one call after the other: `call` asks in one line of JSON and is answered in one. The child
dies with its parent. It starts with the first call; after it was killed or died the next call starts another.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import queue
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from sfpc import modes
from sfpc.errors import Busy, PipelineError, UsageError
from sfpc.limits import MEGABYTE, PREFIX, Limits

ERRORS: dict[str, type[Exception]] = {one.__name__: one for one in (PipelineError, UsageError, Busy)}
"""The errors of ours that come through as what they are."""

START_SECONDS = 60
"""What a child may take to start and to import what it is asked for, on a busy machine; the clock runs from then on."""

GRACE_SECONDS = 5
"""A child whose parent cannot kill it any more is ended by the kernel this long after its time is over."""


class OutOfBounds(Exception):
    """The work took more than it may, and was stopped.

    Attributes:
        reason: in words for the sender: what it took too much of.
        limit: the limit's name in `Limits`; None where the child died of something else.
    """

    def __init__(self, reason: str, limit: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


def call(function: str, arguments: dict[str, Any], limits: Limits | None = None) -> Any:  # noqa: ANN401 - any JSON value
    """Call `package.module:function` with keyword arguments in the child; arguments and value are JSON.

    A child that served others before may die of what they left: only what a fresh one does counts.

    Raises:
        OutOfBounds: the child took too long or too much memory, or died.
        PipelineError: what the function raised; an error that is not one of ours is named by its class alone.
    """
    limits = limits or Limits.from_environment()
    if Serving.is_on:
        return run(function, arguments)
    with _Kept.lock:
        child = _Kept.child
        if child is None or child.limits.memory_megabytes != limits.memory_megabytes or not child.is_alive():
            child = renew(limits)
        try:
            return asked(child, function, arguments, limits)
        except OutOfBounds as out:
            if child.served == 1 or out.limit == "seconds":
                raise
        return asked(renew(limits), function, arguments, limits)


def asked(child: Child, function: str, arguments: dict[str, Any], limits: Limits) -> Any:  # noqa: ANN401 - any JSON value
    """Ask a child and take its answer; whatever interrupts that ends the child."""
    try:
        answer = child.ask({"function": function, "arguments": arguments, "limits": limits.as_words()}, limits.seconds)
    except BaseException:
        _Kept.child = None
        child.end()
        raise
    if "error" in answer:
        kind, message = answer["error"]
        raise ERRORS.get(kind, PipelineError)(message)
    return answer["value"]


def renew(limits: Limits) -> Child:
    """End the child there is, and start another."""
    if _Kept.child:
        _Kept.child.end()
    _Kept.child = Child(limits)
    return _Kept.child


class Child:
    """A child process and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.served = 0
        self.unread = b""
        command = [sys.executable, "-P", "-m", "sfpc.confinement", str(limits.memory_megabytes)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one line and wait for one."""
        self.served += 1
        requests = cast("Any", self.process.stdin)
        line = memoryview(json.dumps(request).encode() + b"\n")
        try:
            while line:
                line = line[requests.write(line) :]
        except BrokenPipeError:
            self.process.wait()
            raise OutOfBounds(death(self.process.returncode)) from None
        answer = json.loads(self.line_within(START_SECONDS))
        if "began" in answer:
            answer = json.loads(self.line_within(seconds))
        if "out_of_memory" in answer:
            raise OutOfBounds(memory_reason(self.limits), "memory_megabytes")
        return cast("dict[str, Any]", answer)

    def line_within(self, seconds: float) -> bytes:
        """The line that the child answers with in so many seconds."""
        deadline = time.monotonic() + seconds
        replies = cast("Any", self.process.stdout).fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(replies, selectors.EVENT_READ)
            while b"\n" not in self.unread:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise OutOfBounds(f"it takes longer than {seconds:,g} seconds to read", "seconds")
                piece = os.read(replies, MEGABYTE)
                if not piece:
                    self.process.wait()
                    if self.process.returncode == -signal.SIGABRT:  # what a parser does that is refused memory
                        raise OutOfBounds(memory_reason(self.limits), "memory_megabytes")
                    raise OutOfBounds(death(self.process.returncode))
                self.unread += piece
        line, _, self.unread = self.unread.partition(b"\n")
        return line

    def end(self) -> None:
        """Kill the process and let go of it."""
        self.process.kill()
        self.let_go()
        self.process.wait()

    def let_go(self) -> None:
        """Close this process's ends of the pipes."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def memory_reason(limits: Limits) -> str:
    """Too much memory, in words."""
    return f"it takes more than {limits.memory_megabytes:,} MB of memory to read"


def death(status: int) -> str:
    """A child's end, in words."""
    how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return f"the program that reads it broke down over it ({how})"


class _Kept:
    """The one child of this process."""

    lock = threading.Lock()
    child: Child | None = None


def forget_after_fork() -> None:
    """A forked process has no part in its parent's child: it lets go of the pipes, lest they outlive the parent."""
    _Kept.lock = threading.Lock()
    if _Kept.child:
        _Kept.child.let_go()
        _Kept.child.process.returncode = 0  # somebody else's child: never waited for here
        _Kept.child = None


def end_with_the_process() -> None:
    """Leave no child behind when this process ends as it should."""
    if _Kept.child:
        _Kept.child.end()
        _Kept.child = None


os.register_at_fork(after_in_child=forget_after_fork)
atexit.register(end_with_the_process)


# -------------------------------------------------------------------------------------------- in the child


class Serving:
    """Whether this process is a child: what it calls, it runs itself."""

    is_on = False


def serve(memory_megabytes: int) -> None:
    """Answer one request after the other until the parent is gone."""
    Serving.is_on = True
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what a library prints goes to the log, never among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and its end is ours
    modes.keep_to_the_group()  # whenever it was started, and by whom: its parent's umask may be another by now
    confine(memory_megabytes)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        for line in requests:
            waiting.put(line)
        os._exit(0)  # the parent is gone: whatever is being done is for nobody

    def begin() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        replies.write(b'{"began": true}\n')

    threading.Thread(target=listen, daemon=True).start()
    while True:
        request = json.loads(waiting.get())
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            del os.environ[name]
        os.environ.update(request["limits"])
        seconds = float(request["limits"][PREFIX + "SECONDS"]) + GRACE_SECONDS
        replies.write(answered(request, begin))
        signal.setitimer(signal.ITIMER_REAL, 0)


def confine(memory_megabytes: int) -> None:
    """Limit what this process may take, and leave no image of its memory behind if it breaks down."""
    most = memory_megabytes * MEGABYTE
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answered(request: dict[str, Any], begin: Callable[[], None]) -> bytes:
    """Do what is asked, and tell when it is begun; the answer as one line."""
    try:
        function = found(request["function"])
        begin()
        answer: dict[str, Any] = {"value": function(**request["arguments"])}
    except MemoryError:
        answer = {"out_of_memory": True}
    except (PipelineError, UsageError) as error:
        answer = {"error": [type(error).__name__, str(error)]}
    except Exception as error:  # noqa: BLE001 - ours, and it must be told to the parent; its text may quote a return
        where = last_place(error)
        message = f"{where}: {type(error).__name__} while {request['function']} worked; this is a fault of the program"
        answer = {"error": ["PipelineError", message]}
    return json.dumps(answer).encode() + b"\n"


def last_place(error: BaseException) -> str:
    """The file and line an error came from."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"  # noqa: PTH119 - text


def run(function: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Import a function by its name and call it."""
    return found(function)(**arguments)


def found(function: str) -> Callable[..., Any]:
    """Import a function by its name, `package.module:function`."""
    module, _, name = function.partition(":")
    return cast("Callable[..., Any]", getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    from sfpc.confinement import serve as serve_as_imported  # not as __main__: what is called imports it by its name

    serve_as_imported(int(sys.argv[1]))
