"""How many letters a second, as PDF and as Word file, and how long a file for a court takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bench._measure import line, machine, median_seconds
from gongkai.typeset.binder import Part, bind
from gongkai.typeset.letter_pdf import letter_pdf
from gongkai.typeset.page import LetterPage
from gongkai.typeset.word import default_template, letter_docx

COUNT = 20
AT = datetime(2026, 1, 5, tzinfo=UTC)
SENTENCE = "根据《中华人民共和国政府信息公开条例》第三十六条第（一）项的规定，您申请的信息本机关已经主动公开。"


def main() -> None:
    short, long = _letters(3), _letters(24)
    print(f"letters — {machine()}")
    for label, letters in (("one page", short), ("three pages", long)):
        line(f"PDF/A, {label}", _rate(lambda letters=letters: [letter_pdf(page, made_at=AT) for page in letters]))
    line("Word, template of gongkai", _rate(lambda: [letter_docx(page) for page in short]))
    own = default_template()
    line("Word, an office's template, checked each time", _rate(lambda: [letter_docx(page, own) for page in short]))
    parts = [Part(page.title, page.dated_on, letter_pdf(page, made_at=AT)) for page in long]
    binding = median_seconds(lambda: bind(parts, title="行政复议答复案卷", lines=("案号：12",), made_at=AT))
    line(f"a file of {len(parts)} letters bound", f"{binding * 1000:,.0f} ms")


def _rate(run: Callable[[], object]) -> str:
    return f"{COUNT / median_seconds(run):,.0f}/s"


def _letters(paragraphs: int) -> list[LetterPage]:
    """Letters that differ, as those of an office do: nothing set before is of use for the next."""
    return [
        LetterPage(
            head="明湖区教育局",
            number=f"明教公开〔2026〕{number}号",
            title="政府信息公开申请答复书",
            addressee=f"申请人第{number}号",
            paragraphs=tuple(f"{number}年{place}号。{SENTENCE}" for place in range(paragraphs)),
            agency="明湖区教育局",
            seal="（印章）",
            dated_on="2026年1月5日",
        )
        for number in range(1, COUNT + 1)
    ]


if __name__ == "__main__":
    main()
