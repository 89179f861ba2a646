"""Several drafts handed in at once: each by the rules of one, with an answer of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.disclosure.models import Article, Interpretation, PolicyDocument
from gongkai.editorial import handing_in, items, reviewing
from gongkai.editorial.errors import Incomplete
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Wish
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import Written, body, home, reviewed, write, write_everything
from tests.factories import World

DATED = {"issued_by": "甲", "dated_on": "2023-03-01", "effective_on": "2023-04-01", "body": body("文")}


@pytest.fixture
def written(world: World, staff: Staff) -> Written:
    return write_everything(world, staff)


def _keys(staff: Staff, user: Any = None) -> list[str]:
    return [draft.key for draft in handing_in.drafts(user or staff.author, at=MONDAY)]


def _submit(staff: Staff, *keys: str, **more: Any) -> list[tuple[str, str]]:
    outcomes = handing_in.submit_each(keys=keys, by=staff.author, at=MONDAY, **more)
    return [(outcome.key, outcome.code) for outcome in outcomes]


def test_each_item_has_its_own_answer(world: World, staff: Staff, written: Written) -> None:
    bare = write(PolicyDocument, written.section, staff.author, "没有填完", **DATED, normative=True)
    foreign = write(Article, written.section, staff.first, "别人的草稿", body=body("文"))
    chosen = [page.gate_key for page in (written.article, bare, foreign, written.section)]
    outcomes = handing_in.submit_each(
        keys=[*chosen, chosen[0]], by=staff.author, at=MONDAY, wish=Wish(words="本周一起公开", urgent=True)
    )
    assert [(outcome.key, outcome.code) for outcome in outcomes] == [
        (chosen[0], ""), (chosen[1], "INCOMPLETE"), (chosen[2], "GONE"), (chosen[3], ""),
    ]  # fmt: skip
    assert outcomes[1].refused.startswith("还没有填完：")
    # of a stranger's draft nobody learns so much as the title
    assert (outcomes[2].title, outcomes[2].refused) == ("", handing_in.NO_DRAFT)
    rows = Round.objects.order_by("pk")
    assert [(row.key, row.words, row.urgent, row.submitted_by) for row in rows] == [
        (key, "本周一起公开", True, staff.author) for key in (chosen[0], chosen[3])
    ]
    # each is a round of its own: what comes back of one does not take the other with it
    assert len({row.group for row in rows}) == 2
    assert not set(_keys(staff)) & {chosen[0], chosen[3]}
    assert _submit(staff, chosen[0]) == [(chosen[0], "GONE")]


def test_what_is_signed_off_together_goes_in_together(staff: Staff, written: Written) -> None:
    policy, reading = written.policy.gate_key, written.interpretation.gate_key
    assert _submit(staff, reading) == [(reading, "INCOMPLETE")]
    assert _submit(staff, reading, written.article.gate_key, policy) == [
        (reading, ""), (written.article.gate_key, ""), (policy, ""),
    ]  # fmt: skip
    groups = dict(Round.objects.values_list("key", "group"))
    assert groups[policy] == groups[reading] != groups[written.article.gate_key]


def test_a_group_is_handed_in_whole_or_not_at_all(staff: Staff, written: Written) -> None:
    other = write(Interpretation, written.section, staff.author, "没有正文的解读", document=written.policy)
    keys = [written.policy.gate_key, written.interpretation.gate_key, other.gate_key]
    kind = items.kind_of(keys[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(items._KINDS, "page", _refusing(kind, other.gate_key))
        assert _submit(staff, *keys) == [(key, "INCOMPLETE") for key in keys]
    assert not Round.objects.exists()


def _refusing(kind: items.Kind, bad: str) -> items.Kind:
    from dataclasses import replace

    def ready(key: str) -> None:
        if key == bad:
            raise Incomplete("还没有填完：正文。")

    return replace(kind, ready=ready)


def test_only_drafts_that_wait_for_their_author_are_listed(world: World, staff: Staff, written: Written) -> None:
    everything = {page.gate_key for page in written.all()}
    assert set(_keys(staff)) == everything
    assert _keys(staff, staff.first) == []
    reviewed(staff, written.section)
    (row,) = reviewing.submit(keys=[written.article.gate_key], by=staff.author, at=MONDAY)
    assert set(_keys(staff)) == everything - {written.section.gate_key, written.article.gate_key}
    # what came back is handed in again from its own list, with a word on what was changed
    reviewing.take_back(round_id=row.pk, by=staff.author, at=MONDAY)
    assert written.article.gate_key not in _keys(staff)
    page = type(written.section).objects.get(pk=written.section.pk)
    page.introduction = "改过的介绍"
    page.save_revision(user=staff.author)
    (again,) = [draft for draft in handing_in.drafts(staff.author, at=MONDAY) if draft.public]
    assert (again.key, again.title, again.sort) == (page.gate_key, page.title, "栏目")


def test_there_is_a_least_and_a_most(staff: Staff, world: World) -> None:
    for keys, words in ([], "请先选择"), ([f"page:{n}" for n in range(51)], "最多送审50件，这次选了51件"):
        with pytest.raises(Incomplete, match=words):
            handing_in.submit_each(keys=keys, by=staff.author, at=MONDAY)


def test_the_screen_hands_in_and_says_what_became_of_each(client: Client, staff: Staff, written: Written) -> None:
    client.force_login(staff.author)
    address = reverse("reviews:drafts")
    page = client.get(address)
    assert page.content.decode().count('name="key"') == len(written.all())
    chosen = [written.article.gate_key, written.interpretation.gate_key]
    answer = client.post(address, {"key": chosen, "words": "请一起看"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "已送审</span> 《消息各科室》" in text
    assert text.count("应当与相关的文件或者解读一起送审") == 1
    assert "原因写在每件下面" in text
    assert f'value="{chosen[1]}" id="draft-' in text
    assert "请一起看</textarea>" in text
    refused = client.post(address, {"key": chosen[1:]})
    assert refused.status_code == 422
    assert handing_in.NO_DRAFT in client.post(address, {"key": chosen[:1]}).content.decode()
    assert client.post(address, {}).status_code == 422
    # one by itself is asked the same
    bare = write(PolicyDocument, written.section, staff.author, "没有填完", **DATED, normative=True)
    alone = client.post(reverse("reviews:hand_in"), {"key": bare.gate_key})
    assert (alone.status_code, "还没有填完" in alone.content.decode()) == (422, True)


def test_the_list_costs_the_same_however_long(
    client: Client, staff: Staff, world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        write(Article, home(world.office), staff.author, f"消息{number}", body=body("文"))
    with django_assert_max_num_queries(8):
        assert len(_keys(staff)) == 12
