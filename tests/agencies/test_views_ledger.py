"""The screen on the ledger: whose entries somebody sees, what is found, and what verification says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from gongkai.agencies import ledger_page
from gongkai.audit import ledger
from gongkai.audit.ledger import Act
from gongkai.audit.models import Action
from tests.factories import START, World, make_district

pytestmark = pytest.mark.django_db
URL = "/office/ledger/"


@pytest.fixture
def world() -> World:
    made = make_district()
    with transaction.atomic():
        for day in range(ledger_page.A_PAGE + 2):
            at = START + timedelta(days=day)
            act = Act(made.officer.actor, Action.CASE_READ, f"case:MHB-{day:03}")
            ledger.record(made.office.stream, [act], at=at)
        ledger.record(made.other.stream, [Act("applicant:QXZ-1", Action.CASE_EVENT, "case:QXZ-1")], at=START)
        ledger.record(ledger.SYSTEM, [Act("system", Action.SIGN_IN_FAILED, "user:0")], at=START)
    return made


def shown(client: Client, **asked: Any) -> str:
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_auditor_finds_who_did_what_and_when(client: Client, world: World) -> None:
    client.force_login(world.auditor)
    page = shown(client)
    assert "case:MHB-000" not in page
    older = page.rpartition('href="?')[2].partition('"')[0].replace("&amp;", "&")
    assert "case:MHB-000" in client.get(f"{URL}?{older}").content.decode()
    page = shown(client, who="林知行", subject="MHB-00", until=f"{START:%Y-%m-%d}")
    assert page.count('<th scope="row"') == 1
    assert "林知行" in page
    page = shown(client, action="case:event")
    assert "申请人 QXZ-1" in page
    assert "清溪镇" in page
    assert "系统" in shown(client, stream="system", action=Action.SIGN_IN_FAILED.value)
    assert "没有符合条件的记录" in shown(client, who="没有这个人")
    assert "没有符合条件的记录" in shown(client, since="2023-02-30"), "a day that there is not finds nothing"


def test_others_see_their_own_stream_or_nothing(client: Client, world: World) -> None:
    client.force_login(world.handler)
    assert client.get(URL).status_code == 403
    seen = ledger_page.seen_by(world.auditor, START.date())
    assert {world.office.stream, world.other.stream, ledger.SYSTEM} <= set(seen)
    assert ledger_page.seen_by(world.stranger, START.date()).keys() <= {world.other.stream}
    client.force_login(world.auditor)
    assert "没有符合条件的记录" in shown(client, stream="agency:999999")


def test_what_was_altered_behind_our_back_is_named(client: Client, world: World) -> None:
    client.force_login(world.auditor)
    page = client.post(URL).content.decode()
    assert "核验通过" in page
    assert ledger.root() in page
    with connection.cursor() as cursor:
        _without_the_lock(cursor)
        cursor.execute("UPDATE audit_entry SET subject = 'case:MHB-X' WHERE subject = 'case:MHB-007'")
    page = client.post(URL).content.decode()
    assert "发现1处不符" in page
    assert "case:MHB-X" in page
    assert "内容被改动" in page


def _without_the_lock(cursor: Any) -> None:
    """As somebody would who owns the database."""
    if connection.vendor == "sqlite":
        for (name,) in list(
            cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_entry'")
        ):
            cursor.execute(f"DROP TRIGGER {name}")
    else:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
