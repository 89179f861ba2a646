"""Bank cards of persons, and their accounts in mail and messages. Accounts of offices are published on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii.banks import is_payee_of_file
from gongkai.proofing.pii.evidence import in_address_of_web, names_amount, names_other_number, row_head
from gongkai.proofing.pii.nearby import (
    PARTY,
    holds_for_person,
    label_of,
    named_right_before,
    named_right_behind,
    program_key,
)
from gongkai.proofing.pii.numbers import compact, has_known_length, is_resident_id, passes_luhn

_SEP = r"[ \-.·_]{1,2}"
CARD = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.\-_/])"
    r"(?P<number>[3-9][0-9]{15,18}"
    rf"|[3-9][0-9]{{3}}(?:{_SEP}[0-9]{{4}}){{3}}(?:{_SEP}[0-9]{{1,3}})?"
    rf"|[3-9][0-9]{{5}}{_SEP}[0-9]{{10,13}}"
    rf"|(?<![0-9] )[3-9](?:{_SEP}[0-9]){{15,18}}(?!{_SEP}[0-9]))(?![0-9A-Za-z])(?![.,\-_/][0-9])"
)
_BROKEN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.\-_/ ])(?P<number>(?:[3-9][0-9]{2,17}|[3-9][0-9]{3}(?:[ \-][0-9]{1,4}){1,4})\s?\n"
    r"[ \t]*(?:[0-9]{1,16}|[0-9]{1,4}(?:[ \-][0-9]{1,4}){1,4}))(?![0-9A-Za-z])(?![.,\-_/ ][0-9])"
)
"""A number that a line's end parts."""
_BROKEN_IN_A_ROW = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.\-_/ ])(?P<number>62[0-9]{2,16}\n[0-9]{1,15})(?= [0-9,]{1,9}\.[0-9]{2}(?![0-9]))"
)
"""The same in a narrow column, with the amount of the next column right behind it."""
_CHANGED = re.compile(r"(?:新的|现在|改|变更?|换|应)[是为成]$")
"""What says that a number took another's place, and of whom it is says the sentence."""
_ROW_OF_FIGURES = re.compile(r"(?<![0-9])[0-9]{4} {1,4}$")
BEHIND_A_FIGURE = re.compile(r"[0-9],\s?$")
_UNION_PAY = re.compile(r"62[0-9]{14}(?:[0-9]{3})?")
"""Cards of China UnionPay: 16 or 19 digits in nearly all series."""
_OTHER_ISSUERS = re.compile(r"(?:436742|456351|955880|955881|955882|95595|95559[5-9]|603367|9558[0-9]{2})[0-9]+")
_OF_A_BANK = re.compile(r"62|60|4|5[1-5]|9558")
_CARD_ITSELF = re.compile(r"卡(?:号)?[:为是\s(]{0,4}$")
"""What is called a card is a person's: offices have accounts."""
_NO_BANKS_CARD = re.compile(
    r"(?:IC|公交|购物|充值|加油|电|水|燃气|门禁|饭|借书)卡|号段|卡通?[(](?:公交|门禁|校园|购物|加油|IC|ETC)[)]"
)
_OFFICES_LABEL = re.compile(
    r"(?:专户|(?:对公|单位|公司|基本户?|专用|工会|[党团会学经公]费|[捐公罚税]款|捐赠|公积金|维修资金|保证金)[\u4e00-\u9fff]{0,4}(?:账户|账号|帐号|帐户))$"
)
AT_A_BANK = re.compile(
    r"(?:银行|支行|分行|[农工建中交招商邮]行|营业部|信用社|联社|邮储|农信社?|信合|[汇打存][入到给至]|转[入到至给账]|直接转"
    r"|划[入至到]|退[至还到给]|[款金钱]打|付给|发[到放至])"
    r"[^0-9。;]{0,20}$|\"(?:bank|card)\w*\":\s?\"?$"
)
_OF_A_PERSON = re.compile(
    r"(?<![0-9])(?<![0-9][ \-])(?:[1-8](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx]|1[3-9][0-9](?:[ \-]?[0-9]{4}){2})(?![0-9])"
)
_MAIL = re.compile(
    r"(?<![0-9A-Za-z.])[0-9A-Za-z][0-9A-Za-z._+\-]{1,40}@(?P<host>[0-9A-Za-z\-]{1,40}(?:\.[0-9A-Za-z\-]{2,20}){1,3})"
)
_MESSENGER = re.compile(
    r"(?:(?<![A-Za-z])(?:QQ|qq)(?!群|邮箱)|微信(?!公众|群|小程序|扫|服务号|视频号))号?码?[:：为是\s]{1,4}"
    r"(?P<number>[A-Za-z][0-9A-Za-z_\-]{5,19}|[1-9][0-9]{4,10})(?![0-9A-Za-z@])"
)


