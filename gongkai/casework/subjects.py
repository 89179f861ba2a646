"""People who ask: sealed on arrival, opened only to show or to write to them, erased by their key."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from gongkai.agencies.models import User
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework.models import Subject
from gongkai.privacy import sealing

SALT = "salt"
ERASED = "（个人信息已依规定销毁）"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as 条例第二十九条 demands: name, proof of identity, contact."""

    name: str
    identity_kind: str = ""
    identity_number: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    representative: str = ""

    @property
    def masked_name(self) -> str:
        """The family name and strokes: for lists that others may see over the shoulder."""
        return self.name[:1] + "＊" * max(1, len(self.name) - 1) if len(self.name) <= 4 else self.name

    @property
    def masked_identity(self) -> str:
        number = self.identity_number
        return f"{number[:3]}{'*' * max(0, len(number) - 7)}{number[-4:]}" if len(number) > 7 else "*" * len(number)


def create(person: Person) -> tuple[Subject, bytes]:
    """Store a person sealed; returns the subject and its key for further sealing in this transaction."""
    subject, key = sealed(person)
    subject.save(force_insert=True)
    return subject, key


def sealed(person: Person) -> tuple[Subject, bytes]:
    """A person sealed with a key of their own, not yet stored: many are stored together."""
    subject = Subject()
    key = sealing.new_key()
    subject.key = sealing.wrap(key, str(subject.pk))
    subject.sealed = sealing.seal(key, asdict(person), f"subject:{subject.pk}")
    subject.identity_index = sealing.blind_index("identity", person.identity_number)
    subject.telephone_index = sealing.blind_index("telephone", person.telephone)
    return subject, key


def reseal(subject: Subject, person: Person) -> None:
    """Write a person anew under the key they have, and find them by the new numbers from now on."""
    subject.sealed = sealing.seal(key_of(subject), asdict(person), f"subject:{subject.pk}")
    subject.identity_index = sealing.blind_index("identity", person.identity_number)
    subject.telephone_index = sealing.blind_index("telephone", person.telephone)
    subject.save(update_fields=["sealed", "identity_index", "telephone_index"])


def person(subject: Subject) -> Person:
    """Open a subject. An erased one is a person whose name says so."""
    if not bytes(subject.key):
        return Person(name=ERASED)
    return Person(**sealing.unseal(key_of(subject), subject.sealed, f"subject:{subject.pk}"))


def key_of(subject: Subject) -> bytes:
    """The subject's key. Raises sealing.Unsealable when it was destroyed."""
    return sealing.unwrap(subject.key, str(subject.pk))


def seal_for(subject: Subject, value: Any, place: str) -> bytes:
    """Seal words about a subject for a place such as ``letter:<case number>:3``."""
    return sealing.seal(key_of(subject), value, place)


def open_for(subject: Subject, sealed: bytes | memoryview, place: str) -> Any:
    """What `seal_for` sealed, or None when the subject was erased."""
    if not bytes(subject.key):
        return None
    return sealing.unseal(key_of(subject), sealed, place)


def salted(words: dict[str, Any]) -> dict[str, Any]:
    """Words with a random salt, so that the digest which stays in the log after an erasure cannot be
    guessed back from a list of likely words."""
    return words if SALT in words else {**words, SALT: secrets.token_hex(8)}


def unsalted(words: dict[str, Any] | None) -> dict[str, Any] | None:
    """The words alone."""
    return None if words is None else {name: value for name, value in words.items() if name != SALT}


def same_person(identity_number: str) -> list[Subject]:
    """Earlier subjects with this identity number, found through the blind index."""
    index = sealing.blind_index("identity", identity_number)
    return list(Subject.objects.filter(identity_index=index)) if index else []


@transaction.atomic
def erase(*, subject: Subject, stream: str, by: User | None, at: datetime, reason: str) -> None:
    """Destroy a subject's key: what was sealed with it can never be read again, the log stays provable. ``by`` is None
    for the nightly job where the operator allowed it."""
    subject.key, subject.sealed = b"", b""
    subject.identity_index = subject.telephone_index = ""
    subject.erased_at = at
    subject.save()
    actor = by.actor if by else ledger.SYSTEM
    act = ledger.Act(actor, Action.SUBJECT_ERASED, f"subject:{subject.pk}", detail={"reason": reason})
    ledger.record(stream, [act], at=at)


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@lru_cache(maxsize=1024)
def identity_fault(kind: str, number: str) -> str:
    """Why an identity number cannot be right, or an empty string.

    Resident identity cards (GB 11643) and unified social credit codes (GB 32100) carry check characters;
    other papers are only asked for.
    """
    number = number.strip().upper()
    if not number:
        return "请填写证件号码。"
    if kind == "resident_identity_card":
        if not re.fullmatch(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]", number):
            return "身份证号码应为18位，且其中的出生日期应有效。"
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
        return "" if _CHECK[total % 11] == number[17] else "身份证号码的校验位不对，请核对是否输错。"
    if kind == "social_credit_code":
        if len(number) != 18 or any(letter not in _CREDIT_ALPHABET for letter in number):
            return "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）。"
        total = sum(_CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(number[:17]))
        return (
            "" if _CREDIT_ALPHABET[(31 - total % 31) % 31] == number[17] else "统一社会信用代码的校验位不对，请核对。"
        )
    return ""
