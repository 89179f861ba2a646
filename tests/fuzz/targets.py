"""One target for each reader: seeds, how to damage them, and what must hold afterwards."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import FrameType

from gongkai.report.check import check
from gongkai.report.errors import ReadError
from gongkai.report.read import read_bytes
from gongkai.report.write import write_json
from tests.fuzz.mutate import mutated, mutated_zip
from tests.report import generated, generated_files
from tests.report.generated import Figures, Writer, figures

SECONDS_PER_FILE = 20
MEMORY_MIB = 1500
Damage = Callable[[bytes, Random, list[bytes]], bytes]


@dataclass(frozen=True)
class Target:
    """A reader's seeds and the way to damage them."""

    writers: tuple[Writer, ...]
    damage: Damage = mutated

    def seeds(self) -> list[bytes]:
        """A few reports of every kind."""
        return [
            writer(figures(Random(n), (2, 40, 900)[n % 3], blank_zeros=n == 1), Random(n))
            for writer in self.writers
            for n in range(3)
        ]


def json_report(f: Figures, rng: Random) -> bytes:
    """A report as our own writer writes it."""
    report = read_bytes("seed.md", generated.markdown(f, rng))
    return write_json(report).encode()


TARGETS: dict[str, Target] = {
    "html": Target((generated.html, generated.html_pasted, generated.html_layout)),
    "markdown": Target((generated.markdown, generated.scraped_pipes, generated.small_tables, generated.cell_per_line)),
    "text": Target(
        (generated.run_together, generated.run_together_lines, generated.partly_spaced, generated.spaced_text)
    ),
    "json": Target((json_report,)),
    "docx": Target((generated_files.docx,), mutated_zip),
    "xlsx": Target((generated_files.xlsx,), mutated_zip),
    "pdf": Target((generated_files.pdf, generated_files.pdf_plain)),
}


class TooSlow(Exception):
    """A file took longer than a file may."""


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def attempt(data: bytes) -> str:
    """Read and check a damaged file. Returns ``read`` or the code of the error; whatever else escapes is a
    fault."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(SECONDS_PER_FILE)
    try:
        report = read_bytes("fuzz", data)
        for _, cell in report.cells():
            assert cell.state.value == "blank" or (cell.value is None) == (cell.state.value != "read"), cell
        check(report)
        return "read"
    except ReadError as error:
        return error.code
    finally:
        signal.alarm(0)


def memory_mib() -> int:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
