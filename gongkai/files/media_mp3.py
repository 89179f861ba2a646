"""MP3 (ISO/IEC 11172-3, 13818-3): frames one after another. The tags before and behind them are cut off."""

from __future__ import annotations

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.media_copies import Copy

_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second by the number in a frame's head, for MPEG-1 and for its halves."""
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FEWEST = 2
"""Frames in a row before bytes count as a recording."""


def begins(data: bytes) -> bool:
    """Whether bytes open as such a file: a tag, or two frames in a row."""
    if data.startswith(b"ID3"):
        return frame_length(data, _after_tags(data)) > 0
    length = frame_length(data, 0)
    return length > 0 and frame_length(data, length) > 0


def read(data: bytes) -> Copy:
    """The frames alone. Raises Refused."""
    start, end = _after_tags(data), _before_tags(data)
    at, frames = start, 0
    while length := frame_length(data, at):
        if at + length > end:
            break  # recorders often stop within the last frame
        at, frames = at + length, frames + 1
    if frames < FEWEST:
        raise Refused(Code.TRUNCATED)
    if data[at:end].strip(b"\x00") and not frame_length(data, at):
        raise Refused(Code.TRAILING)
    copy = Copy(bytearray(data[start:at]), Kind.MP3)
    if data[:start] or data[end:]:
        copy.take(data[:start] + data[end:], "MEDIA_TAGS")
    return copy


def frame_length(data: bytes, at: int) -> int:
    """The length of the frame of layer III that begins here; 0 where none does."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer, rate, sample = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if len(data) < at + 4 or head >> 21 != 0x7FF or layer != 1 or version == 1 or rate in {0, 15} or sample == 3:
        return 0
    first = version == 3
    return (144 if first else 72) * _RATES[first][rate] * 1000 // _SAMPLES[version][sample] + (head >> 9 & 1)


def _after_tags(data: bytes) -> int:
    """Where the first frame should stand: behind every ID3v2 tag."""
    at = 0
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[at + 6 : at + 10], (21, 14, 7, 0), strict=True))
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at


def _before_tags(data: bytes) -> int:
    """Where the last frame should end: before the tags ID3v1, Lyrics3 and APE."""
    end = len(data)
    if data[end - 128 : end - 125] == b"TAG":
        end -= 128
    if data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        end -= 15 + int(data[end - 15 : end - 9])
    if data[end - 32 : end - 24] == b"APETAGEX":
        headed = data[end - 12 + 3] & 0x80
        end -= int.from_bytes(data[end - 20 : end - 16], "little") + (32 if headed else 0)
    return max(end, 0)
