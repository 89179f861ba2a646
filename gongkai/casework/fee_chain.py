"""The steps of a fee notice, where an agency demands them (some provinces ask for two approvals before a fee is
charged under 国办函〔2020〕109号): handed in, passed step by step, then issued as exactly what was passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.casework import log, signing
from gongkai.casework.chain import Chain, Letter
from gongkai.casework.errors import NotPermitted
from gongkai.casework.models import Case
from gongkai.editorial import letter_procedures
from gongkai.editorial.letter_procedures import FEE_NOTICE
from gongkai.editorial.procedures import Stage

KEY = "fee"
"""Where the sealed words of a draft keep what the notice says."""


def owed(case: Case, *, on: date) -> tuple[Stage, ...]:
    """The steps that a fee notice handed in on a day would owe; none where the agency demands none."""
    return letter_procedures.owed([FEE_NOTICE], case.agency, on=on)


def plain(facts: Mapping[str, Any]) -> dict[str, str]:
    """What a notice says, as it is sealed and compared: words, numbers and days alike as text."""
    written = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in facts.items()}
    return {name: value for name, value in written.items() if value}


def handed_in(case: Case, found: Chain) -> dict[str, str]:
    """What the notice under way says; empty when the applicant was erased."""
    told = log.text(case, found.drafted.seq) or {}
    return dict(told.get(KEY, {}))


def approved(case: Case, facts: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """What the event of a fee notice says of the steps it owed: the digest that they were passed for; nothing where
    none are demanded.

    Raises NotPermitted when steps are owed and not passed, or passed for something else than ``facts``.
    """
    found = signing.of_case(case, Letter.FEE_NOTICE)
    if found is None or found.returned is not None:
        if steps := owed(case, on=on):
            labels = "、".join(stage.label for stage in steps)
            raise NotPermitted(f"收费通知书应当先报批，经{labels}以后再制发。")
        return {}
    signing.require_done(found)
    said = handed_in(case, found)
    if any(said.get(name, "") != value for name, value in plain(facts).items() if name in said):
        raise NotPermitted("要制发的收费通知书与审签的不一致，请按审签的内容制发，或者重新报批。")
    return {"facts": {"draft": found.draft}}
