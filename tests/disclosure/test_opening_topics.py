"""Topics from templates: every template can be opened, and what is opened is drafts whose columns are watched."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import opening_topics, publishing
from gongkai.disclosure.models import Section, Topic
from gongkai.disclosure.opening_topics import Approved
from gongkai.editorial.errors import Incomplete, WrongWay
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed
from tests.factories import World, at

pytestmark = pytest.mark.django_db
WHO = Approved("区政府办公室主任", date(2023, 3, 1), date(2024, 3, 1))


def test_every_template_says_what_its_columns_are() -> None:
    assert {"projects", "inspections", "livelihood", "business"} <= set(opening_topics.gallery())
    for one in opening_topics.gallery().values():
        titles = [column.title for column in one.columns]
        assert len(set(titles)) == len(titles) >= 3
        for column in one.columns:
            assert 0 < len(column.words) <= 200
            assert column.guidance
            assert column.rhythm


def test_a_topic_is_opened_as_drafts_and_shows_its_columns_once_reviewed(
    world: World, section: Section, staff: Staff, client: Client
) -> None:
    told: dict[str, Any] = {"template": "livelihood", "title": "民生实事", "section_id": section.pk, "approved": WHO}
    told |= {"by": staff.author, "at": at(2023, 3, 8)}
    with pytest.raises(NotAllowed):
        opening_topics.open_topic(**(told | {"by": world.stranger}))
    for changes, field in (
        ({"title": " "}, "title"), ({"template": "x"}, "template"), ({"section_id": 0}, "section"),
        ({"approved": Approved("", date(2023, 3, 1))}, "approved_by"),
        ({"approved": Approved("某", date(2023, 3, 9))}, "approved_on"),
        ({"approved": Approved("某", date(2023, 3, 1), date(2023, 3, 1))}, "closes_on"),
    ):  # fmt: skip
        with pytest.raises(Incomplete) as refused:
            opening_topics.open_topic(**(told | changes))
        assert refused.value.field == field
    assert not Topic.objects.exists()
    client.force_login(staff.author)
    where = "/office/content/topics/"
    assert "优化营商环境" in client.get(where).content.decode()
    form = {"title": "民生实事", "section": str(section.pk), "approved_by": "区政府办公室主任"}
    assert client.post(f"{where}new/livelihood/", form | {"approved_on": "2023-03-01"}).status_code == 302
    with pytest.raises(WrongWay, match="已经有名为“民生实事”"):
        opening_topics.open_topic(**told)
    topic = Topic.objects.get()
    above = Section.objects.get(title="民生实事")
    columns = [Section.objects.get(pk=link.target_id) for link in topic.links.all()]
    planned = opening_topics.gallery()["livelihood"].columns
    assert [(one.title, one.column_type, one.cycle) for one in columns] == [
        (one.title, one.type, one.cycle) for one in planned
    ]
    assert not any(page.live for page in (topic, above, *columns))
    reviewed(staff, above, *columns, topic)
    text = Client().get(publishing.public_address(topic.gate_key)).content.decode()
    assert all(one.title in text for one in planned)
    assert "民生实事专题" in Client().get("/topics/").content.decode()
    assert client.get(f"{where}new/nothing/").status_code == 404
