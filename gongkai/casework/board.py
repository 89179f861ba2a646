"""The board: open cases by colour, by department and by handler, and how much each has to carry.

One grouped query over the open cases, however many are closed; colours are computed from today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may_anywhere, scope
from gongkai.agencies.roles import Permission
from gongkai.casework.models import NO_LIMIT, Case
from gongkai.casework.queries import AMBER_WORKING_DAYS, Colour
from gongkai.statute.case_state import Stage

MOST_GROUPS = 100
"""How many agencies and departments are shown, the most urgent first; a province has thousands."""
NOBODY = "none"
"""How an address says that no department, or no person, was given the case."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen above the board: keys as an address writes them, empty for all."""

    agency: str = ""
    handler: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A count with the list behind it."""

    colour: Colour | None
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a department or a person carries: all open cases, each colour, and the day of the oldest."""

    label: str
    numbers: tuple[Number, ...]
    oldest: date | None
    unclaimed: bool = False

    @property
    def open(self) -> int:
        """All open cases of the row."""
        return self.numbers[-1].count


@dataclass(frozen=True, slots=True)
class Group:
    """An agency or department with the people in it."""

    load: Load
    people: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board, and what can be chosen above it. ``total`` counts the ``hidden`` groups, too."""

    total: Load
    groups: tuple[Group, ...]
    hidden: int
    agencies: tuple[tuple[str, str], ...]
    handlers: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    choice: Choice


@dataclass(frozen=True, slots=True)
class _Cell:
    """Open cases of one agency that one department and one person have."""

    agency: int
    unit: int | None
    handler: int | None
    counts: tuple[int, int, int, int]
    oldest: date


def board(user: User, choice: Choice, *, today: date) -> Board:
    """The board of a user: of the agencies where they see cases, or of what their department was given. At most
    eight queries."""
    sees = may_anywhere(user, Permission.CASE_SEE, on=today)
    permission, field = (Permission.CASE_SEE, "agency") if sees else (Permission.CASE_DRAFT, "assigned_agency")
    mine = Case.objects.filter(scope(user, permission, on=today, field=field), closed_on__isnull=True)
    cells = _cells(mine, choice, today)
    names = _names(cells)
    people = {row.pk: str(row) for row in User.objects.filter(pk__in={cell.handler for cell in cells if cell.handler})}
    listed = Choice(choice.agency, choice.handler, choice.stage)
    shown = [cell for cell in cells if _wanted(cell, choice)]
    status = "open" if sees else "assigned"
    places = _places(shown, names)
    return Board(
        total=_load("合计", shown, _address(status, listed)),
        groups=tuple(_group(place, people, status, listed) for place in places[:MOST_GROUPS]),
        hidden=len(places[MOST_GROUPS:]),
        agencies=tuple(sorted({(str(cell.agency), names[cell.agency]) for cell in cells}, key=lambda pair: pair[1])),
        handlers=tuple(sorted(((str(key), name) for key, name in people.items()), key=lambda pair: pair[1])),
        stages=tuple((stage.value, stage.label) for stage in Stage if stage is not Stage.NOT_RECEIVED),
        choice=choice,
    )


def _cells(cases: QuerySet[Case], choice: Choice, today: date) -> list[_Cell]:
    until = calendar.current().add(today, AMBER_WORKING_DAYS)
    if choice.stage in set(Stage):
        cases = cases.filter(stage=choice.stage)
    rows = (
        cases.order_by()
        .values_list("agency_id", "assigned_agency_id", "handler_id")
        .annotate(
            red=Count("next_on", filter=Q(next_on__lte=today)),
            amber=Count("next_on", filter=Q(next_on__gt=today, next_on__lte=until)),
            green=Count("next_on", filter=Q(next_on__gt=until, next_on__lt=NO_LIMIT)),
            grey=Count("next_on", filter=Q(next_on=NO_LIMIT)),
            oldest=Min("received_on"),
        )
    )
    return [_Cell(agency, unit, handler, (a, b, c, d), oldest) for agency, unit, handler, a, b, c, d, oldest in rows]


def _wanted(cell: _Cell, choice: Choice) -> bool:
    """Whether a cell is among what was chosen; the choices above the board stay those of all cells."""
    handler = str(cell.handler) if cell.handler else NOBODY
    return choice.agency in {"", str(cell.agency)} and choice.handler in {"", handler}


def _names(cells: Iterable[_Cell]) -> dict[int, str]:
    keys = {key for cell in cells for key in (cell.agency, cell.unit) if key is not None}
    return dict(Agency.objects.filter(pk__in=keys).order_by().values_list("pk", "short_name"))


@dataclass(frozen=True, slots=True)
class _Place:
    """The cells of one agency and department."""

    agency: int
    unit: int | None
    label: str
    cells: list[_Cell]


def _places(cells: list[_Cell], names: dict[int, str]) -> list[_Place]:
    """Each agency and department, the most overdue first."""
    found: dict[tuple[int, int | None], list[_Cell]] = {}
    for cell in cells:
        found.setdefault((cell.agency, cell.unit), []).append(cell)
    places = [
        _Place(agency, unit, names[agency] + (f"交{names[unit]}" if unit else "（未交办）"), here)
        for (agency, unit), here in found.items()
    ]
    return sorted(places, key=lambda place: (*_urgency(place.cells), place.label))


def _group(place: _Place, people: dict[int, str], status: str, choice: Choice) -> Group:
    """A place as the board shows it, with its people, the most overdue first."""
    unit = str(place.unit) if place.unit else NOBODY
    address = _address(status, choice) | {"agency": str(place.agency), "unit": unit}
    persons = sorted(
        (*_urgency([cell]), people.get(cell.handler or 0, "尚无承办人"), str(cell.handler or NOBODY), index)
        for index, cell in enumerate(place.cells)
    )
    loads = [
        _load(
            name,
            [place.cells[index]],
            address | {"handler": handler},
            unclaimed=place.unit is not None and handler == NOBODY,
        )
        for _, _, name, handler, index in persons
    ]
    return Group(_load(place.label, place.cells, address), tuple(loads))


def _urgency(cells: list[_Cell]) -> tuple[int, int]:
    """What sorts first: the most red, then the most amber."""
    return -sum(cell.counts[0] for cell in cells), -sum(cell.counts[1] for cell in cells)


def _address(status: str, choice: Choice) -> dict[str, str]:
    chosen = {"status": status, "agency": choice.agency, "handler": choice.handler, "stage": choice.stage}
    return {key: value for key, value in chosen.items() if value}


def _load(label: str, cells: list[_Cell], address: dict[str, str], *, unclaimed: bool = False) -> Load:
    counts = [sum(cell.counts[place] for cell in cells) for place in range(len(Colour))]
    numbers = [
        Number(colour, count, urlencode(address | {"colour": colour.value}))
        for colour, count in zip(Colour, counts, strict=True)
    ]
    numbers.append(Number(None, sum(counts), urlencode(address)))
    return Load(label, tuple(numbers), min((cell.oldest for cell in cells), default=None), unclaimed)
