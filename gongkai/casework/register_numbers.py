"""Which rows of a register are here already, and which of their numbers can stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gongkai.agencies.models import Agency
from gongkai.audit import ledger
from gongkai.casework.models import Case, CaseEvent
from gongkai.casework.register_entries import Entry, Remark
from gongkai.casework.register_file import RegisterFile, RegisterRow
from gongkai.privacy import sealing
from gongkai.statute.events import EventKind

IDS_AT_ONCE = 500
KEEPABLE = re.compile(r"(?!\d{1,5}$)(?=.*\d)[\w〔〕\[\]【】()（）.·:：+-]{4,40}")
"""Long enough to be the number of one request among many, and fit to stand in an address."""
ANY_NUMBER = re.compile(r"[A-Z0-9_-]+-\d{4}-\d{5,}")
"""As gongkai numbers the requests of any agency."""


def serial_of(agency: Agency, number: str) -> tuple[int, int] | None:
    """The year and the serial in a number of the agency's own kind."""
    found = re.fullmatch(rf"{re.escape(agency.code.upper())}-(\d{{4}})-(\d{{5,9}})", number)
    return (int(found[1]), int(found[2])) if found else None


class Known:
    """The numbers and rows that are here already, and those that came before in the file."""

    def __init__(self, agency: Agency, register: RegisterFile) -> None:
        self.agency = agency
        self.columns = register.columns
        given = {str(row.cells["number"]).strip().upper() for row in register.rows if "number" in row.cells}
        self._numbers = dict(_numbers(given))
        self._prints = frozenset(_fingerprints(agency))
        self._serials = frozenset(agency.cases.values_list("year", "serial"))
        self._seen: Counter[str] = Counter()
        self._places: dict[str, str] = {}
        self._used: set[str] = set()

    def fingerprint(self, entry: Entry) -> str:
        """A keyed hash of a row. The second of two rows that are alike has another."""
        print_ = f"{entry.number}|{entry.received_on}|{entry.name}|{entry.wanted}"
        self._seen[print_] += 1
        # The index takes no notice of hyphens and spaces; numbers differ by them.
        return sealing.blind_index("register", ledger.digest_of([self.agency.pk, print_, self._seen[print_]]))

    def already(self, entry: Entry, fingerprint: str) -> Remark | None:
        if fingerprint in self._prints:
            return Remark("", "此行已经导入过，不重复导入。")
        if self._numbers.get(entry.number.upper()) == self.agency.pk:
            return Remark("number", f"“{entry.number}”已在本机关的登记簿中，不重复导入。")
        return None

    def number(self, entry: Entry) -> tuple[bool, list[Remark]]:
        """Whether the number of a row can stay, and why not."""
        number = entry.number.upper()
        if not number:
            return False, []
        why = self._why_not(number)
        if why:
            return False, [Remark("number", f"“{entry.number}”{why}，将另编收件编号；原编号记入登记事项。")]
        self._used.add(number)
        return True, []

    def _why_not(self, number: str) -> str:
        if not KEEPABLE.fullmatch(number):
            return "太短，或者含有不能用于网址的字符"
        if number in self._used:
            return "与前面的行重复"
        if number in self._numbers:
            return "已被其他机关使用"
        if own := serial_of(self.agency, number):
            return "的流水号已被使用" if own in self._serials else ""
        return "是本系统其他机关的编号样式" if ANY_NUMBER.fullmatch(number) else ""

    def twins(self, entry: Entry, row: RegisterRow) -> list[Remark]:
        """Another row of the file with the same applicant, words and day."""
        key = f"{entry.received_on}|{entry.name}|{entry.wanted}"
        first = self._places.setdefault(key, row.place)
        if first == row.place:
            return []
        return [Remark("wanted", f"与{first}的申请人、收到日期和所需信息都相同，请核对是否重复登记。")]


def _numbers(given: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Which of some numbers are taken, and by which agency."""
    wanted = sorted(given)
    for start in range(0, len(wanted), IDS_AT_ONCE):
        yield from Case.objects.filter(number__in=wanted[start : start + IDS_AT_ONCE]).values_list(
            "number", "agency_id"
        )


def _fingerprints(agency: Agency) -> Iterator[str]:
    """The fingerprints of everything imported into an agency."""
    rows = CaseEvent.objects.filter(case__agency=agency, seq=1, kind=EventKind.SUBMITTED.value)
    return (found for found in rows.values_list("data__content", flat=True).iterator(chunk_size=5000) if found)
