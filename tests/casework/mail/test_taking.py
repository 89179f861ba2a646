"""Mail is taken in once, whole and sealed; whoever is killed in between loses and doubles nothing."""

from __future__ import annotations

import mailbox
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from gongkai.agencies.models import Agency
from gongkai.audit.models import Action, Entry
from gongkai.casework.mail import addresses, boxes, taking, tray
from gongkai.casework.mail.addresses import Address, BadSetting
from gongkai.casework.mail.boxes import Maildir, Mbox, Trouble
from gongkai.casework.mail.models import IncomingMail, MailboxReading
from tests.casework.mail.letters import TEXT, Killed, Pile, letter, maildir, with_files
from tests.factories import World, at, make_district

pytestmark = pytest.mark.django_db
ARRIVED, NOW = at(2023, 3, 1, 18), at(2023, 3, 2)


@pytest.fixture
def world() -> World:
    return make_district()


def address_of(world: World, path: str = "/mail") -> Address:
    return Address(world.office.code, "maildir", path)


def read(world: World, pile: Pile, *, when=NOW) -> int:  # type: ignore[no-untyped-def]
    return taking.read_box(address_of(world), at=when, opener=lambda _: pile)


def test_a_message_lies_sealed_with_its_files_and_names_what_was_refused(world: World) -> None:
    raw = with_files()
    assert read(world, Pile(raw, arrived_at=ARRIVED)) == 1
    mail = IncomingMail.objects.get()
    found = tray.opened(mail, today=NOW.date())
    assert found.words.text == TEXT
    assert [one.name for one in found.files] == ["补充说明.txt"]
    assert [(one["name"], one["code"]) for one in found.words.refused] == [
        ("资料.exe", "EXECUTABLE"),
        ("winmail.dat", "TNEF"),
    ]
    assert mail.arrived_at == ARRIVED
    assert tray.read_original(mail_id=mail.pk, by=world.officer, at=NOW) == raw
    assert Entry.objects.get(action=Action.MAIL_TAKEN).digest == mail.digest
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_incomingmail")
        assert "甄不存" not in str(
            [bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()]
        )


