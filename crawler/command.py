"""What the project's `scrapy` commands share: one line and the right exit code for whatever a person can get wrong."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError

if TYPE_CHECKING:
    import argparse

USAGE = 1
STOPPED = 6


class ProjectCommand(ScrapyCommand):
    """Base of the commands: implement `execute`, which returns the exit code.

    A ValueError raised there is a wrong argument or setting (exit 1, its text on stderr, a line each); an ArchiveError
    brings its own code. Scrapy and argparse would end with 2, which here means that sources failed. A signal to stop
    (SIGINT, SIGTERM, SIGHUP) arrives as KeyboardInterrupt: what was committed stays, what was begun is rolled back.
    """

    requires_project = True
    requires_crawler_process = False

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        raise NotImplementedError

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.error = self._refuse  # type: ignore[method-assign]  # argparse offers no other way to its exit code

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            super().process_options(args, opts)
        except UsageError as error:
            self._refuse(str(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores SIGHUP, and means it
                signal.signal(number, signal.default_int_handler)
        try:
            self._execute(args, opts)
        finally:
            # The archive is closed and the exit code known: a signal that comes now must not put another in its place.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)

    def _execute(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self.execute(args, opts)
        except KeyboardInterrupt:
            self.exitcode = self.say(STOPPED, "stopped early; run the same command again to go on")
        except ValueError as error:
            self.exitcode = self.say(USAGE, str(error))
        except OSError as error:
            self.exitcode = self.say(USAGE, f"{error.filename}: {error.strerror}")
        except ArchiveError as error:
            self.exitcode = self.say(error.exit_code, str(error))

    def say(self, code: int, message: str) -> int:
        """Each line of a message on stderr behind the command's name; the code it is given."""
        name = type(self).__module__.rpartition(".")[2]
        sys.stderr.write("".join(f"{name}: {line}\n" for line in message.splitlines()))
        return code

    def _refuse(self, message: str) -> NoReturn:
        raise SystemExit(self.say(USAGE, message))


def workers(value: object, name: str = "setting READ_WORKERS:") -> int:
    """How many processes shall read, as a person wrote it. Raises ValueError for what is no number.

    >>> workers("2"), workers(0)
    (2, 0)
    """
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{name} {text!r} is no number; write 0, 1, 2 …")
    return int(text)
