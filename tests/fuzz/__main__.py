"""``python -m tests.fuzz --seconds N [--reader html] [--seed S]``: damage files until time is up.

A file that lets anything but a refusal out, is too slow or too large in memory is written to the folder
given by ``--keep`` and ends the run with status 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz.targets import MEMORY_MIB, TARGETS, attempt, memory_mib


def main() -> int:
    """Run the targets in turn, each for its share of the time."""
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--reader", choices=sorted(TARGETS), action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("var/fuzz"))
    options = parser.parse_args()
    names = options.reader or sorted(TARGETS)
    return max(run(name, options.seconds / len(names), options.seed, options.keep) for name in names)


def run(name: str, seconds: float, seed: int, keep: Path) -> int:
    """Damage one reader's seeds for so many seconds; prints how the files ended."""
    rng = Random(seed)
    seeds = TARGETS[name].seeds()
    ends: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = TARGETS[name].damage(rng.choice(seeds), rng, seeds)
        try:
            ends[attempt(data, TARGETS[name].use)] += 1
        except BaseException as error:
            keep.mkdir(parents=True, exist_ok=True)
            place = keep / f"{name}-{seed}-{sum(ends.values())}"
            place.write_bytes(data)
            print(f"{name}: {error!r} after {sum(ends.values())} files, kept as {place}")
            if isinstance(error, KeyboardInterrupt):
                raise
            return 1
        if memory_mib() > MEMORY_MIB:
            print(f"{name}: {memory_mib()} MiB after {sum(ends.values())} files")
            return 1
    print(f"{name}: {sum(ends.values())} files, {dict(ends.most_common())}, {memory_mib()} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
