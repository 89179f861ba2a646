"""What is kept, for whom, and when it is of no more use."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime, now

from gongkai.agencies.models import Agency, User
from gongkai.disclosure import queries
from gongkai.disclosure.models import Article, PublicPage
from gongkai.editorial import gate
from gongkai.editorial.pages import GatedPage
from gongkai.portal import modes
from gongkai.portal.caching import addresses, following, middleware, reading, telling, topics
from gongkai.portal.caching.journal import Journal
from gongkai.portal.caching.store import Kept, Store
from gongkai.portal.models import SiteChange
from gongkai.portal.urls import urlpatterns
from tests.editorial.site import fresh, write
from tests.factories import World
from tests.portal.caching.conftest import Site

HOUSE = ("/guide/", "/policies/", "/c/")


def place(page: GatedPage) -> str:
    return reverse("portal:page", kwargs=PublicPage.objects.get(page=page.pk).address_parts())


def test_an_answer_that_is_kept_asks_the_database_nothing_and_says_how_long_it_may_stand(
    site: Site, reader: Client, django_assert_num_queries: object
) -> None:
    address = place(site.written.article)
    first = reader.get(address)
    with django_assert_num_queries(0):  # type: ignore[operator]
        again = reader.get(address)
        head = reader.head(address)
        same = reader.get(address, headers={"If-None-Match": f'"x", W/{first["ETag"]}'})
        other = reader.get(address, headers={"If-None-Match": '"x"'})
    assert again.content == first.content == other.content != b""
    assert (head.content, head["Content-Length"]) == (b"", str(len(first.content)))
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert not first.cookies
    assert first["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert "stale-if-error=86400" in first["Cache-Control"]
    assert set(first["X-Gongkai-Keys"].split()) == {
        f"page:{site.written.article.pk}",
        f"page:{site.written.section.pk}",
        "agencies",
    }
    for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Content-Type"):
        assert again[name] == first[name]


def test_an_article_costs_five_questions_at_most(site: Site, reader: Client) -> None:
    """A document costs more: its plan, what explains it and where it was discussed stand on its page."""
    reader.get("/")
    following.state()  # looks at the table of changes, as every few seconds
    for page, most in ((site.written.article, 5), (site.written.policy, 9), (site.written.interpretation, 6)):
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(place(page)).status_code == 200
        assert len(asked) <= most, [query["sql"][:80] for query in asked]


def test_only_what_shows_it_is_made_again(site: Site, reader: Client) -> None:
    shown = [place(page) for page in site.written.all() if gate.standing(page.gate_key)] + [
        "/",
        *HOUSE,
        "/policies/feed.atom",
        "/reports/",
    ]
    before = {address: reader.get(address)["ETag"] for address in shown}
    site.publish(write(Article, site.written.section, site.staff.author, "停水通知"))
    again = {address for address in shown if _asks(reader, address)}
    # the guide names the sections of disclosure rules, and a section may be one from now on
    assert again == {place(site.written.section), "/", "/guide/", "/reports/"}
    assert {address for address in shown if reader.get(address)["ETag"] != before[address]} == {
        place(site.written.section),
        "/",
    }


def _asks(reader: Client, address: str) -> bool:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        reader.get(address)
    return bool(asked)


def test_what_was_withdrawn_is_gone_at_once_and_takes_its_place_in_front(site: Site, reader: Client) -> None:
    address = place(site.written.article)
    assert reader.get(address).status_code == 200
    gate.withdraw(key=site.written.article.gate_key, why="有误", by=site.world.officer, at=now())
    gone = reader.get(address)
    assert gone.status_code == 404
    assert gone["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert reader.get("/c/files/0/x")["Cache-Control"].endswith("s-maxage=10")
    assert reader.get("/nowhere/")["Cache-Control"] == "no-store"


def test_each_reader_gets_their_own_pages_and_officers_none_of_the_kept(
    world: World, keeping: Journal, reader: Client
) -> None:
    plain = reader.get("/guide/").content
    reader.cookies[modes.COOKIE] = "senior"
    assert reader.get("/guide/").content != plain
    assert b"large" in reader.get("/guide/").content
    assert reader.get("/guide/", headers={"Host": "localhost"}).content != b""
    officer = Client()
    officer.force_login(world.officer)
    kept = len(middleware.store)
    assert "s-maxage" not in officer.get("/guide/").headers.get("Cache-Control", "")
    assert len(middleware.store) == kept
    assert "s-maxage" not in reader.get("/guide/?utm=1").headers.get("Cache-Control", "")
    assert "s-maxage" not in reader.get("/progress/").headers.get("Cache-Control", "")
    assert len(middleware.store) == kept


def test_nothing_is_used_while_it_changes_nor_after_a_killed_process(
    world: World, keeping: Journal, reader: Client
) -> None:
    """Before the commit others make answers of their own; a process that is killed right after it leaves the table of
    changes, in which the next look finds what it could not say."""
    reader.get("/guide/")
    Agency.objects.filter(pk=world.office.pk).update(telephone="0000-11111")
    assert b"0000-11111" in reader.get(f"/guide/{world.office.code}/").content
    with transaction.atomic():
        Agency.objects.filter(pk=world.office.pk).update(telephone="0000-22222")
        assert not following.settled(["agencies"], time.time())
        told = [hook for _, hook, *_ in connection.run_on_commit]
        connection.run_on_commit.clear()  # as if killed: nobody says that it is over
    assert told
    assert b"0000-22222" in reader.get(f"/guide/{world.office.code}/").content
    assert not following.settled(["agencies"], time.time())
    assert following.settled(["agencies"], time.time() + 60)
    following.look()
    assert SiteChange.objects.latest("pk").pk in following.known().seen


def test_another_machine_learns_of_a_change_from_the_table(world: World, keeping: Journal, reader: Client) -> None:
    assert _asks(reader, "/guide/")
    assert not _asks(reader, "/guide/")
    SiteChange.objects.create(topics=["agencies"], at=now())
    following._looked.clear()
    assert _asks(reader, "/guide/")
    assert not _asks(reader, "/guide/")


def test_a_machine_that_nobody_asked_for_an_hour_learns_of_what_changed_meanwhile(
    world: World, keeping: Journal, reader: Client
) -> None:
    """What was withdrawn elsewhere at night is not shown in the morning, however long nobody came by."""
    reader.get("/guide/")
    following._reached[:] = [now() - timedelta(hours=1)]
    SiteChange.objects.create(topics=["agencies"], at=now() - timedelta(minutes=50))
    following._looked.clear()
    assert _asks(reader, "/guide/")
    assert following._reached[0] > now() - timedelta(minutes=1)


def test_what_cannot_be_written_down_is_not_taken_for_known(
    world: World, keeping: Journal, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: a change stands in the table and the journal takes no word of it. Nothing that is kept is used, in
    no request, until it does."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    reader.get("/guide/")
    SiteChange.objects.create(topics=["agencies"], at=now())
    following._looked.clear()
    with monkeypatch.context() as disk:
        disk.setattr(Journal, "tell", full)
        assert [_asks(reader, "/guide/") for _ in range(3)] == [True, True, True]
    assert [_asks(reader, "/guide/") for _ in range(2)] == [True, False]


def test_a_correction_that_comes_out_while_a_page_is_read_is_no_missing_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place was read as the former release and its content as the next: it is read again, not denied."""
    page, whole = site.written.article, queries._whole
    row = PublicPage.objects.get(page=page.pk)

    def slow(found: PublicPage) -> GatedPage | None:
        if found.title != "更正":
            newest = fresh(page).latest_revision.as_object()
            newest.title = "更正"
            newest.save_revision()
            site.publish(newest)
        return whole(found)

    monkeypatch.setattr(queries, "_whole", slow)
    found = queries.find(row.month, page.pk)
    assert found is not None
    assert (found.row.title, found.page.title) == ("更正", "更正")


