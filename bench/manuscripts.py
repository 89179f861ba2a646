"""What of a folder of Word files is read, and whether another program finds a sentence in them that is lost.

``python -m bench.manuscripts FOLDER [TEXTS] [--list]``: ``TEXTS`` holds what another program reads in each file, as
``NAME.docx.html`` or ``NAME.docx.txt`` (docs/developers/tests.md says how it is made). A sentence of it is kept when it
stands in the page, told when it stands in what its author is shown as left out, and lost otherwise. What tracked
changes deleted, comments and hidden words are looked for in every file by themselves: found in the page, they leak.
Without a folder a few generated files are measured, so that there is always something to compare.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree, html

from bench._measure import line, machine
from gongkai.hidden import Unreadable
from gongkai.manuscripts import Manuscript, read

LEAST, LONG = 2, 8
"""Letters of a sentence that is looked for; and of one that is looked for twice."""
_ENDS = re.compile(r"[。！？；!?;\n]+")
_BLOCKS = frozenset(["p", "li", "td", "th", "dt", "dd", *(f"h{n}" for n in range(1, 7)), "figcaption", "caption", "div",
                     "section", "body"])  # fmt: skip
_NOT_WORDS = frozenset({"footnote-ref", "footnote-back", "footnoteRef", "math", "inline", "display"})


@dataclass(slots=True)
class Result:
    """What became of one file."""

    name: str
    seconds: float = 0.0
    refused: str = ""
    sentences: int = 0
    told: int = 0
    own: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.manuscripts", description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path)
    asked.add_argument("texts", nargs="?", type=Path)
    asked.add_argument("--list", action="store_true", help="every sentence that is lost, leaked or there twice")
    given = asked.parse_args(arguments)
    if given.folder is None:
        with TemporaryDirectory() as folder:
            return _measured(_generated(Path(folder)), None, every=given.list)
    return _measured(given.folder, given.texts, every=given.list)


def _measured(folder: Path, texts: Path | None, *, every: bool) -> int:
    found = [measure(path, texts) for path in sorted(folder.iterdir()) if path.is_file()]
    print(f"manuscripts — {machine()}")
    taken = sorted(result.seconds for result in found) or [0.0]
    line("files", str(len(found)))
    line("read", str(sum(not result.refused for result in found)))
    for code, times in Counter(result.refused for result in found if result.refused).most_common():
        line(f"refused: {code}", str(times))
    line("sentences of the other program", str(sum(result.sentences for result in found)))
    for name in ("told", "own"):
        line(
            {"told": "told as left out", "own": "lost as we say ourselves"}[name],
            str(sum(getattr(r, name) for r in found)),
        )
    for name in ("lost", "twice", "moved", "leaked"):
        bad = [result for result in found if getattr(result, name)]
        line(name, str(sum(len(getattr(result, name)) for result in bad)), f"in {len(bad)} files")
        for result in bad if every else ():
            print("\n".join(f"    {name}\t{result.name}\t{sentence[:120]}" for sentence in getattr(result, name)))
    line("seconds a file, median and worst", f"{taken[len(taken) // 2]:.3f} {taken[-1]:.3f}")
    return int(any(result.leaked for result in found))


def measure(path: Path, texts: Path | None) -> Result:
    """One file, beside what another program reads in it."""
    result, begun = Result(path.name), time.perf_counter()
    data = path.read_bytes()
    try:
        made = read(data)
    except Unreadable as error:
        result.refused = error.code
        return result
    finally:
        result.seconds = time.perf_counter() - begun
    page = letters(" ".join(_shown(made)))
    told = letters(" ".join([*(found.text for found in made.dropped), *made.lost]))
    result.own = len(made.lost)
    result.leaked = [words for words in unseen(data) if letters(words) in page]
    said = list(_sentences(texts, path.name))
    for sentence, times in Counter(said).items():
        _look(result, sentence, times, page, told)
    _repeated(result, said, page)
    return result


def _repeated(result: Result, said: list[str], page: str) -> None:
    """Sentences that stand in the page more often than the other program reads them, or before what it reads first."""
    everything, furthest = letters("".join(said)), 0
    for sentence in dict.fromkeys(said):
        words = letters(sentence)
        if len(words) < LONG or not page.count(words):
            continue
        if page.count(words) > everything.count(words):
            result.twice.append(sentence)
        elif page.count(words) == 1:
            place = page.index(words)
            result.moved += [sentence] if place < furthest else []
            furthest = max(furthest, place)


def _look(result: Result, sentence: str, times: int, page: str, told: str) -> None:
    words = letters(sentence)
    result.sentences += 1
    here = page.count(words)
    if here < min(times, 1 if len(words) < LONG else times):
        kept = words in told
        result.told += kept
        result.lost += [] if kept else [sentence]


def letters(text: str) -> str:
    """Letters and figures only: programs differ in spaces, widths and strokes, not in words."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def _shown(made: Manuscript) -> Iterator[str]:
    yield made.proposed.get("title", "")
    for name, value in made.blocks:
        if name == "grid":
            yield from (cell["text"] for row in value["rows"] for cell in row)
        elif name != "picture":
            for marked in value if isinstance(value, list) else [value]:
                yield unescape(re.sub(r'<a href="#note-\d+">.*?</a>|<[^>]*>', "", marked))


