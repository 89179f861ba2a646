"""What the app has done in the background; each task stands with what it belongs to."""

from gongkai.casework.archive_tasks import build_bundle, look_for_expired, sweep_bundles
from gongkai.casework.handover_tasks import find_cases_left_to_nobody
from gongkai.casework.message_tasks import deliver, deliver_waiting, remind, remind_in_the_morning, send_digest
from gongkai.casework.watch_tasks import send_notice, sweep_sessions, watch

__all__ = [
    "build_bundle",
    "deliver",
    "deliver_waiting",
    "find_cases_left_to_nobody",
    "look_for_expired",
    "remind",
    "remind_in_the_morning",
    "send_digest",
    "send_notice",
    "sweep_bundles",
    "sweep_sessions",
    "watch",
]
