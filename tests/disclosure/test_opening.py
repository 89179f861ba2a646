"""Opening a site: all columns as drafts, once, and nothing public by it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import opening
from gongkai.disclosure.models import PublicPage, Section
from gongkai.statute.websites import county_site, every_planned
from tests.editorial.papers import Staff
from tests.factories import World, at

pytestmark = pytest.mark.django_db


def test_every_column_is_kept_as_a_draft_where_it_belongs_and_only_once(world: World, staff: Staff) -> None:
    kept = opening.open_site(agency=world.office, by=staff.author, at=at(2023, 3, 1))
    wanted = {one.title: one for one in every_planned() if not one.built_in}
    assert {page.title for page in kept} == set(wanted)
    for page in Section.objects.filter(agency=world.office):
        planned = wanted[page.title]
        assert (page.column_type, page.cycle, page.introduction) == (planned.type, planned.cycle, planned.words)
        assert not page.live
        assert page.latest_revision_id
        page.full_clean()
    news = Section.objects.get(title="政务动态")
    assert {page.title for page in Section.objects.child_of(news)} == {"政务要闻", "部门动态", "镇街动态"}
    assert not PublicPage.objects.exists()
    assert opening.open_site(agency=world.office, by=staff.author, at=at(2023, 3, 2)) == []
    assert opening.missing(world.office) == []
    assert len(opening.missing(world.other)) == sum(not one.built_in for one in county_site())


def test_what_is_there_is_left_and_a_stranger_opens_nothing(world: World, staff: Staff, section: Section) -> None:
    with pytest.raises(NotAllowed):
        opening.open_site(agency=world.office, by=world.stranger, at=at(2023, 3, 1))
    with pytest.raises(CommandError, match="没有编号"):
        call_command("open_site", "nobody", by=staff.author.username)
    out = StringIO()
    call_command("open_site", world.office.code, by=staff.author.username, stdout=out)
    assert Section.objects.filter(title=section.title).count() == 1
    assert "　领导信息（负责人信息）" in out.getvalue()


def test_a_type_that_nobody_knows_is_refused_by_the_database(section: Section) -> None:
    for field in ("column_type", "cycle"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Section.objects.filter(pk=section.pk).update(**{field: "weekly"})
