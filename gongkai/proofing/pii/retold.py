"""Numbers that go on over blanks, lines, cells and markup: found in the whole text, retold as if they were written
plainly, and judged by the same eyes as any other number.

What stands around a number decides there whose it is (an office's telephone, a file's number); here only whether a
chain of digits is a number at all, and whether it belongs to somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage, joined_words
from gongkai.proofing.pii import accounts, banks, identity, telephone
from gongkai.proofing.pii.nearby import is_name, named_right_before
from gongkai.proofing.pii.needs import Need
from gongkai.proofing.pii.numbers import has_segment
from gongkai.proofing.pii.sightings import Sighting, sightings
from gongkai.proofing.pii.spelling import Gap
from gongkai.proofing.placed import Placed
from gongkai.proofing.shadow import UNSEEN, plain_form
from gongkai.proofing.text import BlockKind, Text
from gongkai.proofing.whole import Whole

_REACH, _ROW, _NEXT_LINE = 160, 120, 40
_NOISE = re.compile(
    rf"</?[A-Za-z][^<>\n]{{0,60}}>|&(?:#[0-9]{{1,6}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z]{{2,8}});|[{UNSEEN}]"
)
_PREFIX = re.compile(
    r"(?:(?<![0-9])\(?\+? ?(?:00)?86\)?[ \-.]{0,2}(?:\(0\))?|(?<![0-9])(?:17951|12593|17909|17911|11808|0))$"
)
_ORDINAL = re.compile(r"(?<![0-9.,、/\-])[0-9]{1,2}[.、)] ?$")
_FIGURE_BEFORE = re.compile(r"(?<=[0-9])(?:[^\w\n]|_){1,3}$")
_LINE_ABOVE = re.compile(r"\s*\n\s*$")
_SAME_KIND_BEFORE = re.compile(
    r"(?:1[3-9][0-9]{9}|(?<![0-9])0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7})[^\w\n]{0,3}(?:或者?|和|及|转)?[^\w\n]{0,2}$"
)
_LISTED_BEFORE = re.compile(rf"(?![0-9-]+\s*$){_SAME_KIND_BEFORE.pattern}")
"""With a sign or a word between: blanks part the figures of a row too."""
_LANDLINE_BEFORE = re.compile(r"(?<![0-9.\-])(?<![0-9],)[2-9][0-9]{6,7}[ ]?[,、/;或和][ ]?$")
"""Without its area's code a telephone of a house is any figure: only a word for telephones before it makes it one."""
_SAME_KIND_BEHIND = re.compile(r"[^\w\n]{1,3}(?:\+? ?(?:00)?86\)?[ \-.]{0,2})1[3-9][0-9]{9}(?![0-9A-Za-z])")
_FIGURE = re.compile(r"[0-9]")
_WORDS = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_FIELD = r"(?:^|[\s,，|、/(（:：;\"“])"


class Telling:
    """A text with the numbers of somebody that were sighted in it."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.sightings = sightings(whole.text)
        self._proven = [item for item in self.sightings if _is_plain(item)]

    def left(self, item: Sighting) -> str:
        """What stands before a number: others written plainly, no markup, the head of its column before its cell."""
        block = self.whole.block_at(item.start)
        if block.kind is not BlockKind.CELL or self.leaves_its_block(item):
            return joined_words(self._told(item.start - _REACH, item.start))
        cell = item.start - self.whole.within_block(item.start)
        row = self._told(item.start - _REACH, cell)
        if block.row > 1:
            row = row.rpartition("\n")[2]
        head = f"{block.label}:" if _WORDS.search(block.label) else ""
        return row + head + joined_words(self._told(cell, item.start))

    def leaves_its_block(self, item: Sighting) -> bool:
        """Whether a number goes on in another cell or paragraph: the columns were not those that were read."""
        return self.whole.block_at(item.start) is not self.whole.block_at(item.end - 1)

    def right(self, item: Sighting) -> str:
        return _NOISE.sub("", plain_form(self.whole.text[item.end : item.end + _REACH]))

    def beside(self, item: Sighting) -> bool:
        """Whether somebody's number stands before in the same row, or right before on the line above. A card's row may
        have been broken once: issuer and last digit fit too."""
        at = bisect_left(self._proven, item.start, key=_start)
        for other in reversed(self._proven[max(at - 3, 0) : at]):
            between = self.whole.text[other.end : item.start] if other.end <= item.start else "0"
            lines, row = between.count("\n"), between.rpartition("\n")[2]
            near = lines == 0 or (lines == 1 and len(between) <= _NEXT_LINE and not _FIGURE.search(row))
            if len(between) <= _ROW and (near or (lines == 1 and item.kind == "card")):
                return True
        return False

    def _told(self, start: int, end: int) -> str:
        text, at = self.whole.text, max(start, 0)
        pieces = []
        for other in self._proven[
            bisect_left(self._proven, at, key=_start) : bisect_left(self._proven, end, key=_start)
        ]:
            if at <= other.start and other.end <= end:
                pieces += [text[at : other.start], other.spelled.number]
                at = other.end
        return _NOISE.sub(" ", plain_form("".join([*pieces, text[at:end]])).translate(_UNSEEN))


def _start(item: Sighting) -> int:
    return item.start


def _is_plain(item: Sighting) -> bool:
    """Whether a number is sure enough to speak for others in its row."""
    if item.kind == "identity":
        return item.need is Need.NOTHING or (item.need is Need.PERSON and not item.spelled.single)
    return item.kind == "mobile" and item.need is Need.NOTHING and item.spelled.runs in ((11,), (3, 4, 4))


def _telling(whole: Whole) -> Telling:
    """The rules ask one after the other; the text is read once."""
    known = whole.remembered.get("telling")
    if not isinstance(known, Telling):
        known = whole.remembered["telling"] = Telling(whole)
    return known


def identities(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Eighteen characters whose region, day and check digit are right, in any writing."""
    del day
    yield from _judged(text, rule, "identity", identity.resident_id, _called_identity)


