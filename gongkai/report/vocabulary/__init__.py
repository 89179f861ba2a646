"""How official Chinese words the figures of the tables: the patterns behind `claims`.

Every pattern is bounded, so that no text can make it slow.
"""

from gongkai.report.vocabulary.disputes import (
    BOTH_DISPUTES,
    LITIGATION,
    ONE_BLOCK,
    OWN_BUSINESS,
    PENDING_AFTER,
    RECONSIDERATION,
    RELATED_CASES,
    litigation_kind,
    result_kind,
    with_result,
)
from gongkai.report.vocabulary.documents import DOCUMENTS, continued_kind, material_kind, verb_of
from gongkai.report.vocabulary.outcomes import applicant_kind, outcome_kind
from gongkai.report.vocabulary.sentence import (
    CHANGE,
    CONTINUES,
    DISCLOSURE,
    EXCLUDED,
    EXCLUDED_AFTER,
    FOREIGN,
    INCLUDING_CARRIED,
    NOT_PROSE,
    OBJECT_LAST,
    OTHER_BASIS,
    PART,
    PART_OF_YEAR,
    RECEIVED_FULL,
    RECEIVED_GROWTH,
    REQUESTS,
    TIME_BEFORE,
    YEAR_AT_START,
)
from gongkai.report.vocabulary.volumes import carried_kind, channel_kind, channels, volume_kind

__all__ = [
    "BOTH_DISPUTES",
    "CHANGE",
    "CONTINUES",
    "DISCLOSURE",
    "DOCUMENTS",
    "EXCLUDED",
    "EXCLUDED_AFTER",
    "FOREIGN",
    "INCLUDING_CARRIED",
    "LITIGATION",
    "NOT_PROSE",
    "OBJECT_LAST",
    "ONE_BLOCK",
    "OTHER_BASIS",
    "OWN_BUSINESS",
    "PART",
    "PART_OF_YEAR",
    "PENDING_AFTER",
    "RECEIVED_FULL",
    "RECEIVED_GROWTH",
    "RECONSIDERATION",
    "RELATED_CASES",
    "REQUESTS",
    "TIME_BEFORE",
    "YEAR_AT_START",
    "applicant_kind",
    "carried_kind",
    "channel_kind",
    "channels",
    "continued_kind",
    "litigation_kind",
    "material_kind",
    "outcome_kind",
    "result_kind",
    "verb_of",
    "volume_kind",
    "with_result",
]
