"""What stands near a number and says whose it is, or what: a name that touches it, the key of a program, a word of
telephones or of banks. A number without proof, and without any of them, is at most a hint."""

from __future__ import annotations

import re
from functools import lru_cache

from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii.evidence import persons_row, row_head
from gongkai.proofing.pii.numbers import compact, is_resident_id

_HAN = "\u4e00-\u9fff"
_ROLE_ENDS = (
    "人长员户主生者系找叫给父母子女妻夫属工师任医队局委办村组社镇乡科所股表为是由与和及同至向到友告方对收叔姐哥嫂婶爷奶"
    "司站中院校业入打汇付退返还转存名机交送报托@"
)
"""What a name may follow without a sign between: 申请人王五, 财政所王五, 联系王五."""
_NO_PERSON = (
    "县区镇乡村局所站院校社部处委办司厅会库店厂馆团队州市省街路层栋"
    "号码机器点位次数量额款费表卡件签项度价率贷债券期行账户"
)
"""What ends words for places, offices, things and counts, and hardly any name."""
_WORDS_BETWEEN = (
    r"(?:同志|先生|女士|老师|师傅|大夫|医生|主任|书记|经理|所长|科长|局长|队长|镇长|家属|本人)?的?"
    r"(?:(?:联系|手机|电话)?(?:方式|号码?|电话|手机)|TEL|Tel|tel|微信|卡号?|卡上|银行卡号?"
    r"|[^\W\d_]{0,6}(?:行|信用社|农信社?|邮储)(?:账户|账号|卡)?|(?:收款|付款|个人|工资|领款|补贴)?(?:账户|账号|卡号?)|名下|户头|[收签])?号?[是为]?"
)
_SIGNS_BETWEEN = r"[\s:,、(\[{<|\"'“”‘’《「【〔_*\-—/@=]{0,6}"
_BEFORE, _AFTER = 60, 40
_IDENTITY = re.compile(r"(?<![0-9])[1-8](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9])")
_IDENTITY_BEFORE = re.compile(rf"(?P<number>{_IDENTITY.pattern})[^0-9A-Za-z{_HAN}]{{1,8}}\Z")
_KEY = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9_.\-]{0,30})[\"']?\s?(?:[=:#]|=>|\s)\s?[\"'\[(]{0,2}$")
_PERSONS_KEY = re.compile(
    r"mob|phone|tel|cell|sms|call|contact|card|cert|idno|idnum|person|acct|account|bank|user|owner|wechat|weixin|alipay"
    r"|(?:^|[_.])(?:m|t|sj|dh|sjh|sjhm|lxdh|lxfs|sfz|sfzh|zjhm|kh|zh|yhkh|yhzh|khzh|wx|vx|v|q?q|hm|xm|to|from)$",
    re.IGNORECASE,
)
_CODE_KEY = re.compile(
    r"(?:id|code|seq|key|token|offset|size|total|count|rows?|bytes?|len|length|ts|time|timestamp|batch|batchno|amount|sum"
    r"|num|page|version|hash|trace|index|serial|sn|order|uuid|rfid|imei|mac|dtu|gdp|no|nr)$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"[{_HAN}A-Za-z]{{2,}}$")
_PLACE_ENDS = "村组社区队镇乡"
"""What ends the place of somebody in a row, which says nothing of the number behind it."""
_TRAIL = re.compile(r"[ :(\[{\"'“<=#]+$")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|ofd|jpe?g|png|zip|rar|log|txt|csv)(?![A-Za-z])", re.IGNORECASE)
_TOUCHING = 10