@pytest.mark.parametrize("place", ["put_aside", "commit"])
def test_a_killed_reader_neither_loses_nor_doubles(world: World, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    pile = Pile(letter().as_bytes(), letter(serial=2).as_bytes(), arrived_at=ARRIVED, kill=place)
    if place == "commit":

        def dies(*_: object, **__: object) -> None:
            raise Killed

        # the ledger entry is the last thing of the transaction
        monkeypatch.setattr(taking.ledger, "record", dies)
    with pytest.raises(Killed):
        read(world, pile)
    monkeypatch.undo()
    assert IncomingMail.objects.count() == (1 if place == "put_aside" else 0)
    assert pile.aside == []
    pile.kill = ""
    assert read(world, pile) == (1 if place == "put_aside" else 2)
    assert IncomingMail.objects.count() == 2
    assert pile.aside == ["0", "1"]


def test_the_same_message_in_two_agencies_is_one_in_each(world: World) -> None:
    for agency in (world.office, world.other, world.office):
        taking.take(agency=agency, mailbox="x", raw=letter().as_bytes(), arrived_at=ARRIVED, at=NOW)
    assert set(IncomingMail.objects.values_list("agency", flat=True)) == {world.office.pk, world.other.pk}
    assert IncomingMail.objects.count() == 2


def test_what_is_too_large_or_too_much_stays_and_is_said(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GONGKAI_MAIL_IN_PER_SENDER, settings.GONGKAI_MAIL_IN_MIB = "2", "1"
    large = letter(text="长" * 500_000, serial=9).as_bytes()
    same = [letter(serial=number).as_bytes() for number in range(4)]
    other = letter(serial=8, From="b@example.invalid").as_bytes()
    pile = Pile(large, *same, other, arrived_at=ARRIVED)
    assert read(world, pile) == 3
    noted = MailboxReading.objects.get()
    assert (noted.too_large, noted.throttled, noted.oldest_left) == (1, 2, ARRIVED)
    assert pile.aside == ["1", "2", "5"]
    assert read(world, pile) == 0
    assert read(world, pile, when=NOW + timedelta(days=1)) == 2
    assert MailboxReading.objects.get().throttled == 0


def test_a_mailbox_that_cannot_be_read_says_so_and_keeps_the_others_going(
    world: World, settings, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    folder = maildir(tmp_path / "mail")
    (folder / "new" / "1.a.b").write_bytes(letter().as_bytes())
    settings.GONGKAI_MAIL_IN = f"{world.other.code}=mbox:{tmp_path}/none; {world.office.code}=maildir:{folder}"
    taken, problems = taking.read_all(at=NOW)
    assert taken == 1
    assert "没有信箱文件" in problems[0]
    noted = MailboxReading.objects.get(agency=world.other)
    assert noted.read_well_at is None
    assert "没有信箱文件" in noted.problem


def test_a_maildir_is_read_new_or_seen_and_moved_aside(tmp_path: Path) -> None:
    folder = maildir(tmp_path / "mail")
    (folder / "new" / "2.b").write_bytes(b"second")
    (folder / "cur" / "1.a:2,S").write_bytes(b"first")
    os.utime(folder / "cur" / "1.a:2,S", (1677636000, 1677636000))
    box = Maildir(folder)
    lying = list(box.lying())
    assert [one.key for one in lying] == ["1.a", "2.b"]
    assert lying[0].arrived_at == at(2023, 3, 1, 10)
    # another program marks it as read meanwhile
    (folder / "new" / "2.b").rename(folder / "cur" / "2.b:2,S")
    assert box.fetch("2.b") == b"second"
    for key in ("1.a", "2.b", "2.b"):
        box.put_aside(key)
    assert list(box.lying()) == []
    assert sorted(file.name for file in (folder / ".gongkai" / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    assert box.fetch("1.a") is None


def test_an_mbox_keeps_what_arrives_during_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "box"
    said = "From a@b Wed Mar  1 10:00:00 2023\nSubject: {}\n\n>From here on\n\n"
    path.write_text(said.format("1") + said.format("2"))
    box = Mbox(path)
    lying = list(box.lying())
    assert [one.arrived_at for one in lying] == [at(2023, 3, 1, 10)] * 2
    box.put_aside(lying[0].key)
    with path.open("a") as file:
        file.write(said.format("3"))
    box.close()
    left = mailbox.mbox(path)
    assert [message["Subject"] for message in left][-2:] == ["2", "3"]
    left.close()
    aside = mailbox.mbox(path.with_name("box.gongkai"))
    assert [message["Subject"] for message in aside] == ["1"]
    aside.close()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("imaps://a:geheim@host/INBOX", "不能写口令"),
        ("imap://a@host", "写法不认识"),
        ("maildir:relative", "绝对路径"),
        ("maildir:/a;maildir:/b", "机关代码"),
        ("a=maildir:/a;a=maildir:/a", "重复"),
        ("imaps://host/INBOX", "用户"),
        ("imaps://a@host:99999/INBOX", "端口"),
    ],
)
def test_a_setting_that_cannot_be_used_says_why_and_repeats_no_password(settings, written: str, said: str) -> None:  # type: ignore[no-untyped-def]
    settings.GONGKAI_MAIL_IN = written
    with pytest.raises(BadSetting, match=said) as refused:
        addresses.addresses()
    assert "geheim" not in str(refused.value)


def test_several_mailboxes_and_their_passwords(world: World, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.GONGKAI_MAIL_IN = (
        f"{world.office.code}=imaps://gk@minghu.example@mail.example:1993/%E7%94%B3%E8%AF%B7\nNIX=mbox:/x"
    )
    first, second = addresses.addresses()
    assert (first.user, first.host, first.port, first.path) == ("gk@minghu.example", "mail.example", 1993, "申请")
    assert addresses.agency_of(first) == world.office
    with pytest.raises(BadSetting, match="NIX"):
        addresses.agency_of(second)
    with pytest.raises(BadSetting, match="口令"):
        addresses.password_of(first)
    (tmp_path / "passwords").write_text(f"# 说明\n{world.office.code} = a=b \n")
    settings.GONGKAI_MAIL_IN_PASSWORDS = str(tmp_path / "passwords")
    assert addresses.password_of(first) == "a=b"
    with pytest.raises(BadSetting, match="不止一个"):
        addresses.agency_of(Address("", "mbox", "/x"))
    Agency.objects.exclude(pk=world.office.pk).update(takes_requests=False)
    assert addresses.agency_of(Address("", "mbox", "/x")) == world.office


def test_a_folder_that_is_no_maildir_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="不是maildir"):
        boxes.Maildir(tmp_path)
