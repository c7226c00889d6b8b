"""`python -m tests.soak [PART…] [--short]`: runs the parts, prints their counts, exits 0 only when all hold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.soak.part import parts


def main() -> int:
    known = parts()
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"which of {', '.join(known)}; else all")
    parser.add_argument("--short", action="store_true", help="the form that `make test-all` runs")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.parts if name not in known]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(known)}")
    held = True
    for name in arguments.parts or known:
        began = monotonic()
        with TemporaryDirectory(prefix=f"gongkai-{name}-") as folder:
            outcome = known[name].run(Path(folder), short=arguments.short)
        counts = ", ".join(f"{what} {count}" for what, count in outcome.counts.items())
        print(f"{name}: {counts} ({monotonic() - began:.0f} s)", flush=True)
        for line in outcome.wrong:
            print(f"  {line}", flush=True)
        held = held and not outcome.wrong
    print("all hold" if held else "NOT all hold")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
