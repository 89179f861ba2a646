"""Messages of the made-up year, sent as they would have been: to nobody, for its people do not exist."""

from __future__ import annotations

from datetime import datetime

from gongkai.casework import sending
from gongkai.casework.models import Message
from gongkai.casework.outgoing import Outgoing
from gongkai.dialogue.mailing import WRITERS
from gongkai.dialogue.models import CitizenMessage


class Nowhere:
    """A gateway that takes everything and lets nothing out, whatever gateway the installation has."""

    def send(self, message: Outgoing, *, at: datetime) -> None:
        """Nothing."""


def leave(now: datetime) -> None:
    """Send every message whose time had come by a moment, each at its own time."""
    ports = {means: Nowhere() for means in Message.Means.values}
    waiting = Message.objects.filter(not_before__lte=now).order_by("not_before")
    for case_id, moment in waiting.values_list("case_id", "not_before"):
        sending.send_waiting(clock=_standing_at(moment), case_id=case_id, ports=ports)
    written = CitizenMessage.objects.filter(not_before__lte=now).order_by("not_before")
    for key, moment in written.values_list("pk", "not_before"):
        sending.send_box(WRITERS, clock=_standing_at(moment), ports=ports, pk=key)


def _standing_at(moment: datetime) -> sending.Clock:
    return lambda: moment
