"""Asking, confirming, hearing of what is new and leaving; each message once, whatever dies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from gongkai.casework.outgoing import NotSent, Outgoing, Refused
from gongkai.disclosure.models import Article, Section
from gongkai.editorial import gate, reviewing
from gongkai.portal.subscribing import asking, sending, tasks
from gongkai.portal.subscribing import news as news_of
from gongkai.portal.subscribing.asking import Subject
from gongkai.portal.subscribing.models import Letter, Rhythm, Subscription
from tests.editorial.papers import Staff, sign_all
from tests.editorial.site import body, reviewed, write
from tests.factories import World, at
from tests.portal.selfcheck.conftest import alone, checks, news, opens, staff, world

__all__ = ["alone", "checks", "news", "opens", "staff", "world"]
pytestmark = pytest.mark.django_db
SUNDAY = at(2023, 3, 5, 12)
ADDRESS = "reader@example.invalid"
LINK = re.compile(r"http://[^/]+(/subscribe/\S+)")


def subscribed(subject: Subject, rhythm: Rhythm = Rhythm.DAILY, moment: datetime = SUNDAY) -> Subscription:
    assert asking.ask(address=ADDRESS, subject=subject, rhythm=rhythm, at=moment)
    letter = Letter.objects.latest("pk")
    with_time = asking.confirm(token=asking.confirm_token(letter), at=moment)
    assert with_time
    letter.delete()
    return Subscription.objects.get(pk=with_time.pk)


def deliver(moment: datetime) -> list[EmailMessage]:
    """What a worker sends at a moment."""
    mail.outbox.clear()
    sending.write_due(at=moment)
    sending.send_waiting(clock=lambda: moment)
    return list(mail.outbox)


class Port:
    """A gateway that does what a test says."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes, self.keys = list(outcomes), []

    def send(self, message: Outgoing, *, at: datetime) -> None:
        self.keys.append(message.key)
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome:
            raise outcome


def test_from_the_form_to_the_last_press(client: Client, news: Section) -> None:
    asked = {"email": ADDRESS, "rhythm": "daily"}
    page = client.get(f"/subscribe/?section={news.pk}")
    assert f"栏目“{news.title}”" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    first, again = (client.post(f"/subscribe/?section={news.pk}", asked) for _ in range(2))
    words = re.compile(r"name=\"csrfmiddlewaretoken\"[^>]*")
    assert words.sub("", first.content.decode()) == words.sub("", again.content.decode())
    row = Subscription.objects.get()
    assert ADDRESS.encode() not in bytes(row.sealed)
    assert Letter.objects.count() == 1
    now = Letter.objects.get().until
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        (question,) = deliver(now)
    path = LINK.search(question.body)
    assert path
    # opened by a mail program it is only a page; pressed it counts, and pressed again too
    assert "确认订阅" in client.get(path[1]).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    assert client.post(path[1]).status_code == client.post(path[1]).status_code == 200
    assert Subscription.objects.get().confirmed_at is not None
    leave = f"/subscribe/leave/{asking.leave_token(Subscription.objects.get())}/"
    assert client.get(leave).status_code == 200
    assert Subscription.objects.count() == 1
    # a mail program's press (RFC 8058): no cookie, no token against forgery
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == Letter.objects.count() == 0
    assert client.post(leave).status_code == client.get(leave).status_code == 200
    assert client.get(path[1]).status_code == 404
    for bad in ("/subscribe/?section=999", "/subscribe/?section=x", "/subscribe/confirm/forged/"):
        assert client.get(bad).status_code == 404, bad
    assert client.post("/subscribe/", {"email": "谁", "rhythm": "daily"}).status_code == 422


def test_what_is_new_is_told_once_at_the_hour_and_nothing_when_there_is_nothing(news: Section) -> None:
    subscribed(Subject(section=news))
    # what stands in the column was published on Monday at nine, after the hour of eight
    assert deliver(at(2023, 3, 6, 8)) == []
    assert deliver(at(2023, 3, 7, 7, 59)) == []
    (told,) = deliver(at(2023, 3, 7, 8))
    assert told.subject == "明湖区政府信息公开平台：区政府召开供水工作会议"
    assert told.to == [ADDRESS]
    assert re.search(r"http://www\.minghu\.example/c/202303/\d+\.html", told.body)
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told.extra_headers["List-Unsubscribe"].strip("<>") in told.body
    assert deliver(at(2023, 3, 7, 8, 5)) == deliver(at(2023, 3, 8, 9)) == []
    assert sending.forget(at=at(2023, 5, 1)) == 1


def test_a_weekly_reader_hears_on_monday_and_a_week_without_a_worker_is_one_message(news: Section) -> None:
    subscribed(Subject(), Rhythm.WEEKLY)
    assert deliver(at(2023, 3, 7, 9)) == []
    assert len(deliver(at(2023, 3, 29, 9))) == 1
    assert Letter.objects.get().until == at(2023, 3, 27, 8)


def test_a_search_tells_of_its_new_results(news: Section) -> None:
    subscribed(Subject(words="供水"))
    subscribed(Subject(words="没有这个"))
    (told,) = deliver(at(2023, 3, 7, 9))
    assert "搜索“供水”的新结果" in told.body
    assert "区政府召开供水工作会议" in told.body


