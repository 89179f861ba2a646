"""Bytes to text: the declared encoding is a hint, what decodes cleanly decides."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.glyphs import simplified

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_COMMON = re.compile("[的一是在有和公开政府信息年行人申请数量本机关工作情况不其他件及第项法]")
_NOTHING = dict.fromkeys((0, 0xFEFF, 0x3000, 0xA0, 0x200B))
_QUESTION_RUN = re.compile(r"\?{3,}|\ufffd{2,}")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MISREADINGS = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030"))
"""Pairs of the encoding a text was wrongly read in and the one it had."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what had to be done to it."""

    text: str
    repaired: bool = False
    damaged: int = 0


def decode(data: bytes) -> Decoded:
    """The text in these bytes.

    :raises ReadError: BINARY when they are no text, GARBLED when the text is lost.
    """
    text = _first_clean(data)
    repaired = _unscrambled(text)
    if repaired is not None:
        return _checked(Decoded(repaired, repaired=True, damaged=repaired.count("\ufffd")))
    return _checked(Decoded(text, damaged=text.count("\ufffd")))


def _first_clean(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    wide = _utf16_without_mark(data)
    if wide:
        return data.decode(wide, "replace")
    if data.count(0) > len(data) // 100:
        raise ReadError(ReadCode.BINARY)
    clean = [text for name in _candidates(data) if (text := _strictly(data, name)) is not None]
    if clean:
        return clean[0] if _commonness(clean[0]) > 0.1 else max(clean, key=_commonness)
    return max((data.decode(name, "replace") for name in ("utf-8", "gb18030")), key=_plausibility)


def _candidates(data: bytes) -> list[str]:
    found = _DECLARED.search(data[:4096])
    names = ["utf-8", "gb18030", "big5"]
    if found:
        declared = found.group(1).decode("ascii").lower()
        declared = "gb18030" if declared in {"gb2312", "gbk", "gb_2312-80"} else declared
        if declared == "big5":
            names = ["utf-8", "big5", "gb18030"]
    return names


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:4000]
    if len(sample) < 40 or sample.count(0) == 0:
        return ""
    for name, zero_at in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[zero_at::2].count(0)
        others = sample[1 - zero_at :: 2].count(0)
        if zeros > len(sample) // 100 and zeros > 4 * others:
            text = sample[: len(sample) // 2 * 2].decode(name, "replace")
            if _plausibility(text) > 0.5:
                return name
    return ""


def _plausibility(text: str) -> float:
    """How much of the text is what Chinese official pages consist of, 0 to 1."""
    if not text:
        return 0.0
    sample = text[:20000]
    good = sum(1 for char in sample if char < "\x7f" and (char >= " " or char in "\t\r\n"))
    good += len(_HAN.findall(sample)) + len(re.findall(r"[\u3000-\u303f\uff00-\uffef“”‘’—…·〔〕]", sample))
    return good / len(sample)


def _commonness(text: str) -> float:
    """The share of very frequent characters among the Chinese ones; mojibake has hardly any."""
    text = simplified(text[:20000])
    letters = len(_HAN.findall(text))
    return len(_COMMON.findall(text)) / letters if letters else 0.0


def _unscrambled(text: str) -> str | None:
    """The text before somebody read it in a wrong encoding, when that can be undone."""
    if _commonness(text[:20000]) > 0.1 or len(text) < 40:
        return None
    again = [text.encode(wrong, "replace").decode(right, "replace") for wrong, right in _MISREADINGS]
    good = [found for found in again if _commonness(found[:20000]) > 0.1 and len(_HAN.findall(found[:20000])) > 20]
    return min(good, key=lambda found: found.count("\ufffd") + found.count("?"), default=None)


def _checked(decoded: Decoded) -> Decoded:
    text = decoded.text
    sample = text[:200_000]
    if not sample.translate(_NOTHING).strip():
        raise ReadError(ReadCode.EMPTY)
    control = sum(1 for char in sample if char < " " and char not in "\t\r\n\f\v\x00")
    if control > len(sample) // 20:
        raise ReadError(ReadCode.BINARY)
    lost = sum(len(run) for run in _QUESTION_RUN.findall(sample))
    letters = len(_HAN.findall(sample))
    if lost > max(20, letters // 2):
        raise ReadError(ReadCode.GARBLED)
    if letters > 200 and _commonness(sample) < 0.03:
        raise ReadError(ReadCode.GARBLED)
    return decoded
