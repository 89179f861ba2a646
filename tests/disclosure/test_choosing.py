"""Moving and copying a page: a list of the agency's own places that works without a script."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from gongkai.disclosure.models import Article, PolicyDocument, Section
from gongkai.editorial.errors import WrongWay
from tests.disclosure.conftest import Publish
from tests.editorial.papers import Staff
from tests.editorial.site import body, home, write
from tests.factories import World


def test_a_draft_is_moved_to_another_section_of_its_agency(world: World, staff: Staff) -> None:
    here, there = (write(Section, home(world.office), staff.author, name) for name in ("供水", "排水"))
    foreign = write(Section, home(world.other), world.stranger, "别处")
    page = write(Article, here, staff.author, "停水通告", body=body("停水。"))
    author = Client()
    author.force_login(staff.author)
    form = author.get(f"/office/editor/pages/{page.pk}/move/").content.decode()
    assert f'<option value="{there.pk}">' in form
    assert f'<option value="{foreign.pk}"' not in form
    assert f'<option value="{home(world.office).pk}"' not in form  # an article stands in sections only
    answer = author.post(f"/office/editor/pages/{page.pk}/move/", {"new_parent_page": there.pk})
    assert answer.status_code == 302
    author.post(answer["Location"])
    moved = Article.objects.get(pk=page.pk)
    assert moved.get_parent().pk == moved.under_id == there.pk


def test_what_is_public_is_not_moved_by_any_way(world: World, staff: Staff, publish: Publish, section: Section) -> None:
    there = write(Section, home(world.office), staff.author, "排水")
    page = publish()
    author = Client()
    author.force_login(staff.author)
    shown = author.post(f"/office/editor/pages/{section.pk}/move/{home(world.office).pk}/confirm/", follow=True)
    assert "正在公开，不能移动" in shown.content.decode()
    for way in (page, Page.objects.get(pk=page.pk)):
        with pytest.raises(WrongWay):
            way.move(there, pos="last-child")
    assert PolicyDocument.objects.get(pk=page.pk).get_parent().pk == section.pk


def test_a_document_is_copied_as_a_draft_with_a_number_of_its_own(
    world: World, staff: Staff, publish: Publish, section: Section
) -> None:
    page = publish()
    author = Client()
    author.force_login(staff.author)
    form = author.get(f"/office/editor/pages/{page.pk}/copy/").content.decode()
    assert f'<option value="{section.pk}" selected>' in form
    author.post(
        f"/office/editor/pages/{page.pk}/copy/",
        {"new_title": "另一件通知", "new_slug": "another-one", "new_parent_page": section.pk},
    )
    copied = PolicyDocument.objects.get(slug="another-one")
    assert not copied.live
    assert copied.index_number not in {None, page.index_number}