def test_signing_in_purges_nothing(world: World, keeping: Journal, reader: Client) -> None:
    reader.get("/hant/guide/")
    User.objects.filter(pk=world.officer.pk).update(last_login=now())
    assert not _asks(reader, "/hant/guide/")
    User.objects.filter(pk=world.officer.pk).update(name="后台")
    assert _asks(reader, "/hant/guide/")


def test_what_was_rolled_back_in_part_is_told_when_it_happens_after_all(world: World, keeping: Journal) -> None:
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            telling.changed(["agencies"])
            raise ZeroDivisionError
        telling.changed(["agencies"])
        telling.changed(["agencies", "names"])
    rows = SiteChange.objects.order_by("-pk")[:2]
    assert [row.topics for row in rows] == [["names"], ["agencies"]]


def test_an_answer_ends_at_midnight_and_when_its_view_says_so(world: World, keeping: Journal, reader: Client) -> None:
    reader.get("/guide/")
    (kept,) = middleware.store._kept.values()
    state, midnight = following.state(), localtime(now()).date() + timedelta(days=1)
    assert localtime(datetime.fromtimestamp(kept.until, UTC)).date() == midnight
    assert middleware.right(kept, state, kept.until - 1)
    assert not middleware.right(kept, state, kept.until)
    with reading.noting() as noted:
        reading.ends(now() + timedelta(minutes=5))
        reading.ends(now() + timedelta(minutes=9))
    assert noted.until is not None
    assert noted.until < now() + timedelta(minutes=6)