def bank_card(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A card number that proves itself and is a person's: known issuer, or called a card."""
    for match in _written(passage):
        number = compact(match["number"])
        if in_address_of_web(passage, match.start()):
            continue
        weight = _weight(passage, match.span("number"), number, rule)
        if weight is not None:
            yield Hit(*match.span("number"), severity=weight[0], probability=weight[1])


def _written(passage: Passage) -> Iterator[re.Match[str]]:
    """Sixteen to nineteen digits as they are written. Behind a figure and a comma something has to say that somebody's
    card follows; one that a line's end parts has to prove itself."""
    if not passage.has_digits:
        return
    for match in CARD.finditer(passage.text):
        behind = BEHIND_A_FIGURE.search(passage.text[max(match.start() - 3, 0) : match.start()])
        if not behind or _is_persons(passage, match.start()):
            yield match
    for match in (*_BROKEN.finditer(passage.text), *_BROKEN_IN_A_ROW.finditer(passage.text)):
        number = compact(match["number"])
        if len(number) in (16, 19) and passes_luhn(number):
            yield match


def _weight(passage: Passage, span: tuple[int, int], number: str, rule: Rule) -> tuple[Severity, float] | None:
    start, end = span
    before = passage.before(start, 40)
    itself = _CARD_ITSELF.search(before) is not None
    words = f"{row_head(passage, start)}:{before[-30:]}"
    called = rule.words["card"].search(words) is not None or itself or program_key(passage, start) is True
    if _NO_BANKS_CARD.search(before) or (not called and _is_other_number(passage, start, rule)):
        return None
    named = named_right_before(passage, start, rule)
    holder = _OFFICES_LABEL.search(label_of(passage, start)) or rule.words["office_holds"].search(before)
    if holder and not (itself or named):
        return None
    persons = named or holds_for_person(passage, start, end, rule) or _of_the_sentence(passage, (start, end), rule)
    persons = persons or is_payee_of_file(passage, start)
    if not (called or persons) and _in_a_row_of_figures(passage, span):
        return None
    if not (itself or persons) and _is_offices(passage, start, rule):
        return None
    if not passes_luhn(number):
        mistyped = called and (persons or not rule.words["account"].search(before[-12:]))
        return (Severity.WARNING, 0.6) if mistyped and _OF_A_BANK.match(number) else None
    return _of_issuer(passage, start, number, rule, called=called, persons=persons)


def _in_a_row_of_figures(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether four figures of four, parted by blanks, stand behind another of four: a year and its quarters."""
    return " " in passage.text[slice(*span)] and _ROW_OF_FIGURES.search(passage.before(span[0], 12)) is not None


def _of_issuer(
    passage: Passage, start: int, number: str, rule: Rule, *, called: bool, persons: bool
) -> tuple[Severity, float] | None:
    """The weight of a number whose last digit fits. Somebody's account may be an office's, and behind a word that is
    none of banks or persons the number may be anything."""
    account = rule.words["account"].search(passage.before(start, 12)) is not None
    at_a_bank = AT_A_BANK.search(passage.before(start, 40)) is not None
    known = has_known_length(number)
    usual = len(number) in (16, 19) or known
    if not usual and not _OF_A_BANK.match(number):
        return None
    if called or known or (usual and (_UNION_PAY.fullmatch(number) or _OTHER_ISSUERS.fullmatch(number))):
        if called or persons:
            return Severity.ERROR, 0.99
        if account:
            return Severity.WARNING, 0.8
        return (Severity.ERROR, 0.99) if at_a_bank or not label_of(passage, start) else (Severity.HINT, 0.4)
    if persons or (at_a_bank and (usual or not account)):
        return Severity.WARNING, 0.7
    return (Severity.HINT, 0.4) if account and number.startswith("62") else None


def _is_other_number(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether words, or the key of a program, call a number something else."""
    if names_other_number(passage, start, rule) or names_amount(passage, start, rule):
        return True
    return program_key(passage, start) is False


def _is_offices(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether an office is said to hold an account: before the number, around it, or in its row."""
    before = _of_the_account(passage.text[max(start - 100, 0) : start])
    around = before + passage.after(start, 120).partition("\n")[0]
    if rule.words["account_of_office"].search(around):
        return True
    cells = (pair.partition(":")[2] for pair in passage.beside.split("\t"))
    return any(rule.words["office_holds"].search(f"{cell}:") for cell in cells if cell and "行" not in cell)


def _of_the_sentence(passage: Passage, span: tuple[int, int], rule: Rule) -> bool:
    """Whether the row or the sentence is somebody's, and no word of its own stands right before the number."""
    label = _CHANGED.sub("", label_of(passage, span[0]))
    if label and not (rule.words["account"].search(label) or AT_A_BANK.search(passage.before(span[0], 40))):
        return rule.words["personal"].search(label) is not None
    personal = rule.words["personal"].search(passage.sentence(span[0])) is not None
    return personal or named_right_behind(passage, span[1], rule) or _is_persons(passage, span[0])


def _of_the_account(before: str) -> str:
    """The line in which a number stands, and the lines over it that speak of its account."""
    lines = before.split("\n")
    first = len(lines) - 1
    while first > 0 and _ACCOUNT_LINE.search(lines[first - 1]) and not lines[first - 1].endswith("。"):
        first -= 1
    party = PARTY.search(before)
    others = _OTHER_PARTIES[party[1]] if party else None
    return "\n".join(line for line in lines[first:] if others is None or not others.match(line))


_OTHER_PARTIES = {party: re.compile(rf"\s*(?!{party})[甲乙丙]方") for party in "甲乙丙"}


_ACCOUNT_LINE = re.compile(r"户|账|帐|行号|名称|单位|[甲乙丙]方|以下|缴|款")


def _is_persons(passage: Passage, start: int) -> bool:
    """Whether somebody's identity number or mobile number stands shortly before in the same row of a list."""
    row = max(start - 100, passage.text.rfind("\n", 0, start), 0)
    numbers = _OF_A_PERSON.findall(passage.text, row, start)
    return any(len(number) == 11 or is_resident_id(number) for number in map(compact, numbers))


def personal_account(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A mailbox at a public provider, a QQ or WeChat number: often an office's makeshift, so a hint."""
    if "@" in passage.text:
        for match in _MAIL.finditer(passage.text):
            if rule.words["mail_hosts"].fullmatch(match["host"].lower()):
                yield Hit(*match.span(), words={"what": "邮箱"})
    for match in _MESSENGER.finditer(passage.text):
        yield Hit(*match.span("number"), words={"what": "QQ号或者微信号"})
