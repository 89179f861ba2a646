"""The office's screens: three steps on a telephone, signing, the paper board, the list; and what everybody reads."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now
from PIL import Image

from gongkai.agencies.models import User
from gongkai.files.sheets import open_book
from gongkai.statute.village import Frequency
from gongkai.statute.village_duties import period_of
from gongkai.village import keeping, posting
from gongkai.village.models import BoardPhoto, Objection, Posting
from tests.village.conftest import Hamlet

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture() -> SimpleUploadedFile:
    """A photograph that says where and when it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F], exif[0x9003] = "SECRETCAM", "2026:10:08 09:00:00"
    Image.new("RGB", (320, 240), "#c33").save(out, "JPEG", exif=exif)
    assert b"SECRETCAM" in out.getvalue()
    return SimpleUploadedFile("公开栏.jpg", out.getvalue(), "image/jpeg")


def test_a_clerk_writes_in_three_steps_and_the_others_sign_and_prove(hamlet: Hamlet) -> None:
    clerk, code = signed_in(hamlet.clerk), hamlet.agency.code
    last = period_of(Frequency.QUARTERLY, localdate(now())).start - timedelta(days=1)
    assert "财务" in clerk.get("/office/villages/new/").content.decode()
    step = clerk.get("/office/villages/new/", {"village": code, "board": "finance"}).content.decode()
    assert f"duty=income&amp;day={period_of(Frequency.QUARTERLY, last).start}" in step
    form = f"/office/villages/new/?village={code}&duty=income&day={last}"
    lines = [("income", "承包费", "1,200.50"), ("expenditure", "电费", "200.5"), ("income", "", "")]
    rows = {"rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "0"}
    for place, line in enumerate(lines):
        rows |= dict(zip([f"rows-{place}-{name}" for name in ("finance_class", "item", "amount")], line, strict=True))
    told = {"day": str(last), "title": "财务收支公开", "days": "14", "opening": "1000", "closing": "2000", **rows}
    answer = clerk.post(form, {**told, "attached": picture()})
    assert answer.status_code == 422
    assert "15日（村委会组织法第三十五条）" in answer.content.decode()
    bad = "类别,项目,金额（元）\n各项收入,承包费,一千\n没有的类,电费,5\n".encode()
    answer = clerk.post(form, {**told, "days": "15", "table": SimpleUploadedFile("表.csv", bad)})
    assert "第2行的金额“一千”不是数" in answer.content.decode()
    assert "第3行的类别“没有的类”" in answer.content.decode()
    assert not Posting.objects.exists()
    answer = clerk.post(form, {**told, "days": "15", "attached": picture(), "also": ["expenditure"]})
    row = Posting.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert (row.codes, row.rows.count(), row.files.count()) == (["income", "expenditure"], 2, 1)
    place = f"/office/villages/postings/{row.pk}/"
    assert b"SECRETCAM" not in clerk.get(f"{place}files/{row.files.get().pk}/").content
    clerk.post(place, {"do": "hand_in"})
    for user in (hamlet.overseer, hamlet.reviewer):
        signer = signed_in(user)
        assert row.title in signer.get("/office/").content.decode()
        assert "看过了，同意公开" in signer.get(place).content.decode()
        found = posting.stage_of(row)
        assert found is not None
        signer.post(place, {"do": "sign", "seq": str(found.seq), "digest": "x" * 64})
        assert posting.stage_of(row) == found, "who saw something else signs nothing"
        signer.post(place, {"do": "sign", "seq": str(found.seq), "digest": found.digest})
    row.refresh_from_db()
    assert row.is_public
    shot = {"do": "prove", "taken_on": str(localdate(now())), "place": "村委会门口", "photo": picture()}
    assert clerk.post(place, shot).status_code == 302
    photo = BoardPhoto.objects.get()
    assert b"SECRETCAM" not in keeping.content(photo)
    reviewer = signed_in(hamlet.reviewer)
    reviewer.post(f"{place}photos/{photo.pk}/", {"accepted": "no", "why": ""})
    photo.refresh_from_db()
    assert photo.accepted is None
    assert clerk.post(f"{place}photos/{photo.pk}/", {"accepted": "yes"}).status_code == 302
    photo.refresh_from_db()
    assert photo.accepted is None, "nobody judges their own village's photograph"
    reviewer.post(f"{place}photos/{photo.pk}/", {"accepted": "yes"})
    public = Client().get(f"/villages/{code}/{row.pk}/").content.decode()
    assert "有照片存档" in public
    passed = public.partition("公开前的审签")[2].partition("</ul>")[0]
    assert re.findall("<li>(.*?)，", passed) == ["村务监督委员会审查", "乡镇审核和保密审查"]
    assert hamlet.reviewer.name not in public
    assert "1,200.50" in public
    assert Client().get(f"/office/villages/postings/{row.pk}/photos/{photo.pk}/").status_code == 302


def test_everybody_reads_the_boards_and_asks_without_a_name(hamlet: Hamlet, client: Client) -> None:
    row = hamlet.public(hamlet.content(day=date(2026, 9, 30)), on=now())
    home = f"/villages/{hamlet.agency.code}/"
    assert hamlet.agency.short_name in client.get("/villages/").content.decode()
    page = client.get(home).content.decode()
    assert row.title in page
    assert f'href="{home}app.webmanifest"' in page
    assert client.get(f"{home}app.webmanifest").json()["start_url"] == home
    assert row.title in client.get(f"{home}feed.atom").content.decode()
    assert row.title in client.get(f"{home}?year={localdate(now()).year}").content.decode()
    assert client.get(f"/hant{home}").status_code == 200
    for path in ("finance.poster.pdf", f"{row.pk}/posting.poster.pdf?paper=a3"):
        assert client.get(f"{home}{path}").content.startswith(b"%PDF")
    draft = hamlet.draft(hamlet.affairs(), on=now())
    for path in (
        f"{home}{draft.pk}/",
        f"{home}{draft.pk}/question/",
        f"{home}{draft.pk}/posting.poster.pdf",
        "/villages/no/",
    ):
        assert client.get(path).status_code == 404
    asking = f"{home}{row.pk}/question/"
    token = client.get(asking).content.decode().partition('name="token" value="')[2].partition('"')[0]
    answer = client.post(asking, {"token": token, "sort": "question", "words": "路灯电费是哪几个月的？"}, follow=True)
    found = Objection.objects.get()
    assert found.number in answer.content.decode()
    assert "路灯".encode() not in bytes(found.sealed)
    code = answer.content.decode().partition('id="receipt-code">')[2].partition("<")[0]
    place = f"/office/villages/objections/{found.pk}/"
    assert signed_in(hamlet.world.officer).get(place).status_code == 404
    clerk = signed_in(hamlet.clerk)
    assert "路灯电费" in clerk.get(place).content.decode()
    clerk.post(place, {"words": "是七月至九月的。"})
    asked = client.post("/questions/progress/", {"number": found.number, "code": code}, follow=True).content.decode()
    assert "是七月至九月的。" in asked
    assert (
        "是七月" not in client.post("/questions/progress/", {"number": found.number, "code": "AAAA"}).content.decode()
    )


def test_what_stands_as_long_as_it_holds_says_so_once(hamlet: Hamlet, client: Client) -> None:
    lasting = hamlet.affairs(duty="service_telephones", days=None, title="便民电话", text="村卫生室0000-2025001")
    row, until = hamlet.public(lasting, on=now()), hamlet.public(hamlet.affairs(), on=now())
    root = f"/villages/{hamlet.agency.code}"
    assert client.get(f"{root}/{row.pk}/").content.decode().count("长期公开") == 1
    assert "<dt>时间</dt>" in client.get(f"{root}/{until.pk}/").content.decode()
    assert client.get(f"/api/v1{root}/postings/{row.pk}").json()["period"] == "长期公开", "as programs were promised"


def test_the_list_says_what_is_owed_and_hides_other_villages(hamlet: Hamlet) -> None:
    hamlet.public(on=now())
    lists = {
        user: signed_in(user).get("/office/villages/") for user in (hamlet.reviewer, hamlet.clerk, hamlet.world.auditor)
    }
    assert all(answer.status_code == 200 for answer in lists.values())
    assert all("逾期" in answer.content.decode() for answer in lists.values())
    for stranger in (hamlet.world.officer, hamlet.world.stranger):
        assert signed_in(stranger).get("/office/villages/").status_code == 403
        assert signed_in(stranger).get(f"/office/villages/postings/{Posting.objects.get().pk}/").status_code == 404
    table = signed_in(hamlet.reviewer).get("/office/villages/owed.xlsx", {"board": "affairs"})
    (sheet,) = open_book(table.content).sheets
    assert {row[2] for row in sheet.rows[1:]} == {"村务"}
    empty = signed_in(hamlet.clerk).get("/office/villages/finance.xlsx")
    assert open_book(empty.content).sheets[0].rows[0][:3] == ["类别", "项目", "金额（元）"]
