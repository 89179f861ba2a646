"""Which function reads for which rule: of a paragraph, or of the whole text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from gongkai.proofing import dates, docno, marks, pairs, patterns, repealed
from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii import accounts, addresses, identity, persons, plates, retold, roster, telephone
from gongkai.proofing.placed import Placed
from gongkai.proofing.text import Text

PASSAGE_DETECTORS: Mapping[str, Callable[[Passage, Rule], Iterable[Hit]]] = {
    "pattern": patterns.pattern,
    "lexicon": patterns.lexicon,
    "resident_id": identity.resident_id,
    "resident_id_unsure": identity.resident_id_unsure,
    "resident_id_15": identity.resident_id_15,
    "weak_masking": identity.weak_masking,
    "travel_document": identity.travel_document,
    "mobile": telephone.mobile,
    "home_landline": telephone.home_landline,
    "bank_card": accounts.bank_card,
    "personal_account": accounts.personal_account,
    "home_address": addresses.home_address,
    "named_condition": persons.named_condition,
    "impossible_date": dates.impossible_date,
    "weekday": dates.weekday,
    "zero": dates.zero,
    "range_backwards": dates.range_backwards,
    "short_year": dates.short_year,
    "docno": docno.document_number,
    "secrecy_mark": marks.secrecy_mark,
    "internal_mark": marks.internal_mark,
    "copy_number": marks.copy_number,
    "repealed": repealed.repealed,
}

# Numbers of persons are read twice: in each paragraph, and over the edges of paragraphs, cells and markup.
TEXT_DETECTORS: Mapping[str, Callable[[Text, Rule, date], Iterable[Placed]]] = {
    "resident_id": retold.identities,
    "resident_id_unsure": retold.unsure_identities,
    "resident_id_15": retold.old_identities,
    "mobile": retold.mobiles,
    "bank_card": retold.cards,
    "roster": roster.roster,
    "plate": plates.plates,
    "pairs": pairs.unpaired,
    "dated_after_publication": dates.dated_after_publication,
}
