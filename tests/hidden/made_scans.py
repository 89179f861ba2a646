"""Pictures with a mark of secrecy on them, and pictures without one, made from a number: the same number, the same
picture. `bench/pictures.py` reads hundreds of them by hand, the tests a dozen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/opentype/noto")
FACES = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
SIMPLIFIED = 2
"""Which of the faces in a collection draws as printed here."""
MARKS = (
    "秘密★10年",
    "机密★10年",
    "绝密★长期",
    "机密★启用前",
    "秘密★1年",
    "机密",
    "绝密",
    "密级：机密",
    "内部资料 注意保存",
    "（此件不予公开）",
    "工作秘密",
    "内部文件，请勿外传",
    "份号：000012",
)
LINES = (
    "关于开展二〇二六年度政务公开工作检查的通知",
    "各街道办事处，区政府各部门、各直属单位：",
    "为进一步推进决策、执行、管理、服务和结果公开，",
    "按照《中华人民共和国政府信息公开条例》的规定，",
    "现将有关事项通知如下，请认真贯彻执行。",
    "一、检查内容。主动公开目录更新、依申请公开办理情况。",
    "二、时间安排。自查于十一月三十日前完成并报送材料。",
    "联系人：政务公开科　电话：010-00000000",
)
SLOGANS = (
    "保守国家秘密 人人有责",
    "国家安全教育日",
    "内部控制规范宣传",
    "节约用水 从我做起",
    "政务公开 阳光透明",
    "便民服务中心 二楼",
    "垃圾分类指南",
    "机关食堂今日菜单",
    "密切联系群众",
    "机场高速 出口2公里",
    "公开招聘公告",
    "秘书处 302室",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A picture, the mark on it (empty for none), and how it was made."""

    data: bytes
    mark: str
    how: str


