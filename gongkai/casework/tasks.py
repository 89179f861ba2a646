"""What the app has done in the background; each task stands with what it belongs to."""

from gongkai.casework.archive_tasks import (
    build_bundle,
    look_for_expired,
    sketch_words,
    sweep_bundles,
    sweep_kept_uploads,
)
from gongkai.casework.handover_tasks import find_cases_left_to_nobody
from gongkai.casework.mail_tasks import answer_mail, read_mailboxes
from gongkai.casework.message_tasks import deliver, deliver_waiting, remind, remind_in_the_morning, send_digest
from gongkai.casework.moved_date_tasks import tell_moved_dates
from gongkai.casework.seal_tasks import fetch_seal, fetch_seals, remind_of_seals, tell_of_seals
from gongkai.casework.watch_tasks import send_notice, sweep_sessions, watch

__all__ = [
    "answer_mail",
    "build_bundle",
    "deliver",
    "deliver_waiting",
    "fetch_seal",
    "fetch_seals",
    "find_cases_left_to_nobody",
    "look_for_expired",
    "read_mailboxes",
    "remind",
    "remind_in_the_morning",
    "remind_of_seals",
    "send_digest",
    "send_notice",
    "sketch_words",
    "sweep_bundles",
    "sweep_kept_uploads",
    "sweep_sessions",
    "tell_moved_dates",
    "tell_of_seals",
    "watch",
]