def unsure_identities(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Eighteen characters that are called an identity number, in the usual writings, with a wrong check digit."""
    del day
    yield from _judged(text, rule, "unsure", identity.resident_id_unsure, lambda *_: True)


def old_identities(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Fifteen digits that are called an identity number, in the usual writings."""
    del day
    yield from _judged(text, rule, "old", identity.resident_id_15, lambda *_: True)


def mobiles(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Eleven digits in any writing that are called a telephone or stand beside somebody."""
    del day
    yield from _judged(text, rule, "mobile", telephone.mobile, _called_telephone)


def cards(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Card numbers in any writing that are called so or stand beside somebody."""
    del day
    yield from _judged(text, rule, "card", accounts.bank_card, _called_card)


def _judged(
    text: Text,
    rule: Rule,
    kind: str,
    judge: Callable[[Passage, Rule], Iterable[Hit]],
    called: Callable[[str, Rule], bool],
) -> Iterator[Placed]:
    telling = _telling(text.whole)
    for item in telling.sightings:
        if item.kind != kind or (item.need is Need.NOTHING and _was_judged(telling.whole, item)):
            continue
        left = telling.left(item)
        belongs = _belongs(telling, item, left, rule, called)
        if not belongs and not _may_belong(item, left, rule):
            continue
        proven = item.need is not Need.NOTHING or not _was_read(telling.whole, item)
        passage, start = _plainly(item, left, telling.right(item), proven=proven)
        if not telling.leaves_its_block(item):
            passage = replace(passage, beside=telling.whole.block_at(item.start).beside)
        for hit in judge(passage, rule):
            if hit.start <= start < hit.end:
                place = telling.whole.source(item.start, item.end)
                found = hit if belongs else replace(hit, severity=Severity.HINT, probability=0.4)
                yield Placed(*place, telling.whole.block_at(item.start), _at(found, place))


def _at(hit: Hit, place: tuple[int, int]) -> Hit:
    return Hit(*place, hit.severity, hit.probability, hit.words, hit.suggestions, hit.since)


def _plainly(item: Sighting, left: str, right: str, *, proven: bool) -> tuple[Passage, int]:
    """The number written plainly between what stands around it, and where it begins. Signs that made it part of
    something longer become a pause, and the line above belongs to it."""
    left = _LINE_ABOVE.sub(" ", left)
    left = _FIGURE_BEFORE.sub("、", _ORDINAL.sub("", _PREFIX.sub("", left)))
    if re.search(r"[0-9A-Za-z]$", left):
        left += "：" if left[-1].isalpha() else "、"
    if re.match(r"[0-9A-Za-z]|[^\w\n]{1,3}[0-9]", right):
        right = "、" + re.sub(r"^[^\w\n]{1,3}(?=[0-9])", "", right)
    return Passage(left + item.spelled.number + right, proven=proven), len(left)


# -- what was read in its paragraph ------------------------------------------------------------------

_PATTERNS = {
    "identity": (identity.EIGHTEEN,),
    "unsure": (identity.EIGHTEEN,),
    "old": (identity.FIFTEEN,),
    "mobile": (telephone.MOBILE,),
    "card": (accounts.CARD,),
}


def _was_judged(whole: Whole, item: Sighting) -> bool:
    """Whether the reader of paragraphs saw the number, and what stands around it: in a line of its own, as PDF files
    leave the cells of a table, nothing does."""
    block = whole.block_at(item.start)
    alone = block.kind is not BlockKind.CELL and len(block.text.strip()) <= item.end - item.start
    return not (alone and item.kind in ("card", "mobile")) and _was_read(whole, item)


def _was_read(whole: Whole, item: Sighting) -> bool:
    """Whether the reader of paragraphs saw the number as it is written: what it said then holds."""
    first = whole.within_block(item.start)
    if whole.block_at(item.start) is not whole.block_at(item.end - 1):
        return False
    before = plain_form(whole.text[item.start - min(first, 10) : item.start]).translate(_UNSEEN)
    number = plain_form(whole.text[item.start : item.end]).translate(_UNSEEN)
    room = len(whole.block_at(item.start).text) - whole.within_block(item.end - 1) - 1
    after = plain_form(whole.text[item.end : item.end + min(room, 10)]).translate(_UNSEEN)
    written, start, end = before + number + after, len(before), len(before) + len(number)
    return any(_matches_at(pattern, written, start, end) for pattern in _PATTERNS[item.kind])


_UNSEEN = dict.fromkeys(map(ord, UNSEEN))


def _matches_at(pattern: re.Pattern[str], written: str, start: int, end: int) -> bool:
    name = "number" if "number" in pattern.groupindex else 0
    at = 0
    while (match := pattern.search(written, at)) is not None:
        if match.span(name) == (start, end):
            return True
        at = match.start() + 1
    return False


# -- whose it is -------------------------------------------------------------------------------------


def _belongs(telling: Telling, item: Sighting, left: str, rule: Rule, called: Callable[[str, Rule], bool]) -> bool:
    """Whether what a chain needs stands around it."""
    if item.need is Need.NAMED:
        return _named_right_before(telling, item, left, rule)
    return item.need is Need.NOTHING or called(left, rule) or _of_person(telling, item, left, rule)


def _named_right_before(telling: Telling, item: Sighting, left: str, rule: Rule) -> bool:
    """Whether an identity number, a name or a word for a telephone touches a number that more figures follow."""
    touching = any(other.end == item.start for other in telling.sightings if other.kind == "identity")
    return touching or bool(_LABEL.search(left)) or (_named(left, rule) and not _BANK.search(left))


_BANK = re.compile(r"(?:[支分银]行|信用社|营业部|储蓄所)\s*$")
"""区支行 is no name, though 区 is a surname too."""
_LABEL = re.compile(r"(?:手机|电话|联系方式|(?:手机|电话|联系)号码?)[\s:：]{0,3}$")


def _of_person(telling: Telling, item: Sighting, left: str, rule: Rule) -> bool:
    """Whether a chain that needs somebody beside it has somebody."""
    if item.need is Need.CALLED:
        return False
    if item.kind != "card" and _named_behind(telling.right(item), rule):
        return True
    left = _ORDINAL.sub("", _PREFIX.sub("", left)) if item.kind == "mobile" else left
    telephone_before = item.kind == "mobile" and (_LISTED_BEFORE.search(left) or _LETTERS.search(left))
    listed = item.kind == "mobile" and _SAME_KIND_BEHIND.match(telling.right(item)) is not None
    if telephone_before or listed or telling.beside(item):
        return True
    if item.need is Need.NUMBER:
        return item.kind == "mobile" and _named_before(item, left, rule)
    if any("\n" in gap for gap in item.spelled.gaps) and not _ends_its_line(telling, item):
        return telephone.is_named(Passage(left), len(left), rule) or _named(left, rule)
    return _named_in_row(left, rule)


def _may_belong(item: Sighting, left: str, rule: Rule) -> bool:
    """Whether a telephone's groups stand by blanks behind a name and a blank, or go on in the next line of a row with a
    name: figures of a row do so too, so it is a hint."""
    if item.kind != "mobile" or item.need not in (Need.PERSON, Need.NUMBER) or not has_segment(item.spelled.number):
        return False
    left = _ORDINAL.sub("", _PREFIX.sub("", left))
    if item.spelled.kinds == {Gap.BLANK}:
        return _named(left, rule)
    return len(item.spelled.runs) == 2 and item.spelled.kinds == {Gap.LINE} and _named_in_row(left, rule)


def _ends_its_line(telling: Telling, item: Sighting) -> bool:
    """Whether all that parts a number are ends of lines, and the last line holds nothing else: a narrow column."""
    text = telling.whole.text
    return all("\n" in gap for gap in item.spelled.gaps) and text[item.end : item.end + 1] in ("", "\n")


def _named(left: str, rule: Rule) -> bool:
    return named_right_before(Passage(left), len(left), rule)


def _named_before(item: Sighting, left: str, rule: Rule) -> bool:
    """Whether a name stands right before a telephone's usual groups, and the sign between these is not the one between
    the fields of the row."""
    gap = item.spelled.gaps[0].strip()
    if not gap:
        return _NO_BLANK.search(left) is not None and _named(left, rule)
    if left.rstrip(" ").endswith(gap):
        return False
    usual = item.spelled.runs == (3, 4, 4) and telephone.is_named(Passage(left), len(left), rule)
    return usual or _named(left, rule)


_NO_BLANK = re.compile(r"[^\s0-9|]$")
"""Groups by blanks stand behind a name and a sign; behind a blank they may be figures of a row."""


def _named_behind(right: str, rule: Rule) -> bool:
    """Whether a name stands in brackets right behind, a mailbox's sign, or the end of a recording's name."""
    named = rf"\s?\((?:{rule.words['surname'].pattern})[\u4e00-\u9fff]{{1,3}}\)"
    return (
        re.match(rf"{named}|@[0-9A-Za-z]|(?:[_\-][0-9_\-]{{6,20}})?\.(?:amr|mp3|m4a|wav|aac|vcf)\b", right) is not None
    )


def _called_identity(left: str, rule: Rule) -> bool:
    left = _HEAD_OF_RUN.sub("", left)
    return bool(rule.words["identity"].search(left[-40:]) or _SHORT_IDENTITY.search(left))


def _called_card(left: str, rule: Rule) -> bool:
    return bool(
        rule.words["card"].search(left[-30:])
        or _SHORT_CARD.search(left)
        or accounts.AT_A_BANK.search(left)
        or _in_file_of_bank(left)
    )


def _in_file_of_bank(left: str) -> bool:
    return banks.is_payee_of_file(Passage(left), len(left))


def _called_telephone(left: str, rule: Rule) -> bool:
    near = _ORDINAL.sub("", _PREFIX.sub("", left))
    while (beside := _SAME_KIND_BEFORE.search(near) or _LANDLINE_BEFORE.search(near)) is not None:
        near = _PREFIX.sub("", near[: beside.start()])
    words = _telephone_before(rule.words["telephone"].pattern)
    return bool(telephone.CALLED.search(near[-24:]) or _VERB.search(near) or words.search(near[-24:]))


@lru_cache(maxsize=4)
def _telephone_before(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})[^0-9。;]{{0,6}}\Z")


_HEAD_OF_RUN = re.compile(r"[0-9A-Za-z]{1,16}$")
"""What a certificate's number has before the identity number in it."""
_SHORT_IDENTITY = re.compile(
    r"(?:证件?|户口[本簿]?|税号|识别号|(?<![A-Za-z])(?:SFZH?|ID))[^0-9。;]{0,8}$", re.IGNORECASE
)
_SHORT_CARD = re.compile(
    r"(?:卡|账户|账号|帐号|帐户|户头|A/C|(?<![A-Za-z])(?:acct|account|card|bank)\w*)[^0-9。;]{0,12}$", re.IGNORECASE
)
_VERB = re.compile(
    r"(?:[打拨]|加0|微.|薇信?|[徽威]信|扣扣|录音|通话|(?<![\u4e00-\u9fff])电|短信|来电|通知(?:\S{1,4})?|[📱☎☏📞✆])[^0-9A-Za-z。;]{0,4}$"
)
_LETTERS = re.compile(r"(?<![A-Za-z])(?:wx|vx|v|tel|mob|m|t|dh|sjh?)[^0-9A-Za-z。;]{0,4}$", re.IGNORECASE)


def _named_in_row(left: str, rule: Rule) -> bool:
    """Whether a name stands right before, or alone in a field of the row."""
    row = left.rpartition("\n")[2]
    if telephone.is_named(Passage(left), len(left), rule) or _named(left, rule):
        return True
    fields = _name_field(rule.words["surname"].pattern).finditer(row)
    return any(is_name(match["name"], rule) for match in fields)


@lru_cache(maxsize=4)
def _name_field(surname: str) -> re.Pattern[str]:
    """A field of a row that holds nothing but a name."""
    return re.compile(rf"{_FIELD}(?P<name>(?:{surname})[\u4e00-\u9fff]{{1,2}})(?=$|[\s,，|、/)）(（\"”])")