def named_right_before(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether somebody's name, and no other word that begins with a surname, touches a place or stands before a word
    that calls it: 王五（, 联系人王五手机."""
    match = _name_before(rule.words["surname"].pattern).search(passage.text, max(start - 40, 0), start)
    return match is not None and is_name(match["name"], rule)


def named_right_behind(passage: Passage, end: int, rule: Rule) -> bool:
    """Whether a name follows a number at once, and ends there: 138…王五（东村）."""
    match = _name_behind(rule.words["surname"].pattern).match(passage.text, end)
    return match is not None and is_name(match["name"], rule)


def is_name(name: str, rule: Rule) -> bool:
    """Whether characters that begin with a surname are no other word."""
    return name[-1] not in _NO_PERSON and not rule.words["no_name"].match(name)


@lru_cache(maxsize=4)
def _name_before(surname: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[^{_HAN}])|(?<=[{_ROLE_ENDS}]))(?P<name>(?:{surname})[{_HAN}]{{1,2}}?)"
        rf"{_SIGNS_BETWEEN}{_WORDS_BETWEEN}{_SIGNS_BETWEEN}\Z"
    )


@lru_cache(maxsize=4)
def _name_behind(surname: str) -> re.Pattern[str]:
    signs = r"[\s(,、|\"'/)\]]{0,3}"
    return re.compile(
        rf"{signs}(?P<name>(?:{surname})[{_HAN}]{{1,2}})(?=[^{_HAN}]|[已未不同的家在系老]|先生|女士|户口|身份|\Z)"
    )


def holds_for_person(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    """Whether who holds an account is said before it, or right behind, and is somebody: 户名：王五."""
    near = passage.text[max(start - 80, 0) : start]
    party = PARTY.search(near)
    if party is not None:
        return _party_is_person(passage.text[max(start - 400, 0) : start], party[1], rule)
    found = list(_HOLDER.finditer(near))
    if found and not _ANOTHER_NUMBER.search(near, found[-1].end()):
        return _is_holder(found[-1]["name"])
    behind = _HOLDER_BEHIND.match(passage.text, end)
    return behind is not None and _is_holder(behind["name"])


def _is_holder(name: str) -> bool:
    """Whether two to four characters in the place of a holder are no office's short name."""
    return name[-1] not in _NO_PERSON and not name.endswith(("中心", "财政", "专户", "银行"))


_ANOTHER_NUMBER = re.compile(r"[0-9]{11}")
PARTY = re.compile(r"([甲乙丙])方(?:[\u4e00-\u9fff/、]{0,8}?)(?:账户|账号|帐户|帐号|卡号?)[^0-9。;\n]{0,12}\Z")
"""Whose account it is, by the name that a contract gives: 汇入乙方账户."""


def _party_is_person(before: str, party: str, rule: Rule) -> bool:
    """Whether a contract says before that a party is somebody: 甲方（出租方）：王五，身份证."""
    name = rf"(?P<name>(?:{rule.words['surname'].pattern})[{_HAN}]{{1,2}})(?![{_HAN}])"
    found = list(re.finditer(rf"{party}方(?:[(][^()\n]{{1,12}}[)])?:\s?{name}", before))
    return bool(found) and is_name(found[-1]["name"], rule)


_HOLDER_WORD = r"(?:户\s?名|收款人|开户人|开户名|账户名称?|账户姓名|姓\s?名|领[款取]人|持卡人|户主|申请人)[:\s]{1,3}"
_HOLDER_NAME = rf"(?P<name>[{_HAN}]{{2,4}}?)(?=[\s,;、(|。/]|账|卡|开户|\Z)"
_HOLDER = re.compile(_HOLDER_WORD + _HOLDER_NAME)
_HOLDER_BEHIND = re.compile(rf"[\s,;、)\]\"']{{0,3}}{_HOLDER_WORD}{_HOLDER_NAME}")


def program_key(passage: Passage, start: int) -> bool | None:
    """What the key before a value of a program speaks of: somebody, a code, or nothing that is known here."""
    match = _KEY.search(passage.text, max(start - 40, 0), start)
    if match is None:
        return None
    if _PERSONS_KEY.search(match["key"]):
        return True
    return False if _CODE_KEY.search(match["key"]) else None


def label_of(passage: Passage, start: int) -> str:
    """The word that touches a place from before, whatever it means: 设备, 他家. Signs of lists and rows part."""
    before = passage.before(start, 24)
    match = None if before.endswith("  ") else _LABEL.search(_TRAIL.sub("", before))
    return "" if match is None or match[0][-1] in _PLACE_ENDS else match[0]


def speaks_of_somebody(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    """Whether telephones, or somebody, are spoken of around eleven figures. Behind a word of their own, or as the name
    of a file, they are what that word says, whoever else the sentence names."""
    if named_right_before(passage, start, rule) or program_key(passage, start):
        return True
    if (passage.beside and persons_row(passage, rule)) or _behind_identity(passage, start):
        return True
    label = label_of(passage, start)
    before, behind = passage.text[max(start - _BEFORE, 0) : start], passage.text[end : end + _AFTER]
    if label or _FILE.match(behind):
        near = "\0".join((passage.label, row_head(passage, start), label, before[-_TOUCHING:], behind[:_TOUCHING]))
        return bool(rule.words["telephone"].search(near)) or _says(label or passage.label, rule)
    return _around_speaks(passage, start, end, rule)


def _around_speaks(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    first, last = passage.sentence_span(start)
    first, last = max(first, start - _BEFORE), min(last, end + _AFTER)
    heads = (passage.label, row_head(passage, start))
    around = "\0".join((*heads, passage.text[first:start], passage.text[end:last]))
    if rule.words["telephone"].search(around) or _says(around, rule) or named_right_behind(passage, end, rule):
        return True
    if _named_in_line(passage, start, rule):
        return True
    return any(is_resident_id(compact(number)) for number in _IDENTITY.findall(around))


def _behind_identity(passage: Passage, start: int) -> bool:
    """Whether an identity number stands right before, on the line above too, as where cells became lines."""
    match = _IDENTITY_BEFORE.search(passage.text, max(start - 40, 0), start)
    return match is not None and is_resident_id(compact(match["number"]))


def _named_in_line(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether a name is all that a field of the row before a place holds."""
    line = passage.text[max(start - 100, passage.text.rfind("\n", 0, start) + 1) : start]
    return any(is_name(match["name"], rule) for match in _field(rule.words["surname"].pattern).finditer(line))


@lru_cache(maxsize=4)
def _field(surname: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,、|/;(\[\".])(?P<name>(?:{surname})[{_HAN}]{{1,2}})(?=[\s,、|/;)\]\"])")


def _says(words: str, rule: Rule) -> bool:
    return any(rule.words[kind].search(words) for kind in ("personal", "hot_line", "officer"))
