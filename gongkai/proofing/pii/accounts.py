"""Bank cards of persons, and their accounts in mail and messages. Accounts of offices are published on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii.evidence import in_address_of_web, names_amount, names_other_number
from gongkai.proofing.pii.numbers import compact, passes_luhn

_SEP = r"[ \-.·_]{1,2}"
_CARD = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,\-_/])"
    r"(?P<number>[3-9][0-9]{15,18}"
    rf"|[3-9][0-9]{{3}}(?:{_SEP}[0-9]{{4}}){{3}}(?:{_SEP}[0-9]{{1,3}})?"
    rf"|[3-9][0-9]{{5}}{_SEP}[0-9]{{10,13}}"
    rf"|[3-9](?:{_SEP}[0-9]){{15,18}})(?![0-9A-Za-z])(?![.,\-_/][0-9])"
)
_UNION_PAY = re.compile(r"62[0-9]{14}(?:[0-9]{3})?")
"""Cards of China UnionPay: 16 or 19 digits in nearly all series."""
_OTHER_ISSUERS = re.compile(r"(?:436742|456351|955880|955881|955882|95595|95559[5-9]|603367|9558[0-9]{2})[0-9]+")
_MAIL = re.compile(
    r"(?<![0-9A-Za-z.])[0-9A-Za-z][0-9A-Za-z._+\-]{1,40}@(?P<host>[0-9A-Za-z\-]{1,40}(?:\.[0-9A-Za-z\-]{2,20}){1,3})"
)
_MESSENGER = re.compile(
    r"(?:(?<![A-Za-z])(?:QQ|qq)(?!群|邮箱)|微信(?!公众|群|小程序|扫|服务号|视频号))号?码?[:：为是\s]{1,4}"
    r"(?P<number>[A-Za-z][0-9A-Za-z_\-]{5,19}|[1-9][0-9]{4,10})(?![0-9A-Za-z@])"
)


def bank_card(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A card number that proves itself and is a person's: known issuer, or called a card."""
    for match in _CARD.finditer(passage.text) if passage.has_digits else ():
        number = compact(match["number"])
        if in_address_of_web(passage, match.start()):
            continue
        weight = _weight(passage, match.start(), number, rule)
        if weight is not None:
            yield Hit(*match.span("number"), severity=weight[0], probability=weight[1])


def _weight(passage: Passage, start: int, number: str, rule: Rule) -> tuple[Severity, float] | None:
    sentence = passage.sentence(start)
    called = rule.words["card"].search(passage.before(start, 30)) is not None
    if not called and (names_other_number(passage, start, rule) or names_amount(passage, start, rule)):
        return None
    around = passage.text[max(start - 100, 0) : start + 120]
    if rule.words["account_of_office"].search(around) and not rule.words["personal"].search(sentence):
        return None
    if passes_luhn(number):
        if called or _UNION_PAY.fullmatch(number) or _OTHER_ISSUERS.fullmatch(number):
            unsure = not called and rule.words["account"].search(passage.before(start, 12)) is not None
            return (Severity.WARNING, 0.8) if unsure else (Severity.ERROR, 0.99)
        return (Severity.WARNING, 0.7) if rule.words["personal"].search(sentence) else None
    return (Severity.WARNING, 0.6) if called else None


def personal_account(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A mailbox at a public provider, a QQ or WeChat number: often an office's makeshift, so a hint."""
    if "@" in passage.text:
        for match in _MAIL.finditer(passage.text):
            if rule.words["mail_hosts"].fullmatch(match["host"].lower()):
                yield Hit(*match.span(), words={"what": "邮箱"})
    for match in _MESSENGER.finditer(passage.text):
        yield Hit(*match.span("number"), words={"what": "QQ号或者微信号"})