def test_an_answer_made_of_what_nobody_watches_is_not_kept(world: World, keeping: Journal) -> None:
    with reading.noting() as noted:
        list(User.objects.filter(name="x"))
        with reading.only("page:1"):
            list(PublicPage.objects.all())
    assert (noted.unknown, noted.topics) == ("", {"names", "page:1"})
    with reading.noting() as noted:
        list(PublicPage.objects.all())
        SiteChange.objects.count()
    assert (noted.unknown, noted.topics) == ("portal_sitechange", {"gate"})


def test_a_journal_that_is_long_lost_or_unreadable_makes_everything_anew(keeping: Journal) -> None:
    eras = [keeping.state().era]
    keeping.tell(1, ["page:1"])
    assert not keeping.state().fresh(["page:1"], 0)
    assert keeping.state().era == eras[0]
    keeping.path.write_bytes(b"")
    eras.append(keeping.state().era)
    with keeping.path.open("ab") as file:
        file.write(b"# other\n\xff\xfe\n+ half")
    eras.append(keeping.state().era)
    assert keeping.state().changed == {}
    keeping.path.unlink()
    keeping.tell(2, ["page:2"])
    eras.append(keeping.state().era)
    other = Journal(keeping.path)
    assert other.state().seen == keeping.state().seen == {2}
    assert len(set(eras)) == 4


def test_a_long_journal_begins_anew(keeping: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.portal.caching.journal.LONGEST", 200)
    eras = {keeping.state().era}
    for number in range(12):
        keeping.tell(number, ["page:1"])
        eras.add(keeping.state().era)
        assert keeping.path.stat().st_size < 300
    assert len(eras) > 2


def test_the_store_lets_the_least_used_go() -> None:
    store = Store(40_000)
    kept = Kept(200, (), b"x" * 2000, '"e"', (), 1, 0, 0.0, 0.0)
    for number in range(12):
        store.put((str(number),), kept)
        assert store.get(("0",)) is kept
    assert (len(store), store.get(("1",))) == (9, None)
    store.put(("large",), Kept(200, (), b"x" * 9000, '"e"', (), 1, 0, 0.0, 0.0))
    assert store.get(("large",)) is None


def test_the_list_names_addresses_that_there_are() -> None:
    assert set(addresses.KEPT) <= {getattr(one, "name", None) for one in urlpatterns}
    assert set(topics.of_tables().values()) == {
        "", "gate", "agencies", "names", "notices", "gazettes", "dialogue", "boards",
    }  # fmt: skip
    assert settings.MIDDLEWARE[1].endswith("KeepAnswers"), "only visits are counted before it"
