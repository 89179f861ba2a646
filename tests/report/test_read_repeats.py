"""Words said ten thousand times: the patterns of reader and checker stay linear, whoever wrote the file."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fuzz.targets import attempt
from tests.report import generated
from tests.report.generated_parts import page

PACKAGE = Path(generated.__file__).parents[2] / "gongkai" / "report"
TIMES = 400
SECONDS = 5


def spoken() -> list[str]:
    """Every word and sign that a pattern of the package asks for."""
    source = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    patterns = " ".join(re.findall(r'r"[^"\n]*"', source))
    words = set(re.findall(r"[\u3400-\u9fff]{1,6}", patterns)) | set("—–-－~～|：:，,。；、（）()［］〔〕/ 　\t.%0123")
    return sorted(words)


def bunches() -> list[list[str]]:
    """The words in bunches, so that one report tries several: each alone and each beside its neighbour."""
    words = spoken()
    pairs = [*words, *(first + second for first, second in pairwise(words))]
    return [pairs[start : start + 40] for start in range(0, len(pairs), 40)]


@pytest.mark.parametrize("bunch", bunches(), ids=lambda bunch: bunch[0].strip() or "blank")
def test_a_word_said_thousands_of_times_costs_no_more_than_its_length(bunch: list[str]) -> None:
    prose = "\n".join(f"2023年1月1日{word * (TIMES // len(word))}收到申请12件，占50%。" for word in bunch)
    start = time.process_time()
    assert attempt(page(sixth=prose + generated.FIRST * 20).encode()) == "read"
    assert time.process_time() - start < SECONDS
