"""One target for each reader, and one for uploads: seeds, how to damage them, what must hold afterwards."""

from __future__ import annotations

import re
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import FrameType

from gongkai.files import examining
from gongkai.files.errors import Refused
from gongkai.files.removing import Removed
from gongkai.hidden import Unreadable, scan
from gongkai.hidden.reading import read_here
from gongkai.manuscripts.making import make
from gongkai.report.check import check
from gongkai.report.errors import ReadError
from gongkai.report.read import read_bytes
from gongkai.report.write import write_json
from tests.files import made
from tests.fuzz.mutate import mutated, mutated_any, mutated_zip, rearranged
from tests.hidden import made_office, made_pdf, made_pictures, made_texts  # noqa: F401 - they fill PLACES
from tests.hidden.made import PLACES
from tests.manuscripts.made import DIALECTS, FEATURES, docx
from tests.report import generated, generated_files
from tests.report.generated import Figures, Writer, figures

SECONDS_PER_FILE = 20
MEMORY_MIB = 1500
Damage = Callable[[bytes, Random, list[bytes]], bytes]


def read(data: bytes) -> str:
    """Read and check a report. Returns ``read`` or the code of the error."""
    try:
        report = read_bytes("fuzz", data)
    except ReadError as error:
        return error.code
    for _, cell in report.cells():
        assert cell.state.value == "blank" or (cell.value is None) == (cell.state.value != "read"), cell
    check(report)
    return "read"


def take_in(data: bytes) -> str:
    """Look into an upload and clean it. Returns the kind or the code of the refusal.

    What was taken in can be cleaned or is refused, and its copy is of the same kind.
    """
    try:
        kind = examining.examine(data).kind
        copy = examining.clean(data, kind, Removed())
    except Refused as error:
        return error.code
    assert examining.examine(copy).kind is kind
    return kind.value


@dataclass(frozen=True)
class Target:
    """A reader's seeds and the way to damage them."""

    writers: tuple[Writer, ...]
    damage: Damage = mutated
    use: Callable[[bytes], str] = read

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


def uploads() -> tuple[Writer, ...]:
    """A file of every kind; what is in it has nothing to do with figures."""
    return tuple(lambda _figures, _rng, make=make: make() for make in made.MADE.values())


def see(data: bytes) -> str:
    """Read every text of a file. Returns its format or the code that says why it cannot be read."""
    try:
        contents = read_here(data, "fuzz")
    except Unreadable as error:
        return error.code
    scan(contents, lambda text: [(0, 1, "")] if text.startswith("密") else [])
    return contents.form


def hiding(*forms: str) -> tuple[Writer, ...]:
    """The files of some formats with a text in each of their places."""
    makers = [make for name, make in PLACES.items() if name.partition(" ")[0] in forms]
    return tuple(lambda _figures, _rng, make=make: make("机密★10年") for make in makers)


def become(data: bytes) -> str:
    """Make a page of a Word file. Returns ``made`` or the code that says why not; every mark has its note."""
    try:
        manuscript = make(data)
    except Unreadable as error:
        return error.code
    notes = [note for name, value in manuscript.blocks if name == "notes" for note in value]
    marks = [int(mark) for mark in re.findall(r'href="#note-(\d+)"', str(manuscript.blocks))]
    assert all(0 < mark <= len(notes) for mark in marks), marks
    assert "领导还没同意" not in str(manuscript.blocks), "a comment is not published, wherever it hangs"
    return "made"


def word_files() -> tuple[Writer, ...]:
    """A Word file of each dialect with everything in it."""
    whole = "".join(feature.xml for feature in FEATURES.values())
    return tuple(lambda _figures, _rng, dialect=dialect: docx(whole, dialect) for dialect in DIALECTS.values())


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
    "manuscript": Target(word_files(), rearranged, become),
    "upload": Target(uploads(), mutated_any, take_in),
    "hidden-office": Target(hiding("docx", "docm", "xlsx", "xlsb", "pptx"), mutated_any, see),
    "hidden-open": Target(hiding("odt", "ods", "odp", "ofd", "zip"), mutated_any, see),
    "hidden-legacy": Target(hiding("doc", "wps", "xls", "et", "ppt", "dps", "msg", "rtf"), mutated, see),
    "hidden-pdf": Target(hiding("pdf"), mutated, see),
    "hidden-picture": Target(hiding("jpg", "png", "gif", "webp", "tif", "bmp"), mutated, see),
    "hidden-text": Target(hiding("html", "xml", "svg", "txt", "csv", "json", "eml", "md"), mutated, see),
}


class TooSlow(Exception):
    """A file took longer than a file may."""


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def attempt(data: bytes, use: Callable[[bytes], str] = read) -> str:
    """Use a damaged file. Returns how it ended; whatever else escapes is a fault."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(SECONDS_PER_FILE)
    try:
        return use(data)
    finally:
        signal.alarm(0)


def memory_mib() -> int:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
