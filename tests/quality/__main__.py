"""`python -m tests.quality [--raise] [--damages N] [--pin]`: measure on the golden pages; 1 when anything is below its floor."""

from __future__ import annotations

import argparse
import statistics
import sys

from crawler.fixtures import record_of
from pipelines.report import read_report
from tests.quality import floors, pinned
from tests.quality.damage import SEED, damaged, summary
from tests.quality.mix import mix
from tests.quality.others import text_likeness
from tests.quality.pages import Case, cases, figures_of
from tests.quality.scores import scores, table, texts, unflagged_share


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.quality")
    options.add_argument("--raise", dest="up", action="store_true", help="write floors that are higher now")
    options.add_argument("--damages", type=int, default=10_000, help="how many pages to damage")
    options.add_argument(
        "--pin", action="store_true", help="write down what this version of the reader reads, and no more"
    )
    given = options.parse_args()
    golden = cases()
    if given.pin:
        pinned.pin(golden)
        return 0
    measured = {
        **_fields(golden),
        **_texts(golden),
        **_flags(golden),
        **_damage(golden, given.damages),
        **_mix(),
    }
    fallen = floors.below(measured, floors.floors())
    if given.up:
        floors.write(floors.raised(measured, floors.floors()))
    for each in fallen:
        print(f"quality: {each}", file=sys.stderr)
    print("quality: " + ("below its floors" if fallen else "no floor was missed"))
    return 1 if fallen else 0


def _fields(golden: list[Case]) -> dict[str, float]:
    found = scores(golden)
    print(f"{len(golden)} golden pages, right of total by field and form\n{table(found)}\n")
    return {"golden pages": len(golden), **{name: _floored(found.share(name)) for name in found.fields}}


def _texts(golden: list[Case]) -> dict[str, float]:
    """Likeness of the text, and that no page is read worse than another extractor reads it."""
    own = texts(golden)
    print(
        f"text, F1 over {len(own)} reports: mean {statistics.fmean(own.values()):.4f}, least {min(own.values()):.4f}"
    )
    theirs = text_likeness(golden)
    worse = [case for case, likeness in theirs.items() if own[case] < likeness]
    print(
        f"  trafilatura on {len(theirs)} of them: mean {statistics.fmean(theirs.values()):.4f}; better on {worse}"
    )
    least = 1 - len(worse) / len(theirs)
    return {
        "text mean": _floored(statistics.fmean(own.values())),
        "text least": _floored(min(own.values())),
        "text not below others": _floored(least),
    }


def _flags(golden: list[Case]) -> dict[str, float]:
    share = unflagged_share(golden)
    print(f"clean pages with nothing said against their tables: {share:.4f}\n")
    return {"clean pages unflagged": _floored(share)}


def _damage(golden: list[Case], count: int) -> dict[str, float]:
    outcomes = list(damaged(golden, count))
    counts = summary(outcomes)
    print(f"damaged with seed {SEED}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    for each in [each for each in outcomes if each.silent][:20]:
        print(f"  {each.case} ({each.kind}): {each.silent[:3]}")
    print()
    return {
        "damaged pages": count,
        "damaged pages not silently wrong": _floored(1 - counts["silently wrong"] / count),
        "damaged pages not silently short": _floored(1 - counts["silently short"] / count),
    }


def _mix() -> dict[str, float]:
    right = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for page in mix(1000):
        report = read_report(page.document())
        is_report = page.draft.understood
        wanted = figures_of(page.expected()) if is_report else {}
        total[is_report] += 1
        right[is_report] += figures_of(record_of(report)) == wanted and report.understood == is_report
    print(f"mix: {right[True]}/{total[True]} reports, {right[False]}/{total[False]} other documents")
    return {"mix reports": right[True] / total[True], "mix others": right[False] / total[False]}


def _floored(share: float) -> float:
    """Four places, rounded down, so that a floor can be met again."""
    return int(share * 10_000) / 10_000


if __name__ == "__main__":
    sys.exit(main())
