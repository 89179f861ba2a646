"""Digits stuck together: every way to cut them, and the equations that leave one.

The work is bounded everywhere; where a bound is reached the cells stay undecided instead of slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Row = tuple[int, ...]
MAX_CUTS = 20_000
MAX_STATES = 60_000
MAX_RUN = 40


def cuts(digits: str, count: int) -> Iterator[Row]:
    """Every way to read a run of digits as so many figures; no figure starts with a zero but 0 itself."""
    if count == 0:
        if not digits:
            yield ()
        return
    longest = len(digits) - count + 1
    if longest < 1 or len(digits) > MAX_RUN:
        return
    for size in range(1, (1 if digits[0] == "0" else min(longest, 9)) + 1):
        head = int(digits[:size])
        for tail in cuts(digits[size:], count - 1):
            yield (head, *tail)


def rows_that_add_up(digits: str, count: int) -> list[Row]:
    """Every cut of which the last figure is the sum of the others."""
    if len(digits) < count or len(digits) > MAX_RUN:
        return []
    found: list[Row] = []
    for size in range(1, len(digits) - count + 2):
        total = digits[-size:]
        if size > 1 and total[0] == "0":
            continue
        found.extend((*parts, int(total)) for parts in _summing(digits[:-size], count - 1, int(total)))
        if len(found) > MAX_CUTS:
            return []
    return sorted(set(found))


def _summing(digits: str, count: int, total: int) -> Iterator[Row]:
    """Every cut with this sum; a figure above what is left ends the branch."""
    if count == 1:
        if digits and (digits[0] != "0" or len(digits) == 1) and int(digits) == total:
            yield (total,)
        return
    longest = len(digits) - count + 1
    for size in range(1, (1 if digits[:1] == "0" else longest) + 1):
        head = int(digits[:size]) if size <= longest else total + 1
        if head > total:
            return
        for tail in _summing(digits[size:], count - 1, total - head):
            yield (head, *tail)


def groups_that_add_up(digits: str, groups: int, count: int) -> list[tuple[Row, ...]]:
    """Every cut into groups of which each adds up (table C: three of five)."""
    if groups == 0:
        return [()] if not digits else []
    found: list[tuple[Row, ...]] = []
    least_after = (groups - 1) * count
    for size in range(count, len(digits) - least_after + 1):
        heads = rows_that_add_up(digits[:size], count)
        if not heads:
            continue
        found.extend((head, *tail) for tail in groups_that_add_up(digits[size:], groups - 1, count) for head in heads)
        if len(found) > MAX_CUTS:
            return []
    return found


@dataclass(frozen=True, slots=True)
class Equation:
    """Rows that must cancel out in every column: key to +1 or -1."""

    signs: Mapping[str, int]


State = tuple[int, ...]


def narrow(
    choices: Mapping[str, Sequence[Row]], equations: Sequence[Equation], columns: Sequence[int]
) -> dict[str, list[Row]] | None:
    """The readings of every row that take part in some solution; None when there is no solution or the
    search would be too long. Each row gets at least one reading to choose from."""
    fixed = [key for key, rows in choices.items() if len(rows) == 1]
    loose = sorted((key for key, rows in choices.items() if len(rows) > 1), key=lambda key: len(choices[key]))
    steps = {key: [_step(key, row, equations, columns) for row in choices[key]] for key in choices}
    start = [0] * (len(equations) * len(columns))
    for key in fixed:
        start = [a + b for a, b in zip(start, steps[key][0], strict=True)]
    low, high = _bounds(loose, steps, len(start))
    layers: list[set[State]] = [{tuple(start)}]
    for index, key in enumerate(loose):
        following = {
            state
            for before in layers[-1]
            for step in steps[key]
            if _reachable(state := _plus(before, step), low[index + 1], high[index + 1])
        }
        if not following or len(following) > MAX_STATES:
            return None
        layers.append(following)
    if tuple([0] * len(start)) not in layers[-1]:
        return None
    return _backwards(choices, loose, steps, layers)


def _backwards(
    choices: Mapping[str, Sequence[Row]], loose: list[str], steps: dict[str, list[State]], layers: list[set[State]]
) -> dict[str, list[Row]]:
    viable = {key: list(rows) for key, rows in choices.items()}
    good: set[State] = {tuple([0] * len(next(iter(layers[-1]))))}
    for index in range(len(loose) - 1, -1, -1):
        key = loose[index]
        keep: set[int] = set()
        before: set[State] = set()
        for state in layers[index]:
            for number, step in enumerate(steps[key]):
                if _plus(state, step) in good:
                    keep.add(number)
                    before.add(state)
        viable[key] = [row for number, row in enumerate(choices[key]) if number in keep]
        good = before
    return viable


def _step(key: str, row: Row, equations: Sequence[Equation], columns: Sequence[int]) -> State:
    return tuple(equation.signs.get(key, 0) * row[column] for equation in equations for column in columns)


def _plus(first: State, second: State) -> State:
    return tuple([a + b for a, b in zip(first, second, strict=True)])


def _reachable(state: State, low: State, high: State) -> bool:
    return all(-b <= value <= -a for value, a, b in zip(state, low, high, strict=True))


def _bounds(loose: list[str], steps: dict[str, list[State]], size: int) -> tuple[list[State], list[State]]:
    """For every position the least and the most that the rows still to come can add."""
    low: list[State] = [tuple([0] * size)]
    high: list[State] = [tuple([0] * size)]
    for key in reversed(loose):
        low.append(tuple(a + min(step[i] for step in steps[key]) for i, a in enumerate(low[-1])))
        high.append(tuple(a + max(step[i] for step in steps[key]) for i, a in enumerate(high[-1])))
    return low[::-1], high[::-1]
