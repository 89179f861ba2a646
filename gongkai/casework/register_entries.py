"""The cells of a row as days, words and choices, with everything that is wrong or doubtful about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.casework import register_dates, subjects
from gongkai.casework.intake import LONGEST_REQUEST
from gongkai.casework.register_dates import Unreadable
from gongkai.casework.register_fields import BY_KEY, LABELS, Shape, plain
from gongkai.casework.register_file import RegisterRow
from gongkai.casework.register_words import BLANK, UNDECIDED, VOCABULARIES, Dictionary, Unknown

FIRST_DAY = date(2008, 5, 1)
"""The regulation's first day: before it there were no requests under it."""
LONGEST_NUMBER = 40
LONGEST_WORDS = 400
_EXACT_DIGITS = 10**15
"""Beyond this a spreadsheet has rounded a number."""
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
_MASKED = re.compile(r"[*＊×]")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row: the column, a sentence, and whether it keeps the row out."""

    field: str
    message: str
    refuses: bool = False

    def __str__(self) -> str:
        return f"{LABELS[self.field]}：{self.message}" if self.field in LABELS else self.message


@dataclass(frozen=True, slots=True)
class Trial:
    """A reconsideration or a lawsuit of a row."""

    kind: str
    key: str
    filed_on: date
    decided_on: date | None
    result: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood. Days are the legal ones; words are as given."""

    received_on: date
    channel: str
    name: str
    kind: str
    wanted: str
    days: Mapping[str, date]
    """The days of the other columns, by their keys."""
    words: Mapping[str, str]
    """The words of the other columns, by their keys; choices as keys of their vocabularies."""
    outcome: str = ""
    consulted: tuple[date, date | None] | None = None
    fee_amount: int | None = None
    trials: tuple[Trial, ...] = ()

    def day(self, key: str) -> date | None:
        return self.days.get(key)

    @property
    def number(self) -> str:
        return self.words.get("number", "")

    @property
    def decided_on(self) -> date | None:
        return self.days.get("decided_on")

    @property
    def served_on(self) -> date | None:
        return self.days.get("served_on")


def read_entry(
    row: RegisterRow, dictionary: Dictionary, *, today: date, served_on_reply: bool = False
) -> tuple[Entry | None, list[Remark]]:
    """The entry of a row and what is to be said about it; no entry when something keeps the row out."""
    read = _Cells(row, dictionary)
    for key in row.cells:
        read.take(key)
    for key in dictionary.blanks:
        read.words.setdefault(key, dictionary.blanks[key])
    if served_on_reply and "decided_on" in read.days and "served_on" not in read.days:
        read.days["served_on"] = read.days["decided_on"]
    trials = _trials(read)
    _check_required(read)
    _check_days(read, today)
    _check_words(read)
    if any(remark.refuses for remark in read.remarks):
        return None, read.remarks
    return _entry(read, trials), read.remarks


