"""How long an issue of the gazette takes from its documents to a PDF that can be printed and read aloud.

Promise: an issue of 64 pages in under 10 s. Baseline: its documents set one by one, without an issue around them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench._measure import line, machine, median_seconds
from bench.proofing import document as words
from gongkai.typeset.document_pdf import DocumentSheet, document_pdf
from gongkai.typeset.gazette_pdf import GazetteArticle, GazetteSheet, gazette_pdf
from gongkai.typeset.running import Paragraph, Run

AT = datetime(2026, 1, 5, tzinfo=UTC)
PAGES, PROMISE = 64, 10.0
DOCUMENTS, LENGTH, PARAGRAPH = 20, 1700, 170


def sheet(number: int) -> DocumentSheet:
    """A document of some pages."""
    text = words(LENGTH, number)
    parts = [text[at : at + PARAGRAPH] for at in range(0, LENGTH, PARAGRAPH)]
    return DocumentSheet(
        title=f"关于印发第{number}号办法的通知",
        below=(f"明湖政发〔2023〕{number}号",),
        blocks=tuple(Paragraph((Run(part),)) for part in parts),
        agency="明湖区人民政府",
        dated_on="2023年5月6日",
    )


def main() -> int:
    """Print the medians; 1 when the promise is broken or the issue is too thin to count."""
    sheets = [sheet(number) for number in range(1, DOCUMENTS + 1)]
    articles = tuple(GazetteArticle(f"栏目{number % 3}", one) for number, one in enumerate(sheets))
    issue = GazetteSheet(masthead="明湖区人民政府公报", year=2023, number=1, articles=articles, imprint=("免费赠阅",))
    print(f"gazette — {machine()}", flush=True)
    pages = gazette_pdf(issue, made_at=AT).pages
    took = median_seconds(lambda: gazette_pdf(issue, made_at=AT))
    alone = median_seconds(lambda: [document_pdf(one, made_at=AT) for one in sheets])
    line(f"an issue of {pages} pages", f"{took:.2f} s", f"promise {PROMISE:.0f} s for {PAGES}")
    line("its documents one by one", f"{alone:.2f} s", f"{took / alone:.2f} of it")
    return int(pages < PAGES or took > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
