"""Which figure of the tables a claim in the text is about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Which figure a claim is about."""

    RECEIVED = "received"
    """表三 一、本年新收 (or 一 + 二 where the words include what was carried in)."""
    VOLUME = "volume"
    """办理、处理、依申请公开N件: may mean received, closed, or received and carried in."""
    ANSWERED = "answered"
    """表三（七）总计."""
    CARRIED_IN = "carry_in"
    CARRIED_OUT = "carry_out"
    ALL_CLOSED = "all_closed"
    """全部办结、办结率100%."""
    ALL_IN_TIME = "all_in_time"
    """均在法定期限内答复."""
    OPEN = "open"
    PARTIAL = "partial"
    OPEN_OR_PARTIAL = "open_or_partial"
    REFUSED = "refused"
    UNABLE = "unable"
    NOT_PROCESSED = "not_processed"
    OTHERWISE = "otherwise"
    INTERNAL = "no_internal"
    DELIBERATIVE = "no_process"
    ENFORCEMENT = "no_enforce"
    QUERY = "no_query"
    SECRET = "no_secret"  # noqa: S105 (a row of table B)
    BARRED = "no_law"
    SAFETY = "no_safety"
    THIRD = "no_third"
    NOT_HELD = "na_none"
    MAKING = "na_make"
    UNCLEAR = "na_unclear"
    PETITION = "np_petition"
    REPEATED = "np_repeat"
    PUBLICATION = "np_pub"
    EXCESSIVE = "np_mass"
    REISSUE = "np_confirm"
    NOT_CORRECTED = "ot_nocorrect"
    FEE_UNPAID = "ot_nopay"
    NATURAL_PERSON = "natural_person"
    ORGANISATION = "organisation"
    BUSINESS = "business"
    RESEARCH = "research"
    PUBLIC_INTEREST = "public_interest"
    LEGAL_SERVICES = "legal_services"
    CHANNEL = "channel"
    RECONSIDERATION = "reconsideration"
    RECONSIDERATION_UPHELD = "reconsideration.upheld"
    RECONSIDERATION_OVERTURNED = "reconsideration.overturned"
    RECONSIDERATION_OTHER = "reconsideration.other"
    RECONSIDERATION_PENDING = "reconsideration.pending"
    LITIGATION = "litigation"
    LITIGATION_UPHELD = "litigation.upheld"
    LITIGATION_OVERTURNED = "litigation.overturned"
    LITIGATION_OTHER = "litigation.other"
    LITIGATION_PENDING = "litigation.pending"
    LITIGATION_DIRECT = "direct"
    LITIGATION_AFTER = "after_reconsideration"
    DISPUTES = "disputes"
    """复议、诉讼 together."""
    DISPUTES_EACH = "disputes_each"
    """复议、诉讼 each (only for 0)."""
    DISPUTES_OVERTURNED = "disputes.overturned"
    DISPUTES_PENDING = "disputes.pending"
    NORMATIVE_ISSUED = "normative_issued"
    NORMATIVE_REPEALED = "normative_repealed"
    NORMATIVE_IN_FORCE = "normative_in_force"
    RULES_ISSUED = "rules_issued"
    RULES_REPEALED = "rules_repealed"
    RULES_IN_FORCE = "rules_in_force"
    LICENCES = "licences"
    PENALTIES = "penalties"
    COERCIONS = "coercions"
    FEES = "fees"
    """行政事业性收费, in 万元."""


OUTCOMES_OF: dict[Kind, tuple[str, ...]] = {
    Kind.OPEN: ("open",),
    Kind.PARTIAL: ("partial",),
    Kind.OPEN_OR_PARTIAL: ("open", "partial"),
    Kind.REFUSED: (
        "no_secret",
        "no_law",
        "no_safety",
        "no_third",
        "no_internal",
        "no_process",
        "no_enforce",
        "no_query",
    ),
    Kind.UNABLE: ("na_none", "na_make", "na_unclear"),
    Kind.NOT_PROCESSED: ("np_petition", "np_repeat", "np_pub", "np_mass", "np_confirm"),
    Kind.OTHERWISE: ("ot_nocorrect", "ot_nopay", "ot_other"),
}
"""The rows of table B that a claim of an outcome adds up; a fine row stands for itself."""
FINE_ROWS = (
    Kind.SECRET, Kind.BARRED, Kind.SAFETY, Kind.THIRD, Kind.INTERNAL, Kind.DELIBERATIVE, Kind.ENFORCEMENT, Kind.QUERY,
    Kind.NOT_HELD, Kind.MAKING, Kind.UNCLEAR, Kind.PETITION, Kind.REPEATED, Kind.PUBLICATION, Kind.EXCESSIVE,
    Kind.REISSUE, Kind.NOT_CORRECTED, Kind.FEE_UNPAID,
)  # fmt: skip
APPLICANTS = (
    Kind.NATURAL_PERSON, Kind.ORGANISATION, Kind.BUSINESS, Kind.RESEARCH, Kind.PUBLIC_INTEREST, Kind.LEGAL_SERVICES,
)  # fmt: skip
