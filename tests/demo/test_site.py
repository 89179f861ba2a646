"""The demo's public site: what everybody reads, what waits for whom, and what keeps it from being signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.demo import page_texts, present, seeding, site
from gongkai.demo.district import District, found
from gongkai.demo.stage import play
from gongkai.disclosure.models import PublicPage
from gongkai.editorial import items, listing, queue, reviewing, scanning
from gongkai.editorial.errors import NotCleared
from gongkai.editorial.models import Round, Signature
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2026, 5, 20, 11)


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[District]:
    """The district with nothing but its public site, made once for this file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = found()
        play([site.story(made, NOW)])
        yield made
        transaction.set_rollback(True)


def waiting(title: str) -> Round:
    return Round.objects.get(title=title, state=Round.State.OPEN)


def test_the_document_and_its_interpretation_are_read_by_everybody(district: District) -> None:
    assert PublicPage.objects.filter(release__isnull=False).count() == 5
    address = seeding.policy_address()
    shown = Client().get(address).content.decode()
    for words in ("明湖政办发〔2026〕37号", "公共阅读空间开放条件自查表.docx", f"《{page_texts.RULES}》解读"):
        assert words in shown
    home = Client().get("/").content.decode()
    assert address in home
    assert "意向登记" not in home


def test_what_waits_stands_in_the_lists_of_those_who_do_it(district: District) -> None:
    titles = {
        name: {row.title for row in queue.waiting(district.people[name], at=NOW)}
        for name in ("reviewer", "officer", "secrecy", "leader")
    }
    marked, lifts = page_texts.stores().title, page_texts.lifts(2026).title
    assert titles["reviewer"] == {marked, lifts}
    assert titles["secrecy"] == {page_texts.path(NOW.date()).title}
    assert titles["officer"] == titles["leader"] == set()


def test_the_wrong_brackets_are_the_only_thing_found_and_block_nothing(district: District) -> None:
    for row in Round.objects.exclude(title=page_texts.stores().title):
        item = items.load(row.key)
        codes = {found.code for part in ("", *row.parts) for found in scanning.findings(item, part)}
        assert codes == ({"DOCNO001"} if row.title == page_texts.lifts(2026).title else set()), row.title
    assert not scanning.unanswered(items.load(waiting(page_texts.lifts(2026).title).key))


def test_the_hidden_mark_keeps_everybody_from_signing(district: District) -> None:
    row, people = waiting(page_texts.stores().title), district.people
    (part,) = row.parts
    item = items.load(row.key)
    (finding,) = [said for name in ("", part) for said in scanning.unanswered(item, name)]
    assert (finding.code, finding.quote, finding.protected) == ("MARK001", "秘密★10年", True)
    assert "隐藏的行或列" in finding.where
    seen = reviewing.Seen(row.seq, row.digest)
    with pytest.raises(NotCleared, match="国家秘密标志"), transaction.atomic():
        reviewing.approve(round_id=row.pk, stage=row.stage, seen=seen, by=people["reviewer"], at=NOW)
    assert listing.to_answer(people["secrecy"], at=NOW) == [row]


def test_the_returned_notice_says_why_and_where(district: District) -> None:
    said = Signature.objects.get(decision=Signature.Decision.RETURNED)
    assert said.round.state == Round.State.RETURNED
    assert (said.why, said.words) == (Signature.Why.FACTS, page_texts.LIBRARY_RETURNED)
    assert [place["quote"] for place in said.places] == [page_texts.LIBRARY_HOURS]


def test_everything_happened_on_working_days_of_the_last_week(district: District) -> None:
    assert not any(listing.summary(user, at=NOW).late for user in district.people.values())
    days = {localdate(row.submitted_at) for row in Round.objects.all()} | {
        localdate(row.at) for row in Signature.objects.all()
    }
    assert min(days) == present.ago(NOW, 5)
    assert max(days) <= localdate(NOW) - timedelta(days=1)
    assert all(calendar.current().is_workday(day) for day in days)
