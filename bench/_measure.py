"""Medians, and the line that says on which machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

RUNS = 7


def machine() -> str:
    """Processor, cores, system, Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith(("model name", "Model"))]
        model = names[0].partition(":")[2].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def median_seconds(run: Callable[[], object], runs: int = RUNS, *, cpu: bool = False) -> float:
    """The median of several runs after one that warms up; wall clock, or the processor's."""
    clock = time.process_time if cpu else time.perf_counter
    run()
    taken = []
    for _ in range(runs):
        begun = clock()
        run()
        taken.append(clock() - begun)
    return median(taken)


def line(label: str, value: str, note: str = "") -> None:
    """One aligned line of a result."""
    print(f"  {label:<44}{value:>16}  {note}".rstrip(), flush=True)


def medians_side_by_side(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Two medians from runs in turn, so that a busy moment of the machine hits both."""
    ours()
    theirs()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for place, run in enumerate((ours, theirs)):
            begun = time.perf_counter()
            run()
            taken[place].append(time.perf_counter() - begun)
    return median(taken[0]), median(taken[1])
