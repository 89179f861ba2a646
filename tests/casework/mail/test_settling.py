"""What officers make of mail: a case with its day and files, part of a case, or laid aside with a reason."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail as outbox
from django.db import transaction

from gongkai.audit.models import Action, Entry
from gongkai.casework import handling, intake, retention
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.intake import Wanted
from gongkai.casework.mail import answering, ending, settling, taking, tray
from gongkai.casework.mail.models import IncomingMail, MailOriginal
from gongkai.casework.mail.settling import CORRECTION, NOTE, OPINION, Settled
from gongkai.casework.models import ApplicantKind, Attachment, Channel
from gongkai.files.models import StoredFile
from gongkai.privacy.sealing import Unsealable
from tests.casework.desk import desk, stop_clock, words
from tests.casework.mail.letters import TEXT, letter, with_files
from tests.factories import CITIZEN, World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
# a Wednesday evening, and the Monday after
ARRIVED, NOW = at(2023, 3, 1, 18), at(2023, 3, 6)
Role = Attachment.Role
ASKED = {"kind": ApplicantKind.NATURAL_PERSON, "person": CITIZEN, "wanted": Wanted("立项批复")}


@pytest.fixture
def world() -> World:
    return make_district()


def taken(world: World, raw: bytes | None = None, *, agency: Any = None) -> IncomingMail:
    raw = raw or with_files()
    assert taking.take(agency=agency or world.office, mailbox="gk", raw=raw, arrived_at=ARRIVED, at=NOW)
    return IncomingMail.objects.get(digest=sha256(raw).hexdigest())


def test_a_mail_becomes_a_case_received_on_the_day_it_arrived(world: World) -> None:
    mail = taken(world)
    receipt = settling.register(mail_id=mail.pk, by=world.officer, at=NOW, **ASKED)
    case = receipt.case
    assert (case.channel, case.received_on) == (Channel.WEB, ARRIVED.date())
    assert case.due_on == tray.standing(mail, today=NOW.date()).state.due_on
    assert sorted(case.attachments.values_list("role", flat=True)) == [Role.REQUEST, Role.SCAN]
    mail.refresh_from_db()
    assert (mail.state, mail.case) == (IncomingMail.State.CASE, case)
    told = Entry.objects.get(action=Action.MAIL_DECIDED)
    assert (told.actor, told.detail) == (world.officer.actor, {"how": "case", "case": case.number})
    for again in (
        lambda: settling.register(mail_id=mail.pk, by=world.colleague, at=NOW, **ASKED),
        lambda: settling.lay_aside(mail_id=mail.pk, reason="inquiry", by=world.colleague, at=NOW),
        lambda: settling.take_up(mail_id=mail.pk, by=world.colleague, at=NOW),
    ):
        with pytest.raises(Settled, match="已登记"):
            again()


def test_a_refused_registration_changes_nothing(world: World) -> None:
    mail, files = taken(world), StoredFile.objects.count()
    bad = ASKED | {"wanted": Wanted("")}
    with pytest.raises(Incomplete), transaction.atomic():
        settling.register(mail_id=mail.pk, by=world.officer, at=NOW, **bad)
    mail.refresh_from_db()
    assert mail.state == IncomingMail.State.WAITING
    assert StoredFile.objects.count() == files


def test_a_mail_joins_a_case_as_correction_opinion_or_note(world: World) -> None:
    case = confirm(world, online(world, on=at(2023, 2, 27, 10)).case, on=at(2023, 2, 27, 15))
    told: dict[str, Any] = {"number": case.number.lower(), "by": world.officer, "at": NOW}
    mail = taken(world)
    with pytest.raises(NotPermitted), transaction.atomic():
        settling.join(mail_id=mail.pk, how=CORRECTION, **told)
    handling.ask_correction(
        case_id=case.pk, on=at(2023, 2, 28).date(), what="年份", by=world.officer, at=at(2023, 2, 28)
    )
    corrected = settling.join(mail_id=mail.pk, how=CORRECTION, **told)
    assert (corrected.events.latest("seq").kind, corrected.events.latest("seq").occurred_on) == (
        "corrected",
        ARRIVED.date(),
    )
    assert corrected.attachments.filter(role=Role.CORRECTION).count() == 2
    opinion = taken(world, letter(serial=5, text="不同意公开").as_bytes())
    with pytest.raises(Incomplete, match="没有尚未答复的征求意见"), transaction.atomic():
        settling.join(mail_id=opinion.pk, how=OPINION, opinion="objects", **told)
    handling.open_consultation(
        case_id=case.pk, key="1", party="third_party", on=ARRIVED.date(), whom="某公司", by=world.officer, at=NOW
    )
    settling.join(mail_id=opinion.pk, how=OPINION, opinion="objects", **told)
    assert case.attachments.get(role=Role.OPINION).seq == case.events.latest("seq").seq
    settling.join(mail_id=taken(world, letter(serial=6).as_bytes()).pk, how=NOTE, **told)
    assert case.mail.count() == 3
    with pytest.raises(Incomplete, match="没有找到这个收件编号"):
        settling.join(mail_id=taken(world, letter(serial=7).as_bytes()).pk, how=NOTE, **(told | {"number": "X-1"}))


def test_laid_aside_with_a_reason_answered_once_and_taken_up_again(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    mail = taken(world)
    with pytest.raises(Incomplete, match="原因"):
        settling.lay_aside(mail_id=mail.pk, reason="", by=world.officer, at=NOW)
    text = settling.prepared_answer(mail, "petition")
    assert "第三十九条" in text
    settling.lay_aside(mail_id=mail.pk, reason="petition", answer=text, words="转信访局", by=world.officer, at=NOW)
    mail.refresh_from_db()
    assert tray.answer_of(mail)["words"] == "转信访局"
    assert not answering.send(mail.pk, at=NOW), "the job has sent it"
    assert [(sent.to, sent.body) for sent in outbox.outbox] == [(["nobody@example.invalid"], text)]
    settling.take_up(mail_id=mail.pk, by=world.colleague, at=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("waiting", "")
    assert [row.detail["how"] for row in Entry.objects.filter(action=Action.MAIL_DECIDED)] == ["aside", "taken-up"]


@pytest.mark.parametrize("person", ["officer", "colleague", "leader", "handler", "auditor", "stranger"])
def test_only_who_registers_requests_sees_and_decides(world: World, person: str) -> None:
    mail, by = taken(world), getattr(world, person)
    verbs: list[Callable[[UUID], Any]] = [
        lambda key: tray.read(mail_id=key, by=by, at=NOW),
        lambda key: tray.read_original(mail_id=key, by=by, at=NOW),
        lambda key: tray.read_file(mail_id=key, file_id=mail.files.get().file_id, by=by, at=NOW),
        lambda key: settling.lay_aside(mail_id=key, reason="inquiry", by=by, at=NOW),
        lambda key: settling.take_up(mail_id=key, by=by, at=NOW),
        lambda key: settling.join(mail_id=key, number="X", how=NOTE, by=by, at=NOW),
        lambda key: settling.register(mail_id=key, by=by, at=NOW, **ASKED),
    ]
    for place, verb in enumerate(verbs):
        with pytest.raises(Unknown):
            verb(uuid4())
        if person in {"officer", "colleague"}:
            if place != 5:
                verb(mail.pk)
        else:
            with pytest.raises(Unknown):
                verb(mail.pk)


def test_what_was_laid_aside_goes_after_three_years_and_a_case_takes_its_mail_along(world: World) -> None:
    mail = taken(world)
    settling.lay_aside(mail_id=mail.pk, reason="advertising", by=world.officer, at=NOW)
    told: dict[str, Any] = {"agencies": [world.office], "reason": "鉴定", "by": world.officer}
    assert ending.confirm(at=at(2026, 12, 31), **told) == 0
    assert ending.confirm(at=at(2027, 1, 1), **told) == 1
    mail.refresh_from_db()
    assert tray.opened(mail, today=NOW.date()).words.sender.startswith("（个人信息")
    assert bytes(MailOriginal.objects.get(mail=mail).sealed) == b""
    with pytest.raises(Unsealable):
        tray.key_of(mail)
    kept = taken(world, letter(serial=3).as_bytes())
    case = settling.register(mail_id=kept.pk, by=world.officer, at=NOW, **ASKED).case
    finish(world, confirm(world, case, on=NOW))
    assert retention.confirm(subject_ids=[case.subject_id], reason="鉴定", by=world.officer, at=at(2034, 1, 2)) == 1
    kept.refresh_from_db()
    assert kept.erased_at is not None


def test_the_screens_say_the_day_the_reason_and_the_delay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, NOW)
    mail = taken(world)
    taken(world, letter("自动回复：休假", serial=2).as_bytes())
    client = desk(world.officer)
    listed = words(client.get("/office/mail/"))
    assert "来信（1）" in listed
    assert "自动回复和退信（1）" in listed
    assert "有1封来信到达后的下一工作日已到" in listed
    assert "已过3个工作日" in listed
    assert "自动回复：休假" in words(client.get("/office/mail/?fold=automatic"))
    page = words(client.get(f"/office/mail/{mail.pk}/"))
    assert "2023-03-01（周三）" in page
    assert "电子邮件到达信箱即可确认" in page
    assert "这是可执行程序" in page
    assert TEXT.split("\n")[0] in page
    prepared = client.post(f"/office/mail/{mail.pk}/", {"do": "aside", "reason": "inquiry", "tell": "on"})
    assert "已按所选原因拟好答复" in words(prepared)
    assert "第二十九条" in words(prepared)
    assert client.post(f"/office/mail/{mail.pk}/", {"do": "join", "number": "X", "how": "opinion"}).status_code == 422
    form = client.get(f"/office/mail/{mail.pk}/register/").content.decode()
    assert "nobody@example.invalid" in form
    given = {
        "once": "a-token", "kind": "natural_person", "name": "甄不存", "identity_kind": "other",
        "identity_number": "未提供",
        "email": "nobody@example.invalid", "description": "立项批复", "form": "electronic", "delivery": "email",
    }  # fmt: skip
    first = client.post(f"/office/mail/{mail.pk}/register/", given)
    again = client.post(f"/office/mail/{mail.pk}/register/", given)
    assert first["Location"] == again["Location"]
    mail.refresh_from_db()
    assert intake.wanted_of(mail.case).description == "立项批复"  # type: ignore[arg-type, union-attr]
    assert mail.case.number in words(client.get("/office/mail/?fold=done"))  # type: ignore[union-attr]
    assert client.get(f"/office/mail/{mail.pk}/original/")["Content-Disposition"].startswith("attachment")
    assert desk(world.leader).get("/office/mail/").status_code == 403
