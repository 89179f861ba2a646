"""What makes eleven figures a quantity: a unit right behind, a sign of reckoning on either side, a currency before."""

from __future__ import annotations

import re

_NOT_A_WORD = r"(?![A-Za-z])"
_LATIN = (
    rf"(?:[kMG]?(?:bit|[Bb]ytes?|bps|B|pcs){_NOT_A_WORD}|[KT]B{_NOT_A_WORD}|[mnuμ]?s{_NOT_A_WORD}"
    rf"|[kMGT]?(?:W|Wp|VA|V|J|N|Pa|Hz|cal|var|A)(?:[·.*]?h)?{_NOT_A_WORD}|(?:N|[kcdmhμ])?m(?:[²³]|\^?[23](?![0-9]))?{_NOT_A_WORD}"
    rf"|[kmμ]?[gLl]{_NOT_A_WORD}|(?:t|ha|tce|mol|USD|RMB|CNY|EUR|HKD){_NOT_A_WORD}|[㎡㎥㎞㎏㎎㎝㎜㏄℃℉‰°′″])"
)
_HAN = (
    r"元(?![旦宵])|[美欧日港澳韩]元|英镑|卢布|港币|人民币|万(?:[元人户吨亩平股千公立头只株册件个次余多度]|(?![\u4e00-\u9fff]))|亿|吨|千|公[斤里升分顷]|米|平[方米]|立[方米]|标方"
    r"|[毫厘分]米|[毫微]?[升克](?![\u4e00-\u9fff])|斤|亩|人(?![工民员])|户(?![主口])|件|个(?!人)|条|次|份|册|台|辆|度|瓦|兆|千?伏|[千兆吉]赫|焦耳|千?卡路里|字节|比特"
    r"|[头羽株棵枚粒](?![\u4e00-\u9fff])|股(?![长室])|车次|班次|小时|分钟|岁|年|%|号楼|号令|行(?![政业动走人为])|笔|[毫微纳]?秒|左右"
)
_UNIT = re.compile(rf" ?(?:{_HAN}|{_LATIN})")
_A_TELEPHONE = r"1[3-9][0-9]{9}(?![0-9])"
_RECKONED = rf" ?(?:[÷×]|[*](?![*])) ?(?!{_A_TELEPHONE})[0-9(.%]| ?[≈≠≤≥±]| ?[=+] ?(?!{_A_TELEPHONE}|\+?86)[0-9¥…(.]"
"""Two telephones are joined by signs too, as an old number and a new one are."""
BEHIND = re.compile(rf" ?{_LATIN}|{_RECKONED}")
"""Signs, whatever the language of the text, that nobody writes behind a telephone's number."""
_RANGE = re.compile(rf" ?(?:[~—–-]{{1,2}}|[至到和与及、]) ?[0-9]{{8,}}(?:\.[0-9]+)? ?(?:{_HAN}|{_LATIN})")
_BEFORE = re.compile(
    r"[0-9万亿元%)] ?[÷×*] ?$|[≈≠≤≥±¥￥$€£] ?$|[÷×*+][^=\n]{1,30}= ?$"
    r"|(?<![0-9A-Za-z])[0-9][0-9.,]{2,}(?:万|亿)?元? ?\+ ?$"
)


def has_unit(text: str, end: int) -> bool:
    """Whether a unit, or a sign of reckoning, stands right behind a figure, or behind the range that it opens."""
    return any(pattern.match(text, end) is not None for pattern in (_UNIT, BEHIND, _RANGE))


def is_reckoned(text: str, start: int) -> bool:
    """Whether a currency, or a sign of reckoning behind another figure, stands right before a figure."""
    return _BEFORE.search(text, max(start - 40, 0), start) is not None
