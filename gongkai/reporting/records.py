"""Figures that nobody has to enter, because what they count is recorded here: documents, normative documents, meetings,
interpretations, talks, gazettes, places for reading, villages with boards, and what apps above record (`count_too`).

An agency whose records hold nothing of a kind is not counted as 0: it may keep that register elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.agencies.models import Agency
from gongkai.disclosure import library, meetings, points
from gongkai.disclosure.gazette import distribution
from gongkai.disclosure.interpretations import register
from gongkai.disclosure.models import PublicPage
from gongkai.statute.interpretations import Form
from gongkai.village import queries as villages

FEW = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A number, and the records behind it in words."""

    value: int
    source: str


Register = dict[tuple[int, str], Counted]
"""The agency's key and the figure's to what was counted."""


Counter = Callable[[int, Sequence[int]], Register]
"""What an app's records say of a year, for agencies by their keys."""
_ABOVE: dict[str, Counter] = {}


def count_too(name: str, counter: Counter) -> None:
    """Have what an app above this one records counted as well; it says so in its ``AppConfig.ready``."""
    _ABOVE[name] = counter


def count(year: int, scope: Sequence[Agency]) -> Register:
    """What the records of agencies say of a year. Costs a dozen queries, however many agencies there are."""
    ids = [member.pk for member in scope]
    found: Register = {}
    for agency, kept in library.normative(ids, year).items():
        for key, names in (("issued", kept.issued), ("repealed", kept.repealed), ("in_force", kept.in_force)):
            found[agency, f"normative_{key}"] = Counted(len(names), _named("政策文件库", names))
    for agency, titles in _documents(year, ids).items():
        found[agency, "documents"] = Counted(len(titles), _named("政策文件库", titles))
    for agency, held in meetings.counted(ids, year).items():
        found[agency, "meetings"] = Counted(held, "公开的政府常务会议")
    for agency, printed in distribution.years(ids, year).items():
        found[agency, "gazette_issues"] = Counted(printed.issues, "政府公报编发记录")
        found[agency, "gazette_copies"] = Counted(printed.copies, "政府公报赠阅登记")
    for agency, seen in points.counted(ids, year).items():
        for key in ("visits", "requests"):
            found[agency, f"point_{key}"] = Counted(seen[key], "查阅场所登记")
    for (agency, form), titles in register.published(ids, year).items():
        if form in _FIGURES:
            found[agency, _FIGURES[form]] = Counted(len(titles), _named("政策解读台账", titles))
    return found | _villages(year, ids) | _above(year, ids)


_FIGURES = {
    Form.PICTURE: "picture_interpretations",
    Form.ANIMATION: "animated_interpretations",
    Form.TALK: "talks",
}
"""What the narrative calls the forms that it counts."""


def _above(year: int, agencies: Sequence[int]) -> Register:
    """What apps above this one recorded."""
    return {key: one for counter in _ABOVE.values() for key, one in counter(year, agencies).items()}


def _villages(year: int, townships: Sequence[int]) -> Register:
    """The villages of townships that kept their boards in a year."""
    kept = villages.keeping_boards(townships, year)
    return {(one, "village_boards"): Counted(len(names), _named("村务公开", names)) for one, names in kept.items()}


def _documents(year: int, agencies: Sequence[int]) -> dict[int, list[str]]:
    """The policy documents that agencies made public in a year and that still are."""
    rows = PublicPage.objects.filter(
        agency__in=agencies, kind="policy", at__year=year, release__isnull=False, release__withdrawn_at=None
    )
    found: dict[int, list[str]] = {}
    for agency, title in rows.order_by("at", "pk").values_list("agency", "title"):
        found.setdefault(agency, []).append(title)
    return found


def _named(where: str, names: Sequence[str]) -> str:
    """The source in words, with the first of what was counted."""
    if not names:
        return f"{where}：没有"
    more = f"等{len(names)}件" if len(names) > FEW else ""
    return f"{where}：{'、'.join(names[:FEW])}{more}"[:200]
