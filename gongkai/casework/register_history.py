"""The log of a case from the row of an old register: each event on its legal day, in the order of the days.

What the register does not say is not made up: no service without its day, no fee without the way it was reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from gongkai.casework.log import Happening
from gongkai.casework.register_entries import Entry, Remark
from gongkai.casework.register_fields import LABELS
from gongkai.casework.register_words import WITHDRAWN
from gongkai.statute.events import EventKind
from gongkai.statute.outcomes import Outcome

K = EventKind
FROM_REGISTER = "register"
"""Stands where the log names who approved, when only the register knows."""
LETTER = "答复文书（存于纸质案卷）"
_LAPSES = {Outcome.NOT_CORRECTED.value: K.CORRECTION_LAPSED, Outcome.FEE_UNPAID.value: K.FEE_LAPSED}
_NOTED = ("handler", "remark", "dispute")


def history(entry: Entry, fingerprint: str, *, lapses: bool = True) -> list[Happening]:
    """The events of an entry, oldest first.

    ``fingerprint`` goes with the first, so that the row is known again. Without ``lapses`` an ending by lapse is
    written as a decision: the register counts it so although the days of the correction are not in it.
    """
    first = {"channel": entry.channel, "applicant_kind": entry.kind, "content": fingerprint}
    happenings = [
        Happening(K.SUBMITTED, entry.received_on, first),
        Happening(K.REGISTERED, entry.received_on, {"number": entry.number} if entry.number else {}),
        Happening(K.NOTE, entry.received_on, {}, {"words": _note(entry)}),
        *_on_the_way(entry),
        *_ending(entry, lapses=lapses),
        *_trials(entry),
    ]
    return sorted(happenings, key=attrgetter("on"))


def gaps(entry: Entry) -> Iterator[Remark]:
    """What the register leaves open and the log therefore does not say."""
    if entry.consulted and entry.consulted[1] and "opinion" not in entry.words:
        yield Remark("opinion", "没有写明，按“逾期未答复”登记并注明台账未载，不影响期限。")
    if entry.day("fee_noticed_on") and not _fee(entry):
        yield Remark("fee_method", "没有写明计收方式或者金额，收费只记入备注，期限没有因收费停止计算。")
    if entry.day("fee_paid_on") and not entry.day("fee_noticed_on"):
        yield Remark("fee_noticed_on", "没有填写，缴费只记入备注，期限没有因收费停止计算。")


def _on_the_way(entry: Entry) -> Iterator[Happening]:
    if asked := entry.day("correction_asked_on"):
        yield Happening(K.CORRECTION_ASKED, asked)
        if corrected := entry.day("corrected_on"):
            yield Happening(K.CORRECTED, corrected)
    if entry.consulted:
        yield from _consultation(entry, *entry.consulted)
    if extended := entry.day("extended_on"):
        yield Happening(K.EXTENDED, extended, {"approved_by": FROM_REGISTER})
        yield Happening(K.EXTENSION_NOTIFIED, extended)
    if fee := _fee(entry):
        yield fee
        if paid := entry.day("fee_paid_on"):
            yield Happening(K.FEE_PAID, paid)


def _consultation(entry: Entry, opened: date, closed: date | None) -> Iterator[Happening]:
    key = {"key": "1"}
    yield Happening(K.CONSULTATION_OPENED, opened, {**key, "party": "third_party"})
    if closed:
        said = entry.words.get("opinion")
        reason = {} if said else {"reason": "台账未载明第三方意见"}
        yield Happening(K.CONSULTATION_CLOSED, closed, {**key, "opinion": said or "silent", **reason})


def _fee(entry: Entry) -> Happening | None:
    noticed, method = entry.day("fee_noticed_on"), entry.words.get("fee_method")
    if noticed is None or method is None or entry.fee_amount is None:
        return None
    return Happening(K.FEE_NOTICED, noticed, {"method": method, "amount": entry.fee_amount})


def _ending(entry: Entry, *, lapses: bool) -> Iterator[Happening]:
    on = entry.decided_on
    if on is None:
        return
    number = {"number": entry.words["letter_number"]} if "letter_number" in entry.words else {}
    yield _ended(entry, on, lapses=lapses)
    if number:
        yield Happening(K.LETTER_ISSUED, on, {"letter": LETTER, **number})
    if entry.served_on:
        yield Happening(K.SERVED, entry.served_on, {"channel": entry.words["delivery"], **number})
    last = entry.served_on or on
    yield Happening(K.CLOSED, last)
    yield Happening(K.FILED, last)


def _ended(entry: Entry, on: date, *, lapses: bool) -> Happening:
    if entry.outcome == WITHDRAWN:
        return Happening(K.WITHDRAWN, on)
    if lapses and entry.outcome in _LAPSES:
        return Happening(_LAPSES[entry.outcome], on)
    return Happening(K.DECIDED, on, {"outcome": entry.outcome})


def _trials(entry: Entry) -> Iterator[Happening]:
    for trial in entry.trials:
        yield Happening(K.DISPUTE_FILED, trial.filed_on, {"key": trial.key, "kind": trial.kind})
        if trial.decided_on:
            yield Happening(K.DISPUTE_DECIDED, trial.decided_on, _trial_ended(trial.key, trial.result))


def _note(entry: Entry) -> str:
    """What has no event of its own, kept in words."""
    said = [f"{LABELS[key]}：{entry.words[key]}" for key in _NOTED if entry.words.get(key)]
    if entry.day("corrected_on") and not entry.day("correction_asked_on"):
        said.append(f"{LABELS['corrected_on']}：{entry.day('corrected_on')}")
    if _fee(entry) is None:
        said += [f"{LABELS[key]}：{day}" for key in ("fee_noticed_on", "fee_paid_on") if (day := entry.day(key))]
        said += [f"{LABELS['fee_amount']}：{entry.fee_amount}元"] if entry.fee_amount is not None else []
    return "\n".join(["由历年台账导入。", *said])


def _trial_ended(key: str, result: str) -> dict[str, str | bool]:
    """How a dispute of the past ended. A register does not say what followed, and nobody is to be chased for a new
    reply that was given years ago."""
    data: dict[str, str | bool] = {"key": key, "result": result}
    return data | {"new_reply": False} if result == "overturned" else data