def marked(number: int) -> Made:
    """A picture that bears a mark."""
    dice = random.Random(number)
    mark = MARKS[number % len(MARKS)]
    size = dice.randint(12, 60)
    kind = ("head", "alone", "stamp", "dark", "turned", "photo")[number // len(MARKS) % 6]
    picture = _PAGES[kind](dice, mark, size)
    blur, quality = dice.choice((0.0, 0.0, 0.4, 0.8)), dice.randint(30, 90)
    if size < 16:  # nobody could read it either
        blur, quality = min(blur, 0.4), max(quality, 50)
    return Made(_jpeg(picture, blur, quality), mark, f"{kind} {size}px blur {blur} JPEG {quality}")


def clean(number: int) -> Made:
    """A picture that bears none."""
    dice = random.Random(-1 - number)
    kind = ("noise", "chart", "table", "poster", "page")[number % 5]
    return Made(_jpeg(_CLEAN[kind](dice), dice.choice((0.0, 0.6)), dice.randint(30, 90)), "", kind)


def font(dice: random.Random, size: int) -> ImageFont.FreeTypeFont:
    """One of the four faces."""
    return ImageFont.truetype(str(FONTS / dice.choice(FACES)), size, index=SIMPLIFIED)


def page(mark: str, *, size: int = 22, colour: str = "black", turned: int = 0) -> Image.Image:
    """A page with a mark at its head."""
    dice = random.Random(size)
    return _head(dice, mark, size, angle=0.0, colour=colour).rotate(turned, expand=True)


def full_page() -> Image.Image:
    """A page of A4 at 200 dots to the inch, full of small print."""
    dice = random.Random(0)
    picture = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(picture)
    for row in range(45):
        words = "".join(dice.choices(LINES, k=2))
        draw.text((150, 130 + row * 46), words[:56], "black", font(dice, 24))
    return picture


def png(picture: Image.Image) -> bytes:
    """A picture as PNG."""
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _head(
    dice: random.Random, mark: str, size: int, *, angle: float | None = None, colour: str = "black"
) -> Image.Image:
    picture = Image.new("RGB", (1000, 720), _paper(dice))
    draw = ImageDraw.Draw(picture)
    draw.text((80, 60), mark, fill=colour, font=font(dice, size))
    for place, line in enumerate(LINES):
        draw.text((80, 180 + place * 56), line, fill="black", font=font(dice, dice.randint(18, 30)))
    turn = dice.uniform(-5, 5) if angle is None else angle
    return picture.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _alone(dice: random.Random, mark: str, size: int) -> Image.Image:
    face = font(dice, size)
    width = int(face.getlength(mark))
    picture = Image.new("RGB", (width + 80, size * 2 + 40), _paper(dice))
    ImageDraw.Draw(picture).text((40, 20), mark, fill=dice.choice(("black", "#333", "#b00")), font=face)
    return picture.rotate(dice.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _stamp(dice: random.Random, mark: str, size: int) -> Image.Image:
    """Red, in a frame, at an angle, over the words of a page."""
    picture = _head(dice, "", 20, angle=0.0)
    face = font(dice, max(size, 16))
    width, height = int(face.getlength(mark)) + 24, int(face.size * 1.5) + 16
    stamp = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((1, 1, width - 2, height - 2), outline=(200, 20, 20, 230), width=3)
    draw.text((12, 6), mark, fill=(200, 20, 20, 230), font=face)
    stamp = stamp.rotate(dice.uniform(-30, 30), Image.Resampling.BICUBIC, expand=True)
    picture.paste(stamp, (dice.randint(420, 700 - min(width, 280)), dice.randint(10, 40)), stamp)
    return picture


def _dark(dice: random.Random, mark: str, size: int) -> Image.Image:
    picture = Image.new("RGB", (960, 540), dice.choice(("#0b2545", "#222", "#7a0c0c", "black")))
    draw = ImageDraw.Draw(picture)
    draw.text((60, 40), mark, fill="white", font=font(dice, size))
    for place, line in enumerate(LINES[:5]):
        draw.text((60, 180 + place * 60), line, fill="#eee", font=font(dice, 26))
    return picture


def _turned(dice: random.Random, mark: str, size: int) -> Image.Image:
    return _head(dice, mark, size).rotate(dice.choice((90, 180, 270)), expand=True)


def _photo(dice: random.Random, mark: str, size: int) -> Image.Image:
    """A sheet of paper on a table, taken by hand in bad light."""
    sheet = _head(dice, mark, size)
    table = _noise(dice).resize((sheet.width + 160, sheet.height + 160))
    table.paste(sheet.point(lambda value: int(value * 0.8)), (80, 80))
    return table


def _noise(dice: random.Random) -> Image.Image:
    small = Image.frombytes("RGB", (40, 30), dice.randbytes(3600))
    return small.resize((800, 600), Image.Resampling.BICUBIC)


def _chart(dice: random.Random) -> Image.Image:
    picture = Image.new("RGB", (900, 560), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((60, 20), "2026年各街道办件量（件）", fill="black", font=font(dice, 30))
    for place in range(8):
        high = dice.randint(40, 380)
        draw.rectangle(
            (80 + place * 100, 480 - high, 140 + place * 100, 480), fill=dice.choice(("#36c", "#c63", "#393"))
        )
        draw.text(
            (80 + place * 100, 490),
            dice.choice(("东街", "机场", "南苑", "密云路", "秘书处", "内环")),
            "black",
            font(dice, 20),
        )
        draw.text((85 + place * 100, 455 - high), str(high), "black", font(dice, 18))
    return picture


def _table(dice: random.Random) -> Image.Image:
    picture = Image.new("RGB", (1000, 640), "white")
    draw = ImageDraw.Draw(picture)
    words = (
        "事项名称",
        "承办单位",
        "办结时限",
        "机构编制",
        "密度",
        "内部审计",
        "公开方式",
        "主动公开",
        "秘书科",
        "10年",
        "20个工作日",
    )
    for row in range(9):
        for column in range(5):
            draw.rectangle((40 + column * 184, 40 + row * 62, 224 + column * 184, 102 + row * 62), outline="black")
            draw.text((50 + column * 184, 56 + row * 62), dice.choice(words), "black", font(dice, 24))
    return picture


def _poster(dice: random.Random) -> Image.Image:
    picture = Image.new("RGB", (900, 1200), dice.choice(("#c8102e", "#0a5", "#06c", "#f4e3b2")))
    draw = ImageDraw.Draw(picture)
    for place, words in enumerate(dice.sample(SLOGANS, 5)):
        draw.text(
            (60, 80 + place * 210), words, dice.choice(("white", "yellow", "black")), font(dice, dice.randint(28, 64))
        )
    return picture


def _paper(dice: random.Random) -> str:
    return dice.choice(("white", "#f8f6ee", "#eee"))


def _jpeg(picture: Image.Image, blur: float, quality: int) -> bytes:
    soft = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    buffer = BytesIO()
    soft.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


_PAGES = {"head": _head, "alone": _alone, "stamp": _stamp, "dark": _dark, "turned": _turned, "photo": _photo}
_CLEAN = {
    "noise": _noise,
    "chart": _chart,
    "table": _table,
    "poster": _poster,
    "page": lambda dice: _head(dice, dice.choice(SLOGANS), 30),
}
