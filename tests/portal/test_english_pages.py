"""Letters, opinions and the lists of the site in English: what the site says is English, what agencies wrote stays
Chinese and is marked, and a word that is new in a template of these pages fails here until it has its English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.dialogue import answering, attachments, corrections, letters, seats
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.models import CitizenLetter, SeatRequest
from gongkai.disclosure.models import SeatCall
from gongkai.portal.subscribing import asking
from gongkai.portal.subscribing.asking import Subject
from gongkai.portal.subscribing.models import Letter, Rhythm
from gongkai.script import catalogue
from gongkai.script.catalogue import HAN
from tests.editorial.papers import hire
from tests.editorial.site import reviewed, write_dialogue, write_everything
from tests.factories import World, make_district
from tests.portal.test_english import KEPT, left_in_chinese

pytestmark = pytest.mark.django_db
MARK = "某某"
CONTENT = re.compile(
    # what the pages of the test are called, and the words in all their fields
    rf"(?:栏目|消息|通知|解读|公开讲|会议|列席|负责人|职能|目录|专题|抽查|查阅场所|征集|调查结果|结果|问|办理|调查)?{MARK}|其他$"
)
LISTS = (
    "dialogue", "consultations", "questions", "surveys", "services", "meetings", "leaders", "agencies", "catalogue",
    "topics", "inspections", "points", "interpretations", "talks",
)  # fmt: skip
FOLDERS = ("dialogue", "organisation", "catalogue", "topics", "inspections", "points", "interpretations", "subscribing")
SINGLE = ("meetings/index.html", "components/trail.html", "components/faults.html", "components/field.html")


@pytest.fixture
def world() -> World:
    return make_district()


def opened(world: World) -> dict[str, Any]:
    """A page of every kind, the survey and the consultation open today."""
    staff = hire(world)
    written = write_everything(world, staff, MARK)
    days = {"opens_on": localdate(), "closes_on": localdate()}
    talking = write_dialogue(written.section, staff.author, MARK, days)
    for group in ([written.section], [written.policy, written.interpretation], [written.talk]):
        reviewed(staff, *group)
    for page in (*written.more.values(), *talking):
        reviewed(staff, page)
    return {"consultation": talking[0], "survey": talking[4], "call": SeatCall.objects.get()}


def asked(client: Client, path: str, fields: dict[str, str]) -> Iterator[Any]:
    """A form as it is, with its faults, and sent."""
    page = client.get(path)
    yield page
    yield client.post(path, {})
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    yield client.post(path, {**fields, "token": token[1] if token else ""}, follow=True)


def dialogue(client: Client, world: World, pages: dict[str, Any]) -> Iterator[Any]:
    """Everything that somebody fills in, and what follows."""
    letter = {"agency": world.office.code, "kind": "question", "title": "Park", "words": "When?", "may_publish": "no"}
    yield from asked(client, "/en/questions/ask/", letter)
    yield client.post("/en/questions/ask/", {**letter, "email": "x", "token": "stale"})
    yield from asked(client, f"/en/consultations/{pages['consultation'].pk}/opinion/", {"passage": "0", "words": "Yes"})
    yield from asked(client, f"/en/surveys/{pages['survey'].pk}/", {"q0": "1"})
    delegate = {"name": "Ann", "telephone": "0000-1234567", "why": "Park", "agrees": "on"}
    yield from asked(client, f"/en/seats/{pages['call'].pk}/", delegate)
    yield from asked(client, f"/en/seats/{pages['call'].pk}/", delegate)
    yield from asked(client, "/en/corrections/", {"kind": "words", "words": "A letter too many"})
    yield from asked(client, "/en/questions/progress/", {"number": "X", "code": "Y"})
    yield from asked(client, "/en/subscribe/", {"email": "ann@example.invalid", "rhythm": "daily"})
    yield Client().get("/en/dialogue/receipt/letter/")


def answered(world: World) -> Iterator[Any]:
    """A letter on its way and answered, and a report of an error."""
    made = letters.write(
        agency=world.office, kind="help", written=letters.Written("Park", "When?"), may_publish=True, at=now(),
        files=[attachments.upload(b"Open till ten.", "hours.txt")],
    )  # fmt: skip
    row = CitizenLetter.objects.get(number=made.number)
    later = {"until": row.due_on + timedelta(days=1), "reason": MARK}
    answering.extend(letter_id=row.pk, **later, by=world.leader, at=now())
    yield from looked_up(made)
    hours = attachments.fit(attachments.upload(b"Open till ten.", "hours.txt"))
    answering.draft(letter_id=row.pk, words=MARK, files=[hours], by=world.officer, at=now())
    answering.approve(letter_id=row.pk, by=world.leader, at=now())
    yield from looked_up(made, {}, {"score": "5", "words": "Thanks"})
    yield from looked_up(corrections.report(kind="words", place="/guide/", found=Found("too many"), at=now()))


def seated(call: SeatCall) -> Iterator[Any]:
    """A seat that was asked for, with what can become of it, and the call when it is over."""
    made = seats.ask(call=call, asked=seats.Asked("Ben", "0000-7654321", "Park"), at=now())
    for outcome in SeatRequest.Outcome:
        place = 2 if outcome == SeatRequest.Outcome.RESERVE else None
        SeatRequest.objects.filter(number=made.number).update(outcome=outcome, place=place)
        yield from looked_up(made)
    over = localdate() - timedelta(days=1)
    SeatCall.objects.filter(pk=call.pk).update(opens_on=over, closes_on=over)
    yield Client().get(f"/en/seats/{call.pk}/")


def looked_up(made: Any, *acts: dict[str, str]) -> Iterator[Any]:
    client = Client()
    client.post("/en/questions/progress/", {"number": made.number, "code": made.query_code})
    yield client.get("/en/questions/letter/")
    for fields in acts:
        yield client.post("/en/questions/letter/", fields, follow=True)


def subscribed(client: Client) -> Iterator[Any]:
    asking.ask(address="a@example.invalid", subject=Subject(words="water"), rhythm=Rhythm.WEEKLY, at=now())
    row = Letter.objects.latest("pk")
    confirm, leave = asking.confirm_token(row), asking.leave_token(row.subscription)
    for path in (f"confirm/{confirm}", f"leave/{leave}"):
        yield client.get(f"/en/subscribe/{path}/")
        yield client.post(f"/en/subscribe/{path}/")
    yield client.get("/en/subscribe/confirm/nothing/")


def lists(client: Client, world: World) -> Iterator[Any]:
    """Each list with what is in it, narrowed to something and to nothing."""
    for name in LISTS:
        yield client.get(f"/en/{name}/")
    yield client.get(f"/en/agencies/{world.office.code}/")
    yield client.get(f"/en/agencies/{world.other.code}/")
    for path in ("catalogue/?item=2", "catalogue/?field=x", "meetings/?kind=plenary", "interpretations/?form=video"):
        yield client.get(f"/en/{path}")


def test_lists_and_letters_leave_nothing_in_chinese(client: Client, world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    nothing = [client.get(f"/en/{name}/") for name in LISTS]
    pages = opened(world)
    found = [*nothing, *lists(client, world), *dialogue(client, world, pages), *answered(world), *subscribed(client)]
    found += seated(pages["call"])
    texts = [answer.content.decode() for answer in found]
    assert all('<html lang="en">' in text for text in texts)
    titles = re.findall(r"<title>(.+)</title>", "\n".join(texts))
    assert {title.rpartition(" – ")[2] for title in titles} == {"Open Government Information Platform of 明湖区"}
    left = {words for text in texts for words in left_in_chinese(text)}
    assert {words for words in left if HAN.search(CONTENT.sub("", KEPT.sub("", words)))} == set()
    # what agencies wrote is there, and says that it is Chinese
    assert any(f'<span lang="zh-Hans">通知{MARK}</span>' in text for text in texts)


def templates() -> Iterator[Path]:
    for folder in FOLDERS:
        name = {"subscribing": "ask", "organisation": "leaders", "points": "index"}.get(folder)
        one = get_template(
            f"portal/{folder}/{name or 'index'}.html" if folder != "dialogue" else "portal/dialogue/ask.html"
        )
        yield from sorted(Path(one.origin.name).parent.glob("*.html"))
    for name in SINGLE:
        yield Path(get_template(f"portal/{name}").origin.name)


def chunks(source: str) -> Iterator[str]:
    """The Chinese words of a template, between its tags."""
    source = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{% block styles %\}.*?\{% endblock %\}",
        "",
        source,
        flags=re.DOTALL,
    )
    told = re.findall(r'(?:aria-label|alt|placeholder|here|parent|default:)="?([^">|}]*)', source)
    for words in (re.sub(r"<[^>]*>", "\n", source), *told):
        for chunk in re.split(r"\{%.*?%\}|\{\{.*?\}\}|\n|[：、（）。，；“”？]+", words):
            if HAN.search(chunk):
                yield chunk.strip()


def test_each_word_of_these_templates_has_its_english() -> None:
    english = catalogue.languages("")["en"].language.messages
    known = "\n".join(words for key, words in catalogue.sources().items() if key in english)
    lost = {
        (path.name, chunk) for path in templates() for chunk in chunks(path.read_text("utf-8")) if chunk not in known
    }
    assert lost == set()
