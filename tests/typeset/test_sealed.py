"""A sealed letter is the letter that was sent, with a seal in its box and nothing else; whatever else is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from gongkai.typeset.letter_pdf import letter_pdf
from gongkai.typeset.page import LetterPage
from gongkai.typeset.sealed import SIDE, Box, box_around, faults
from tests.typeset.stamps import stamped

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PAGE = LetterPage(
    head="明湖区人民政府办公室",
    title="政府信息公开告知书",
    number="明政公开〔2026〕3号",
    addressee="张三",
    paragraphs=("本机关收到你的申请。",) * 30,
    agency="明湖区人民政府办公室",
    seal="（印章）",
    dated_on="2026年1月5日",
)


@cache
def letter() -> tuple[bytes, Box]:
    """A letter of two pages that waits for its seal, and the seal's box."""
    box = box_around(letter_pdf(PAGE, made_at=NOW), PAGE.seal)
    assert box is not None
    return letter_pdf(replace(PAGE, seal="　"), made_at=NOW), box


def test_the_box_lies_around_the_place_of_the_seal_on_the_last_page() -> None:
    _, box = letter()
    assert box.page == 2
    assert (box.right - box.left, box.top - box.bottom) == pytest.approx((SIDE, SIDE), abs=0.2)
    plain = letter_pdf(replace(PAGE, seal="　"), made_at=NOW)
    assert box_around(plain, PAGE.seal) is None


def test_a_seal_in_its_box_is_taken() -> None:
    original, box = letter()
    sealed = stamped(original, box)
    assert sealed.startswith(original)
    assert faults(sealed, len(original), box) == []


LIES: dict[str, tuple[Callable[[bytes, Box], bytes], str]] = {
    "a seal outside the box": (lambda pdf, box: stamped(pdf, box, inset=-30), "印章不在规定的位置"),
    "a seal on another page": (lambda pdf, box: stamped(pdf, box, page=1), "印章不在规定的位置"),
    "no seal to be seen": (lambda pdf, box: stamped(pdf, box, ink=False), "没有印章"),
    "no signature": (lambda pdf, box: stamped(pdf, box, signed=False), "没有覆盖全文的签名"),
    "a full stop more": (lambda pdf, box: stamped(pdf, box, extra=b"0 g 100 300 .9 .9 re f"), "在印章以外的地方"),
    "a line struck out": (
        lambda pdf, box: stamped(pdf, box, extra=b"1 g 60 700 400 30 re f"),
        "在印章以外的地方",
    ),
    "a word more": (
        lambda pdf, box: stamped(pdf, box, extra=b"BT /Helv 12 Tf 3 Tr 100 300 Td (not) Tj ET"),
        "文字与原件不同",
    ),
    "an action": (
        lambda pdf, box: stamped(pdf, box, root_more=b"/OpenAction <</S /JavaScript /JS (1)>>"),
        "多出了OpenAction",
    ),
    "the letter as it was": (lambda pdf, _: pdf, "没有覆盖全文的签名"),
    "an end that is missing": (lambda pdf, box: stamped(pdf, box)[:-300], "没有覆盖全文的签名"),
    "another file": (lambda _pdf, _box: b"no file at all", "不能完整读取"),
}


@pytest.mark.parametrize("lie", LIES)
def test_whatever_else_was_changed_is_said(lie: str) -> None:
    original, box = letter()
    make, said = LIES[lie]
    found = faults(make(original, box), len(original), box)
    assert found
    assert said in found[0]


def test_a_seal_that_is_only_printed_or_only_shown_is_seen() -> None:
    original, box = letter()
    sealed = stamped(original, box)
    # flags of an annotation: 2 hides it everywhere, so that nobody would see the seal
    hidden = sealed.replace(b"/T (seal) /F 4", b"/T (seal) /F 2")
    assert "没有印章" in faults(hidden, len(original), box)[0]