class _Cells:
    """What was read of a row so far."""

    def __init__(self, row: RegisterRow, dictionary: Dictionary) -> None:
        self.row = row
        self.dictionary = dictionary
        self.days: dict[str, date] = {}
        self.words: dict[str, str] = {}
        self.period: tuple[date, date | None] | None = None
        self.amount: int | None = None
        self.remarks: list[Remark] = []

    def refuse(self, key: str, message: str) -> None:
        self.remarks.append(Remark(key, message, refuses=True))

    def doubt(self, key: str, message: str) -> None:
        self.remarks.append(Remark(key, message))

    def take(self, key: str) -> None:
        value = self.row.cells[key]
        text = as_words(value)
        shape = BY_KEY[key].shape
        if key in self.row.computed and key != "ordinal":
            self.refuse(key, "是公式，不是数值。请复制这一列，用“选择性粘贴—数值”贴回以后再导入")
        elif _ERRORS.fullmatch(text):
            self.refuse(key, f"是表格软件的错误值“{text}”")
        elif plain(text) in BLANK and key != "name":
            return
        else:
            _READERS[shape](self, key, value)

    def day(self, key: str, value: Any) -> None:
        try:
            self.days[key] = register_dates.read_day(value)
        except Unreadable as error:
            self.refuse(key, f"{error}。")

    def spell(self, key: str, value: Any) -> None:
        try:
            self.period = register_dates.read_period(value)
        except Unreadable as error:
            self.refuse(key, f"{error}。两个日期之间请写“至”。")

    def yuan(self, key: str, value: Any) -> None:
        try:
            self.amount = register_dates.read_amount(value)
        except Unreadable as error:
            self.refuse(key, f"{error}。")

    def choice(self, key: str, value: Any) -> None:
        found = VOCABULARIES[key].read(as_words(value), self.dictionary.words.get(key))
        if isinstance(found, Unknown):
            self.refuse(key, f"{found}。")
        else:
            self.words[key] = found

    def text(self, key: str, value: Any) -> None:
        if key == "identity_number" and isinstance(value, int | float) and abs(value) >= _EXACT_DIGITS:
            self.doubt(key, "被表格软件存成了数字，末几位已经丢失，没有导入。请把单元格设为文本格式后重新填写。")
            return
        self.words[key] = as_words(value)


_READERS: Mapping[Shape, Callable[[_Cells, str, Any], None]] = {
    Shape.DAY: _Cells.day,
    Shape.PERIOD: _Cells.spell,
    Shape.AMOUNT: _Cells.yuan,
    Shape.CHOICE: _Cells.choice,
    Shape.TEXT: _Cells.text,
}


