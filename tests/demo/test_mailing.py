"""The demo's applicants were told of everything, and nothing left the house."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core import mail

from gongkai.casework.models import Message
from gongkai.demo import mailing
from tests.factories import at, make_district, online


@pytest.mark.django_db
def test_messages_of_the_made_up_year_were_sent_at_their_time_and_to_nobody(settings: LazySettings) -> None:
    settings.GONGKAI_SMS = "https://sms.example.invalid/"
    world = make_district()
    online(world, on=at(2023, 3, 1))
    online(world, on=at(2023, 5, 4))
    late = online(world, on=at(2023, 6, 1)).case
    mailing.leave(at(2023, 5, 31))
    sent = Message.objects.filter(state="sent")
    assert sorted(row.sent_at.date().isoformat() for row in sent) == ["2023-03-01", "2023-05-04"]
    assert late.messages.get().state == "waiting"
    assert mail.outbox == []
