"""How surely and how fast the letters in pictures are read: marks of secrecy found, false alarms, seconds for a page.

Promise: 95 of 100 marks, no false alarm, a page of a scan in 15 seconds on one core. A few dozen pictures by default;
``python -m bench.pictures 240 200`` reads so many with a mark and so many without, which takes a quarter of an hour.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date

from bench._measure import line, machine
from gongkai import hidden, proofing
from gongkai.hidden import characters, optics
from gongkai.hidden.contents import At
from gongkai.proofing import Block, Severity, SourceKind, Text
from tests.hidden import made_scans

ON = date(2026, 11, 26)
_PACKS = [pack for pack in proofing.built_in() if pack.id == "marks"]


def marks(text: str) -> list[tuple[int, int, str]]:
    """The marks in a text that block a file."""
    found = proofing.check(Text(blocks=(Block(text),), source=SourceKind.CRAWL), on=ON, packs=_PACKS)
    return [(one.start, one.end, one.code) for one in found if one.severity is Severity.ERROR]


def read(picture: bytes) -> tuple[list[str], list[str]]:
    """What blocks a picture, and its lines as they were read."""
    lines = characters.read(picture)
    contents = hidden.Contents("picture", (At().unseen("图片，里面的文字程序没有看", picture="k"),))
    found = hidden.scan(hidden.with_lines(contents, {"k": lines}), marks)
    return [one.quote for one in found], [one.text for one in lines]


def main(marked: int, clean: int) -> int:
    if not characters.available():
        print("pictures — the extra ocr is not installed")
        return 0
    print(f"pictures — {characters.reader()} — {machine()}", flush=True)
    missed: Counter[str] = Counter()
    for made in map(made_scans.marked, range(marked)):
        found, lines = read(made.data)
        if not found:
            missed[made.how.split()[0]] += 1
            line(f"missed: {made.mark}", made.how, " | ".join(lines)[:160])
    alarms = 0
    for made in map(made_scans.clean, range(clean)):
        found, lines = read(made.data)
        if found:
            alarms += 1
            line(f"false alarm: {made.how}", " ".join(found), " | ".join(lines)[:160])
    recall = 1 - missed.total() / marked
    line(f"marks found in {marked} pictures", f"{recall:.1%}", f"promise 95 %; missed by sort: {dict(missed)}")
    line(f"false alarms in {clean} pictures", str(alarms), "promise none")
    seconds = page_seconds()
    line("a page of a scan, 1654 by 2339, one core", f"{seconds:.1f} s", "promise 15 s")
    return 0 if recall >= 0.95 and not alarms and seconds <= 15 else 1


def page_seconds() -> float:
    """Seconds of the processor for a full page of small print, in this process, the engine being loaded."""
    page = made_scans.png(made_scans.full_page())
    optics.lines(made_scans.marked(0).data)
    start = time.process_time()
    optics.lines(page)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (sys.argv[1:] or ("24", "20")))))
