"""A process that reads, both ends of it: what it is given over a socket it reads in order, and answers.

`concurrent.futures` would do, but its results come through a thread and a pipe that holds one and a half of them (40 KB
each), so that it waits while the crawl is busy (300 reports, medians of eight: 5.07 s, here 4.54); and it does not tell
a process that never began from one that a page has killed.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Generic, TypeVar

MEMORY = 1024**3  # bytes of address space
CPU_SECONDS = 10  # a page; the slowest real one takes 0.2

# Its path is the parent's, whatever stands in the folder it was called from.
_SERVE = (
    "import sys; sys.path[:] = sys.argv[3:]; import pipelines.reader as r; r.serve(*map(int, sys.argv[1:3]))"
)
_BUFFER = 1 << 20  # bytes on their way, as far as the system allows; a reading has 40 KB
_LAST_WORDS = 2  # seconds
_HEAD = 8  # bytes that say how many follow
_PR_SET_PDEATHSIG = 1

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class ReaderDiedError(Exception):
    """The process ended; `blamed` is the page it was reading then, and not those behind it."""

    def __init__(self, *, blamed: bool) -> None:
        super().__init__("the reading process died")
        self.blamed = blamed


class InReaderError(Exception):
    """Where in the process an error was raised: its trace, as text."""


class Reader(Generic[_In, _Out]):
    """A process that calls `read`, a function of a module. `began`: it has loaded that; `ended`: it is gone."""

    def __init__(self, read: Callable[[_In], _Out]) -> None:
        self.began = self.ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsent, self._received = bytearray(), bytearray()
        self._waiting: deque[asyncio.Future[bytes]] = deque()  # in the order given; those given up among them
        self._wire, theirs = socket.socketpair()
        with theirs:
            for end in (self._wire, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter
                [sys.executable, "-c", _SERVE, str(theirs.fileno()), str(os.getpid()), *sys.path],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._wire.setblocking(False)
        self._give(read)

    def __len__(self) -> int:
        """How many pages are in it."""
        return len(self._waiting)

    async def read(self, what: _In) -> _Out:
        """The result of `read(what)`. Raises ReaderDiedError, and whatever `read` raises."""
        if self.ended:
            raise ReaderDiedError(blamed=False)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._wire, self._receive)
        answer: asyncio.Future[bytes] = self._loop.create_future()
        self._waiting.append(answer)
        self._give(what)
        result, error, trace = pickle.loads(await answer)  # noqa: S301 - from a process of our own
        if error is not None:
            raise error from InReaderError(trace)
        return result  # type: ignore[no-any-return]  # what `read` returned there

    def close(self) -> int:
        """End the process, whatever it is reading; the code it ended with."""
        self.ended = True
        if self._loop is not None and not self._loop.is_closed() and self._wire.fileno() >= 0:
            self._loop.remove_reader(self._wire)
            self._loop.remove_writer(self._wire)
        self._wire.close()
        self._process.kill()
        return self._process.wait()

    def _give(self, what: object) -> None:
        self._unsent += pickle.dumps(what)
        self._send()

    def _send(self) -> None:
        """Send what the socket takes; it says when it takes the rest. That the process is gone is seen where it is
        heard."""
        with suppress(BlockingIOError, ConnectionError):
            del self._unsent[: self._wire.send(self._unsent)]
        if self._loop is not None:
            if self._unsent:
                self._loop.add_writer(self._wire, self._send)
            else:
                self._loop.remove_writer(self._wire)

    def _receive(self) -> None:
        try:
            received = self._wire.recv(_BUFFER)
        except BlockingIOError:
            return
        except ConnectionError:
            received = b""
        if not received:
            self._end()
        self._received += received
        while (answer := self._next_answer()) is not None:
            if not self.began:
                self.began = True
            elif not (waiting := self._waiting.popleft()).cancelled():
                waiting.set_result(answer)

    def _next_answer(self) -> bytes | None:
        end = _HEAD + int.from_bytes(self._received[:_HEAD], "big")
        if len(self._received) < max(_HEAD, end):
            return None
        answer = bytes(self._received[_HEAD:end])
        del self._received[:end]
        return answer

    def _end(self) -> None:
        """It hung up: let it say why and end by itself, which takes it some milliseconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)
        self.close()
        for number, waiting in enumerate(self._waiting):
            if not waiting.cancelled():
                waiting.set_exception(ReaderDiedError(blamed=self.began and number == 0))
        self._waiting.clear()


def serve(wire: int, parent: int) -> None:
    """In the process: read what comes over this file descriptor until nothing more can come."""
    _begin(parent)
    with (
        socket.socket(fileno=wire) as answers,
        answers.makefile("rb") as given,
        suppress(EOFError, pickle.UnpicklingError, ConnectionError),  # whoever asked has gone
    ):
        read = _loaded(given)
        gc.freeze()  # what is loaded by now stays; the collector need not walk it again and again
        _answer(answers, b"")
        while True:
            _answer(answers, _outcome(read, pickle.load(given)))  # noqa: S301 - as there


def _loaded(given: IO[bytes]) -> Callable[[Any], Any]:
    """The function this process is there for, with all its modules."""
    try:
        return pickle.load(given)  # type: ignore[no-any-return]  # noqa: S301 - from the process that started this one
    except EOFError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a module does when it is loaded
        sys.exit(f"a process that reads pages cannot begin: {type(error).__name__}: {error}")


def _begin(parent: int) -> None:
    """Limits, no share in the terminal's signals, and no life after the parent."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A stop is the parent's to make: it lets pages under way end, and its own end ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _outcome(read: Callable[[Any], Any], what: Any) -> bytes:
    """What reading gave, or how it failed with the trace of that, as bytes."""
    try:
        return pickle.dumps((_limited(read, what), None, ""))
    except Exception as error:  # noqa: BLE001 - raised again where the page was given from
        return pickle.dumps((None, error, traceback.format_exc()))


def _limited(read: Callable[[_In], _Out], what: _In) -> _Out:
    """Give this page its seconds of processor time; SIGXCPU then ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    return read(what)


def _answer(wire: socket.socket, answer: bytes) -> None:
    wire.sendall(len(answer).to_bytes(_HEAD, "big") + answer)
