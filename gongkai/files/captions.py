"""WebVTT captions: read line by line, and written anew with the cues alone (GB/T 37668: 视频应有字幕)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.media_copies import Copy

_MOMENT = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}((?:[ \t]+\S+)*)[ \t]*")
_SETTING = re.compile(r"(?:vertical|line|position|size|align):[A-Za-z0-9.,%-]{1,30}")
_MARK = re.compile(r"</?(?:[biuvc]|ruby|rt|lang)(?:[. ][^<>]{0,80})?>")
_ASIDE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from a moment until another, in milliseconds."""

    start: int
    end: int
    words: str
    settings: str = ""


def begins(data: bytes) -> bool:
    """Whether bytes open as captions."""
    head = data.removeprefix(b"\xef\xbb\xbf")[:7]
    return head[:6] == b"WEBVTT" and head[6:7] in {b"", b" ", b"\t", b"\r", b"\n"}


def read(data: bytes) -> Copy:
    """The cues alone. Raises Refused."""
    text = _decoded(data)
    found = list(cues(text))
    written = "WEBVTT\n" + "".join(f"\n{_written(cue)}\n" for cue in found)
    copy = Copy(bytearray(written.encode()), Kind.VTT)
    head, *blocks = _blocks(text)
    aside = [block for block in blocks if block.startswith(_ASIDE)]
    if aside or head != "WEBVTT":
        copy.take("\n".join([head, *aside]).encode(), "CAPTION_NOTES")
    return copy


def cues(text: str) -> Iterator[Cue]:
    """The cues of captions in their order. Raises Refused that says which one is wrong."""
    last, number = 0, 0
    for block in _blocks(text)[1:]:
        if block.split("\n", 1)[0].startswith(_ASIDE) and "-->" not in block:
            continue
        number += 1
        cue = _cue(block, number)
        if cue.start < last:
            raise Refused(Code.CAPTIONS, f"（第{number}条早于前一条）")
        last = cue.start
        yield cue
    if not number:
        raise Refused(Code.CAPTIONS, "（没有一条字幕）")


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Code.CAPTIONS, "（应以 UTF-8 编码保存）") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


def _cue(block: str, number: int) -> Cue:
    lines = block.split("\n")
    if "-->" not in lines[0]:
        lines = lines[1:]  # a cue may begin with its name
    times = _TIMES.fullmatch(lines[0]) if lines else None
    words = "\n".join(lines[1:]).strip()
    if times is None or not words or "-->" in words:
        raise Refused(Code.CAPTIONS, f"（第{number}条的时间或者文字不对）")
    if "<" in _MARK.sub("", words):
        raise Refused(Code.CAPTIONS, f"（第{number}条里有字幕不能用的标记）")
    settings = times[9].split()
    if not all(_SETTING.fullmatch(one) for one in settings):
        raise Refused(Code.CAPTIONS, f"（第{number}条的位置写得不对）")
    cue = Cue(_milliseconds(times, 1), _milliseconds(times, 5), words, " ".join(settings))
    if cue.end <= cue.start:
        raise Refused(Code.CAPTIONS, f"（第{number}条的结束时间不晚于开始时间）")
    return cue


def _milliseconds(times: re.Match[str], first: int) -> int:
    hours, minutes, seconds, rest = (int(times[first + place] or 0) for place in range(4))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _written(cue: Cue) -> str:
    settings = f" {cue.settings}" if cue.settings else ""
    return f"{_clock(cue.start)} --> {_clock(cue.end)}{settings}\n{cue.words}"


def _clock(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