def test_a_message_that_was_not_taken_is_tried_again_and_one_that_died_twice_is_over(news: Section) -> None:
    subscribed(Subject())
    moment = at(2023, 3, 7, 8)
    sending.write_due(at=moment)
    port = Port(NotSent("暂时拒收"), None)
    assert sending.send_waiting(clock=lambda: moment, gateway=port) == 0
    assert sending.send_waiting(clock=lambda: moment + timedelta(minutes=4), gateway=port) == 0
    assert sending.send_waiting(clock=lambda: moment + timedelta(minutes=5), gateway=port) == 1
    assert sending.send_waiting(clock=lambda: moment + timedelta(days=1), gateway=port) == 0
    assert len(port.keys) == 2
    assert len(set(port.keys)) == 1
    # killed while the server was asked, twice: repeated once under the same name, then no more
    moment = at(2023, 3, 8, 8)
    Subscription.objects.update(told_until=SUNDAY)
    sending.write_due(at=moment)
    dead = Port(KeyboardInterrupt(), KeyboardInterrupt())  # type: ignore[arg-type]
    for minutes in (0, 3):
        with pytest.raises(KeyboardInterrupt):
            sending.send_waiting(clock=lambda minutes=minutes: moment + timedelta(minutes=minutes), gateway=dead)
    assert sending.send_waiting(clock=lambda: moment + timedelta(minutes=9), gateway=dead) == 0
    assert Letter.objects.latest("pk").state == Letter.State.FAILED
    assert len(dead.keys) == 2
    Subscription.objects.update(told_until=SUNDAY)
    sending.write_due(at=at(2023, 3, 9, 8))
    assert sending.send_waiting(clock=lambda: at(2023, 3, 9, 8), gateway=Port(Refused("拒收"))) == 0
    assert Letter.objects.latest("pk").problem == "拒收"


def test_a_mailbox_is_not_flooded_and_who_does_not_answer_is_forgotten(news: Section) -> None:
    def ask(words: str, moment: datetime = SUNDAY) -> bool:
        return asking.ask(address=ADDRESS, subject=Subject(words=words), rhythm=Rhythm.DAILY, at=moment)

    assert ask("一")
    assert not ask("一", SUNDAY + timedelta(minutes=59))
    assert ask("一", SUNDAY + timedelta(minutes=61))
    assert [ask(f"词{number}") for number in range(asking.MOST)].count(True) == asking.MOST - 1
    row = Subscription.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=row.pk).update(section=news.pk)
    token = asking.leave_token(row)
    Subscription.objects.filter(pk=row.pk).update(wrapped_key=b"another")
    assert asking.left_by(token) is None
    assert asking.forget(at=SUNDAY + timedelta(days=1)) == 0
    assert asking.forget(at=SUNDAY + timedelta(days=3)) > 0
    assert not Subscription.objects.exists()


def test_a_section_that_is_gone_and_a_site_without_mail(client: Client, news: Section, tmp_path: Path) -> None:
    row = subscribed(Subject())
    Subscription.objects.filter(pk=row.pk).update(sealed=b"x" * 40)
    assert deliver(at(2023, 3, 7, 9)) == []
    assert Letter.objects.get().state == Letter.State.FAILED
    assert tasks.deliver.func() == 0
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        assert client.get("/subscribe/").status_code == 404


@pytest.fixture(autouse=True)
def letters() -> Iterator[None]:
    """An outbox in memory."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


def test_what_was_changed_or_came_back_is_told_as_that_and_stands_first_in_feeds(
    news: Section, staff: Staff, world: World, client: Client
) -> None:
    changed, back, quiet = (
        write(Article, news, staff.author, title, body=body("全文。")) for title in ("停水通知", "水价公告", "水质公报")
    )
    for page in (changed, back, quiet):
        reviewed(staff, page)
    subscribed(Subject(section=news))
    subscribed(Subject(words="停水"))
    assert len(deliver(at(2023, 3, 7, 8))) == 2
    known = Article.objects.get(pk=changed.pk)
    known.body = body("改正后的全文。")
    known.save_revision(user=staff.author)
    released(staff, known, at(2023, 3, 7, 10))
    gate.withdraw(key=back.gate_key, why="数字有误", by=world.officer, at=at(2023, 3, 7, 10))
    (told,) = deliver(at(2023, 3, 8, 8))
    assert "2023-03-07  已修改：停水通知" in told.body
    assert not any(page.title in told.body for page in (back, quiet)), "what is down is not told of"
    assert told.subject.endswith("：已修改：停水通知")
    released(staff, back, at(2023, 3, 8, 10))
    (told,) = deliver(at(2023, 3, 9, 8))
    assert "2023-03-08  已恢复公开：水价公告" in told.body
    assert "停水通知" not in told.body
    assert deliver(at(2023, 3, 10, 8)) == []
    # a reader of the whole time is told of what is new as of what is new
    words = [item.label for item in news_of.between(Subject(section=news), at(2023, 3, 1), at(2023, 3, 10))]
    assert words == ["水价公告", "停水通知", "水质公报", "区政府召开供水工作会议"]
    feed = client.get("/feed.atom").content.decode()
    titles = re.findall(r"<title>([^<]+)</title>", feed)[1:]
    assert titles == ["已恢复公开：水价公告", "已修改：停水通知", "水质公报", "区政府召开供水工作会议"]
    assert '<category term="restored" label="已恢复公开"/>' in feed
    assert "<published>2023-03-06T09:00:00+08:00</published>\n    <updated>2023-03-08T10:00:00+08:00</updated>" in feed


def released(staff: Staff, page: Article, moment: datetime) -> None:
    """Through every review at a moment."""
    (row,) = reviewing.submit(keys=[page.gate_key], by=staff.author, at=moment)
    sign_all(row, staff, on=moment)