def _sentences(texts: Path | None, name: str) -> Iterator[str]:
    """What another program reads, cut."""
    for ending, cut in ((".html", _of_html), (".txt", str)):
        path = texts / f"{name}{ending}" if texts else None
        if path is not None and path.exists():
            for sentence in _ENDS.split(cut(path.read_text("utf-8", errors="replace"))):
                if len(letters(sentence)) >= LEAST:
                    yield sentence.strip()


def _of_html(text: str) -> str:
    if not text.strip():
        return ""
    said: list[str] = []
    _walk(html.document_fromstring(text), said)
    return "".join(said)


def _walk(node: Any, said: list[str]) -> None:
    block = node.tag in _BLOCKS
    if block:
        said.append("\n")
    if isinstance(node.tag, str) and not _NOT_WORDS & set(node.get("class", "").split()):
        said.append((node.text or "").replace("\n", " "))
        for child in node:
            _walk(child, said)
    if block:
        said.append("\n")
    said.append((node.tail or "").replace("\n", " "))


def unseen(data: bytes) -> list[str]:
    """Words of a file that nobody may see: deleted, commented, hidden. What it also says openly is left out."""
    hidden, openly = [], ""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not re.search(r"(?:document|notes|comments)\w*\.xml$", name):
                continue
            for words, seen in _marked(etree.parse(package.open(name), etree.XMLParser(recover=True, huge_tree=True))):
                openly += letters(words) if seen and "comments" not in name else ""
                hidden += [] if seen and "comments" not in name else [words]
    found = dict.fromkeys(words for words in hidden if len(letters(words)) > LEAST)
    return [words for words in found if letters(words) not in openly]


def _marked(tree: Any) -> Iterator[tuple[str, bool]]:
    """The words of each run, and whether they are seen."""
    for item in tree.iter():
        name = etree.QName(item).localname if isinstance(item.tag, str) else ""
        if name in {"t", "delText", "instrText"} and item.text:
            above = [etree.QName(up).localname for up in item.iterancestors()]
            run = next((up for up in item.iterancestors() if etree.QName(up).localname == "r"), None)
            yield item.text, name == "t" and not {"del", "moveFrom"} & set(above) and not _vanished(run)


def _vanished(run: Any) -> bool:
    marks = (mark for look in run if etree.QName(look).localname == "rPr" for mark in look) if run is not None else ()
    return any(
        etree.QName(mark).localname == "vanish" and not {"0", "false", "off"} & set(mark.attrib.values())
        for mark in marks
    )


def _generated(folder: Path) -> Path:
    """The features of the tests, one file for each dialect."""
    from tests.manuscripts.made import DIALECTS, FEATURES, docx

    whole = "".join(feature.xml for feature in FEATURES.values())
    for number, dialect in enumerate(DIALECTS.values()):
        (folder / f"{number}.docx").write_bytes(docx(whole, dialect))
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
