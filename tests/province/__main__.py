"""`python -m tests.province serve …`, `… check ARCHIVE TRUTH` and `… demo`, which does both around a crawl."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from tests.province import check, demo, load, registry, truth, world
from tests.province.model import World
from tests.province.server import Province


class _Parser(argparse.ArgumentParser):
    """Usage errors are one line and exit code 1, like those of the project's other commands."""

    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.prog}: {message} (see --help)\n")


def main(arguments: list[str]) -> int:
    parser = _Parser(prog="python -m tests.province", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve the simulated sites on 127.0.0.1 until told to stop")
    serve.add_argument(
        "--registry", type=Path, required=True, help="folder for agencies.csv, sources.csv, truth.json"
    )
    serve.add_argument("--port", type=int, default=0, help="default: any free port")
    serve.add_argument("--log", type=Path, help="append every request to this file, a JSON object a line")
    compare = commands.add_parser(
        "check", help="compare an archive with the truth; exit 0 only when all is equal"
    )
    compare.add_argument("archive", type=Path)
    compare.add_argument("truth", type=Path)
    compare.add_argument("--log", type=Path, help="the server's log: prove the crawl's manners from it")
    shown = commands.add_parser("demo", help="serve, crawl into a folder's reports.db, and check")
    shown.add_argument("--folder", type=Path, default=demo.FOLDER, help=f"default {demo.FOLDER}")
    for command in (serve, shown):
        scales = "small (13 agencies), full (75), or a number of agencies, for load"
        command.add_argument("--scale", default="small", help=scales)
        command.add_argument("--seed", type=int, default=1, help="another seed, another province (default 1)")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return check.run(options.archive, options.truth, options.log)
    if not world.is_scale(options.scale):
        parser.error(
            f"--scale {options.scale}: use small, full, or a number of agencies from 1 to {load.MOST}"
        )
    if options.command == "demo":
        return demo.run(options.seed, options.folder, options.scale)
    return _serve(options.registry, options.port, world.build(options.seed, options.scale), options.log)


def _serve(folder: Path, port: int, served: World, log: Path | None) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        province = Province(port, log.open("a", encoding="utf-8") if log else None)
    except (OSError, OverflowError) as error:
        print(
            f"python -m tests.province: cannot serve: {error}; choose another --registry or --port",
            file=sys.stderr,
        )
        return 1
    province.publish(served)
    try:
        registry.write(served, folder, province.port)
        truth.write(served, folder, province.port)
    except OSError as error:
        print(f"python -m tests.province: cannot write {folder}: {error}", file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=province.serve_forever, daemon=True).start()
    print(f"serving {len(served.sites)} sites on 127.0.0.1:{province.port}", flush=True)
    stop.wait()
    province.shutdown()
    province.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
