"""How many due dates a second: the counting alone, and the whole derivation of a case with its pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bench._measure import line, machine, median_seconds
from gongkai.statute.events import Event, EventKind
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive
from gongkai.statute.workdays import calendar

COUNT = 20_000
CASES = 2_000
FIRST = date(2019, 1, 2)


def main() -> None:
    days = calendar()
    starts = [FIRST + timedelta(place % 2400) for place in range(COUNT)]
    law = rules()
    cases = [_case(FIRST + timedelta(140 + place % 2200)) for place in range(CASES)]
    print(f"due dates — {machine()}")
    counting = median_seconds(lambda: [days.add(start, 20) for start in starts])
    line("twenty working days counted", f"{COUNT / counting:,.0f}/s")
    deriving = median_seconds(lambda: [derive(case, rules=law, calendar=days) for case in cases])
    line("cases derived (7 events, consultation)", f"{CASES / deriving:,.0f}/s")


def _case(received: date) -> list[Event]:
    """A request with a consultation, decided and served."""
    steps = (
        (EventKind.SUBMITTED, 0, {"channel": "counter", "applicant_kind": "natural_person"}),
        (EventKind.REGISTERED, 0, {}),
        (EventKind.CONSULTATION_OPENED, 4, {"key": "1", "party": "third_party"}),
        (EventKind.CONSULTATION_CLOSED, 16, {"key": "1", "opinion": "consents"}),
        (EventKind.DECISION_PROPOSED, 20, {"outcome": "open"}),
        (EventKind.DECIDED, 21, {"outcome": "open"}),
        (EventKind.SERVED, 22, {"channel": "counter"}),
    )
    at = datetime(2019, 1, 1, tzinfo=UTC)
    return [
        Event(kind, received + timedelta(after), seq, at, data)
        for seq, (kind, after, data) in enumerate(steps, start=1)
    ]


if __name__ == "__main__":
    main()
