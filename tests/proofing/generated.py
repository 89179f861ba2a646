"""Made-up numbers that prove themselves, the ways people write them, and official text full of other numbers."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import strategies as st

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("110101", "140105", "210203", "310115", "330106", "370102", "440305", "500112", "620102", "650102")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def resident_id(region: str, born: date, order: int) -> str:
    """GB 11643: a check digit behind seventeen digits."""
    number = f"{region}{born:%Y%m%d}{order:03d}"
    return number + "10X98765432"[sum(int(a) * b for a, b in zip(number, WEIGHTS, strict=True)) % 11]


def card(prefix: str, length: int, rest: int) -> str:
    """A number of this length whose last digit passes Luhn."""
    bare = (prefix + str(rest).zfill(length))[: length - 1]
    for last in "0123456789":
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(bare + last))]
        if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0:
            return bare + last
    raise AssertionError("one digit of ten always fits")


resident_ids = st.builds(
    resident_id,
    st.sampled_from(REGIONS),
    st.dates(date(1925, 1, 1), date(2025, 12, 31)),
    st.integers(1, 999),
)
mobiles = st.builds(lambda head, rest: f"1{head}{rest:09d}", st.integers(3, 9), st.integers(0, 10**9 - 1))
cards = st.builds(
    card, st.sampled_from(("622202", "621700", "622848")), st.sampled_from((16, 19)), st.integers(0, 10**12)
)
GAPS = ("", " ", "\u3000", "\u00a0", "\u200b", "-", "－", ".", "·", "\u2009", "\ufeff", "\n")


@st.composite
def spaced(draw: st.DrawFn, number: str, groups: tuple[int, ...]) -> str:
    """A number in any width, its groups (or all its digits) kept apart by one sign; a line ends in it once at most."""
    gap = draw(st.sampled_from(GAPS))
    if draw(st.booleans()):
        groups = (1,) * len(number)
    pieces, at = [], 0
    for size in groups:
        pieces.append(number[at : at + size])
        at += size
    written = gap.join(pieces) if gap != "\n" else "".join(pieces[:-1]) + "\n" + pieces[-1]
    return written.translate(WIDE) if draw(st.booleans()) else written


# -- official text that is full of numbers and holds nothing personal ---------------------------------

_TOWNS = ("柳林镇", "东关街道", "北格镇", "清河乡", "建设路街道", "西山镇")
_OFFICES = ("党政办公室", "财政所", "便民服务中心", "综治中心", "卫生院", "派出所", "司法所", "社会事务办")
_NAMES = ("王建国", "李秀英", "张志强", "刘洋", "陈静", "杨帆", "赵敏", "周杰")


def directory(seed: int) -> str:
    """Offices with their telephones, as tables and as lines."""
    chance = random.Random(seed)
    rows = ["| 单位 | 联系人 | 办公电话 | 邮编 | 地址 |", "|---|---|---|---|---|"]
    lines = []
    for town in _TOWNS:
        for office in _OFFICES:
            phone = f"0351-{chance.randint(2, 8)}{chance.randint(0, 999999):06d}"
            name, street = chance.choice(_NAMES), chance.randint(1, 300)
            rows.append(f"| {town}{office} | {name} | {phone} | 0300{chance.randint(10, 99)} | 人民路{street}号 |")
            watch = f"1{chance.randint(3, 9)}{chance.randint(0, 999999999):09d}"
            lines.append(f"{town}{office}地址：明湖区人民路{street}号{town}，咨询电话：{phone}，监督电话：{watch}。")
    return "\n".join([*rows, "", *lines])


def budget(seed: int) -> str:
    """Figures of a budget: amounts, shares, codes, totals."""
    chance = random.Random(seed)
    lines = ["收支总表 单位：万元", "功能分类科目编码\t科目名称\t合计\t基本支出\t项目支出"]
    for _ in range(40):
        figures = "\t".join(f"{chance.uniform(0, 10**7):.2f}" for _ in range(3))
        lines.append(f"{chance.randint(2010101, 2299901)}\t其他支出\t{figures}")
    lines += [
        f"2023年收入合计{chance.randint(10**10, 10**11)}元，增长{chance.uniform(0, 30):.1f}%。",
        f"全年支出{chance.randint(13 * 10**9, 19 * 10**9)}元，其中教育{chance.randint(13 * 10**9, 19 * 10**9)}元。",
    ] * 10
    return "\n".join(lines)


def numbers(seed: int) -> str:
    """Index numbers, codes, file numbers, accounts of offices, ISBN, bar codes, coordinates, addresses of the web."""
    chance = random.Random(seed)

    def digits(count: int) -> str:
        return "".join(chance.choices("0123456789", k=count))

    day = date(2023, 1, 1) + timedelta(chance.randint(0, 364))
    lines = [
        line
        for _ in range(25)
        for line in (
            f"索引号：{digits(18)}　主题分类：财政",
            f"统一社会信用代码：11{digits(6)}MB{digits(7)}X",
            f"信用代码 {digits(18)}",
            f"项目代码：2023-{digits(6)}-{digits(2)}-01-{digits(6)}",
            f"明政办发〔2023〕{chance.randint(1, 99)}号，国家税务总局公告2023年第{chance.randint(1, 40)}号",
            f"户名：明湖区财政局，开户行：建设银行明湖支行，账号：{card('6217', 19, int(digits(12)))}",
            f"ISBN 978-7-{digits(4)}-{digits(4)}-{digits(1)}，条形码69{digits(11)}",
            f"东经{chance.uniform(73, 135):.11f}，北纬{chance.uniform(3, 53):.11f}",
            f"https://www.minghu.gov.cn/c/2023/t{day:%Y%m%d}_1{digits(10)}.html",
            f"发票代码：{digits(12)}，发票号码：{digits(8)}，时间戳1{digits(12)}",
            f"GB/T {digits(5)}—2016，DB14/T {digits(4)}-2020，国药准字H{digits(8)}",
            f"档案号：0351-WS-2023-Y-{digits(4)}，不动产权证书号：晋(2023)第{digits(7)}号",
            f"流水号{day:%Y%m%d}{digits(10)}，受理编号：{digits(15)}",
        )
    ]
    return "\n".join(lines)
