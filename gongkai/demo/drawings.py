"""图解 for the demo, drawn from their words: a picture shows just the lines from which its description is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN = 800, 48
CLOSING = "，。、；：！？）》”"
PALETTES = (
    ("#12417f", "#dce8f7", "#0b2a54"),
    ("#17603a", "#e5f4ea", "#0d3a23"),
    ("#7a4b00", "#fff3d9", "#4a2d00"),
    ("#6a2a6e", "#f6e8f7", "#3f1642"),
)
"""The strong colour, the soft one, and that of words; words keep 7:1 on the soft one."""
Point = tuple[str, str]


@dataclass(slots=True)
class Sheet:
    """The picture while it is drawn: ``at`` is where the next thing begins."""

    ink: ImageDraw.ImageDraw
    strong: str
    soft: str
    words: str
    at: int

    def write(self, text: str, left: int, size: int, colour: str, width: int) -> None:
        """Lines of text, and the place below them."""
        for line in wrapped(text, size, width):
            self.ink.text((left, self.at), line, fill=colour, font=face(size))
            self.at += round(size * 1.5)


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    """The free face in a size."""
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def wrapped(text: str, size: int, width: int) -> list[str]:
    """Text in lines that fit; no line begins with a mark that closes."""
    lines = [""]
    for letter in text:
        if face(size).getlength(lines[-1] + letter) > width and letter not in CLOSING:
            lines.append("")
        lines[-1] += letter
    return lines


def told(title: str, points: Sequence[Point]) -> str:
    """The same in words, for who cannot see it."""
    lines = [
        f"{number}. {head}{'' if head.endswith('？') else '：'}{words}"
        for number, (head, words) in enumerate(points, 1)
    ]
    return "\n".join([f"图题：{title}。图中自上而下共{len(points)}项：", *lines])


def drawn(title: str, layout: str, points: Sequence[Point], number: int) -> bytes:
    """A picture as PNG. ``number`` chooses the colours; ``layout`` is one of `LAYOUTS`."""
    strong, soft, words = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", (WIDTH, 2400), "#ffffff")
    sheet = Sheet(ImageDraw.Draw(picture), strong, soft, words, 40)
    sheet.ink.rectangle((0, 0, WIDTH, 60 + 66 * len(wrapped(title, 44, WIDTH - 2 * MARGIN))), fill=strong)
    sheet.write(title, MARGIN, 44, "#ffffff", WIDTH - 2 * MARGIN)
    sheet.at += 48
    for place, (head, line) in enumerate(points, 1):
        LAYOUTS[layout](sheet, place, head, line)
    out = BytesIO()
    picture.crop((0, 0, WIDTH, sheet.at + 8)).quantize(32).save(out, "PNG")
    return out.getvalue()


def _card(sheet: Sheet, place: int, head: str, words: str) -> None:
    lines = wrapped(words, 28, WIDTH - 2 * MARGIN - 48)
    bottom = sheet.at + 74 + 20 + 42 * len(lines) + 24
    sheet.ink.rounded_rectangle((MARGIN, sheet.at, WIDTH - MARGIN, bottom), 18, fill=sheet.soft)
    sheet.ink.rounded_rectangle((MARGIN, sheet.at, WIDTH - MARGIN, sheet.at + 70), 18, fill=sheet.strong)
    sheet.ink.text((MARGIN + 24, sheet.at + 12), f"{place}  {head}", fill="#ffffff", font=face(34))
    sheet.at += 88
    sheet.write(words, MARGIN + 24, 28, sheet.words, WIDTH - 2 * MARGIN - 48)
    sheet.at = bottom + 28


def _step(sheet: Sheet, place: int, head: str, words: str) -> None:
    top = sheet.at
    sheet.at += 6
    sheet.write(head, MARGIN + 104, 34, sheet.strong, WIDTH - 2 * MARGIN - 104)
    sheet.write(words, MARGIN + 104, 28, "#1b2430", WIDTH - 2 * MARGIN - 104)
    sheet.at += 34
    sheet.ink.line((MARGIN + 36, top + 72, MARGIN + 36, sheet.at), fill=sheet.soft, width=8)
    sheet.ink.ellipse((MARGIN, top, MARGIN + 72, top + 72), fill=sheet.strong)
    sheet.ink.text((MARGIN + 36, top + 35), str(place), fill="#ffffff", font=face(38), anchor="mm")


def _figure(sheet: Sheet, _place: int, head: str, words: str) -> None:
    lines = wrapped(words, 28, 380)
    bottom = sheet.at + max(120, 48 + 42 * len(lines))
    sheet.ink.rounded_rectangle((MARGIN, sheet.at, WIDTH - MARGIN, bottom), 18, fill=sheet.soft)
    size = 52 if len(head) <= 5 else 40
    sheet.ink.text((MARGIN + 130, (sheet.at + bottom) // 2), head, fill=sheet.strong, font=face(size), anchor="mm")
    middle = (sheet.at + bottom) // 2
    sheet.at = middle - 21 * len(lines)
    sheet.write(words, MARGIN + 280, 28, sheet.words, 380)
    sheet.at = bottom + 24


def _question(sheet: Sheet, _place: int, head: str, words: str) -> None:
    sheet.ink.text((MARGIN, sheet.at), "问", fill=sheet.strong, font=face(40))
    sheet.at += 4
    sheet.write(head, MARGIN + 64, 34, sheet.strong, WIDTH - 2 * MARGIN - 64)
    lines = wrapped(words, 28, WIDTH - 2 * MARGIN - 112)
    bottom = sheet.at + 32 + 42 * len(lines)
    sheet.ink.rounded_rectangle((MARGIN + 48, sheet.at, WIDTH - MARGIN, bottom), 18, fill=sheet.soft)
    sheet.at += 14
    sheet.write(words, MARGIN + 72, 28, sheet.words, WIDTH - 2 * MARGIN - 112)
    sheet.at = bottom + 36


LAYOUTS: dict[str, Callable[[Sheet, int, str, str], None]] = {
    "cards": _card,
    "steps": _step,
    "figures": _figure,
    "questions": _question,
}