def as_words(value: Any) -> str:
    """A cell as it would be printed; the mark that keeps an exported cell from being a formula is taken off."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_DIGITS:
        return str(int(value))
    text = str(value).strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text


def _check_required(read: _Cells) -> None:
    said = {remark.field for remark in read.remarks}
    for key, place in (
        ("received_on", read.days),
        ("channel", read.words),
        ("name", read.words),
        ("kind", read.words),
        ("wanted", read.words),
    ):
        if key not in place and key not in said:
            hint = "，整份台账相同的可以在对照表的“空白”中指定" if key in {"channel", "kind"} else ""
            read.refuse(key, f"没有填写{hint}。")
    outcome, decided = read.words.get("outcome"), read.days.get("decided_on")
    if outcome and outcome != UNDECIDED and decided is None and "decided_on" not in said:
        read.refuse("decided_on", "有办理结果而没有答复日期，无法计入任何一年。")
    if decided is not None and outcome in {None, UNDECIDED} and "outcome" not in said:
        read.refuse("outcome", "有答复日期而没有办理结果，无法计入年度报告的任何一行。")
    if "served_on" in read.days and "delivery" not in read.words and "delivery" not in said:
        read.refuse("delivery", "有送达日期而没有送达方式；整份台账相同的可以在对照表的“空白”中指定。")


_ORDER = (
    ("correction_asked_on", "received_on"),
    ("corrected_on", "correction_asked_on"),
    ("extended_on", "received_on"),
    ("fee_noticed_on", "received_on"),
    ("fee_paid_on", "fee_noticed_on"),
    ("decided_on", "received_on"),
    ("served_on", "decided_on"),
    ("consulted_from", "received_on"),
    ("consulted_until", "consulted_from"),
)


def _check_days(read: _Cells, today: date) -> None:
    days = dict(read.days)
    if read.period:
        days["consulted_from"] = read.period[0]
        if read.period[1]:
            days["consulted_until"] = read.period[1]
    for key, on in days.items():
        if on > today:
            read.refuse(key, f"{on:%Y-%m-%d}晚于今天。")
        elif on < FIRST_DAY:
            read.refuse(key, f"{on:%Y-%m-%d}早于条例施行之日{FIRST_DAY:%Y-%m-%d}。")
    for later, earlier in _ORDER:
        if later in days and earlier in days and days[later] < days[earlier]:
            read.refuse(later, f"{days[later]:%Y-%m-%d}早于{LABELS[earlier]}{days[earlier]:%Y-%m-%d}。")
    _check_alone(read, days)


def _check_alone(read: _Cells, days: Mapping[str, date]) -> None:
    """Days that mean nothing without another."""
    if "served_on" in days and "decided_on" not in days:
        read.refuse("served_on", "有送达日期而没有答复日期。")
    for later, earlier in (("corrected_on", "correction_asked_on"), ("consulted_until", "consulted_from")):
        if later in days and earlier not in days:
            read.doubt(later, f"没有{LABELS[earlier]}，这个日期只记入备注，期限不因此重新计算。")


def _check_words(read: _Cells) -> None:
    words = read.words
    if len(words.get("wanted", "")) > LONGEST_REQUEST:
        read.refuse("wanted", f"超过{LONGEST_REQUEST}字。")
    for key in words.keys() - {"wanted", "remark"}:
        longest = LONGEST_WORDS if key != "number" else LONGEST_NUMBER
        if len(words[key]) > longest:
            read.refuse(key, f"超过{longest}字。")
    if _MASKED.search(words.get("name", "")):
        read.doubt("name", "带有＊号，是遮盖以后的姓名；将按原样保存。")
    number = words.get("identity_number", "")
    if len(number) == 18 and identity_kind(number) == "other":
        read.doubt("identity_number", "校验位不对，将按原样保存，请核对是否抄错。")
    if "dispute" in words:
        read.doubt("dispute", "没有分列受理日期和审结日期，只记入备注，不计入年度报告表四。")


def identity_kind(number: str) -> str:
    """What paper a number belongs to, by its check character; ``other`` when none fits."""
    plain_number = unicodedata.normalize("NFKC", number).strip().upper()
    for kind in ("resident_identity_card", "social_credit_code"):
        if not subjects.identity_fault(kind, plain_number):
            return kind
    return "other"


def _trials(read: _Cells) -> tuple[Trial, ...]:
    found: list[Trial] = []
    for prefix, what in (("reconsideration", "复议"), ("lawsuit", "诉讼")):
        result, key = read.words.get(f"{prefix}_result", ""), read.words.get(f"{prefix}_key", "")
        filed, ended = read.days.get(f"{prefix}_on"), read.days.get(f"{prefix}_ended_on")
        if filed is None:
            if result or key or ended:
                read.refuse(f"{prefix}_on", f"写有{what}而没有受理日期，无法计入年度报告表四。")
            continue
        if bool(ended) != bool(result):
            read.refuse(f"{prefix}_result", f"{what}的审结日期和结果应当同时填写，尚未审结的都空着。")
        if ended and ended < filed:
            read.refuse(f"{prefix}_ended_on", f"{ended:%Y-%m-%d}早于受理日期{filed:%Y-%m-%d}。")
        kind = "reconsideration" if prefix == "reconsideration" else "after_reconsideration" if found else "direct"
        found.append(Trial(kind, key[:60] or f"{what}（台账未载案号）", filed, ended, result))
    return tuple(found)


def _entry(read: _Cells, trials: tuple[Trial, ...]) -> Entry:
    days, words = dict(read.days), dict(read.words)
    outcome = words.pop("outcome", "")
    period = read.period
    if period is None and "consulted_from" in days:
        period = (days["consulted_from"], days.get("consulted_until"))
    return Entry(
        received_on=days.pop("received_on"),
        channel=words.pop("channel"),
        name=words.pop("name"),
        kind=words.pop("kind"),
        wanted=words.pop("wanted"),
        days=days,
        words=words,
        outcome="" if outcome == UNDECIDED else outcome,
        consulted=period,
        fee_amount=read.amount,
        trials=trials,
    )
