"""A request wholly in English: nothing is left in Chinese but names, the agency's own words and what people typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils.timezone import localdate, now

from gongkai.casework import attachments, handling
from gongkai.casework.attachments import Role, upload
from gongkai.casework.intake import Receipt
from gongkai.casework.models import Case
from gongkai.portal import errors, pages, speaking, tongues
from gongkai.script import catalogue
from gongkai.script.catalogue import HAN
from tests.factories import World, confirm, finish, make_district, online
from tests.portal.filled import hidden, place

pytestmark = pytest.mark.django_db
PACKAGE = Path(pages.__file__).parents[1]
KEPT = re.compile(
    # names of agencies, places, documents and laws; the words of an officer
    r"明湖区\S*|清溪镇\S*|《[^》]*》|政府信息公开告知书\S*|行政(?:复议|诉讼)法第\S*|请写明年份|数量过多"
)
PERSON = {"identity_kind": "passport", "identity_number": "E1234567", "applicant_kind": "natural_person"}
WANTED = {"description": "Compensation plan of the Hubin Road project, 2023", "form": "electronic", "delivery": "web"}
BLANK = {"representative": "", "telephone": "", "email": "", "address": "", "postcode": "", "title": ""}


@pytest.fixture
def world() -> World:
    return make_district()


def left_in_chinese(page: str) -> set[str]:
    """What a page still says in Chinese and should not."""
    typed = r'<(\w+)[^>]*? translate="no"[^>]*>.*?</\1>|<(?:textarea|a[^>]*hreflang)\b.*?</(?:textarea|a)>|<meta[^>]*>'
    page = re.sub(typed, "", page, flags=re.DOTALL)
    values = re.findall(r' (?:title|alt|placeholder|aria-label)="([^"]*)"', page)
    words = [*values, *re.sub(r"<[^>]+>", "\n", re.sub(r"</?(?:b|i)\b[^>]*>", "", page)).splitlines()]
    return {word.strip() for word in words if HAN.search(KEPT.sub("", word))}


def steps(client: Client, world: World) -> Iterator[Any]:
    """The form with what can go wrong in it, its draft, the review page and the receipt."""
    where = f"/en{place(world)}"

    def send(step: str = "next", **fields: Any) -> Any:
        return client.post(where, {"step": step, **fields}, follow=True)

    odd = {"name": "A\x07", "identity_kind": "social_credit_code", "identity_number": "1", "telephone": "1"}
    yield send(part="who")
    yield send(part="who", **{**PERSON, **odd, "email": "x", "postcode": "1", "address": "x" * 200})
    card = {"identity_kind": "resident_identity_card", "identity_number": "990101199001010018"}
    yield send(part="who", **{**PERSON, **BLANK, **card, "applicant_kind": "business", "name": "A"})
    yield send(part="who", **{**PERSON, **BLANK, "name": "Ann Lee", "telephone": "13800000000"})
    yield send(part="what")
    yield send(part="what", **{**WANTED, "delivery": "mail"})
    yield send(part="how", delivery="mail", attached=SimpleUploadedFile("a.exe", b"MZ" + b"x" * 99))
    yield send(part="how", **{**WANTED, "attached": SimpleUploadedFile("证明.txt", b"proof"), "representative": "Li"})
    yield client.get(where, {"part": "how"})
    yield client.get(where, {"part": "delete"})
    yield send("save", part="how")
    review = client.get(where)
    assert "Confirm and send" in review.content.decode()
    yield review
    yield send("send", token="stale")
    yield send("send", **hidden(client.get(where)))
    yield send("send", token="again")


def looked_at(world: World, receipt: Receipt, **acts: dict[str, str]) -> Iterator[Any]:
    """The progress page of a case, and after each of some acts."""
    reader = Client()
    reader.post("/en/progress/", {"number": receipt.number, "code": receipt.query_code})
    yield reader.get("/en/progress/case/")
    for name, fields in acts.items():
        yield reader.post(f"/en/progress/{name}/", fields, follow=True)


def cases(world: World) -> Iterator[Any]:
    """Cases in every state that an applicant may find one in."""

    def begun() -> tuple[Receipt, Case]:
        receipt = online(world, on=now())
        return receipt, confirm(world, receipt.case, on=now())

    told = {"on": localdate(), "by": world.officer, "at": now()}
    yield from looked_at(world, online(world, on=now()), withdraw={"why": ""})
    receipt, case = begun()
    handling.ask_correction(case_id=case.pk, what="请写明年份", **told)
    yield from looked_at(world, receipt, correction={"what": ""})
    yield from looked_at(world, receipt, correction={"what": "2023"})
    receipt, case = begun()
    handling.open_consultation(case_id=case.pk, key="1", party="third_party", whom="某公司", **told)
    yield from looked_at(world, receipt)
    receipt, case = begun()
    handling.ask_reasons(case_id=case.pk, why="数量过多", **told)
    yield from looked_at(world, receipt, reasons={"reasons": ""})
    receipt, case = begun()
    handling.notice_fee(case_id=case.pk, method="per_page", quantity=68, **told)
    yield from looked_at(world, receipt)
    receipt, case = begun()
    handling.request_extension(case_id=case.pk, reason="资料较多", by=world.officer, at=now())
    handling.approve_extension(case_id=case.pk, by=world.leader, at=now())
    handling.notify_extension(case_id=case.pk, **told)
    yield from looked_at(world, receipt)
    receipt, case = begun()
    reply = [upload("批复全文".encode(), "批复.txt", Role.REPLY)]
    attachments.add(case_id=case.pk, uploads=reply, by=world.officer, at=now())
    finish(world, case, on=now())
    yield from looked_at(world, receipt, rating={}, suggestion={}, amendment={"record": ""})
    yield from looked_at(world, receipt, rating={"score": "5"}, suggestion={"suggestion": "x"})
    yield from looked_at(world, online(world, on=now() - timedelta(days=60)))


def test_nothing_is_left_in_chinese_that_should_not_be(client: Client, world: World) -> None:
    fixed = ["/", "/guide/", "/apply/", "/apply/?q=火星", place(world), "/progress/", "/apply/resume/", "/receipt/"]
    found = [client.get(f"/en{path}") for path in (*fixed, "/nope/")]
    found += [client.post("/en/apply/resume/", {"code": code}) for code in ("", "AAAA")]
    found += [client.post("/en/progress/", fields) for fields in ({}, {"number": "X", "code": "Y"})]
    found += [*steps(Client(), world), *cases(world)]
    texts = [answer.content.decode() for answer in found]
    assert all('<html lang="en">' in text for text in texts)
    assert all("the <a href=" in text and "is binding" in text for text in texts if "trouble" not in text)
    assert {words for text in texts for words in left_in_chinese(text)} == set()
    assert any(WANTED["description"] in text for text in texts)


def test_errors_are_told_in_english(rf: RequestFactory) -> None:
    english = tongues.split("/en/")[0]
    asked = rf.get("/", headers={"Cookie": "gongkai_mode=senior"}, **{tongues.META: english})  # type: ignore[arg-type]
    every = [value for value in vars(errors).values() if isinstance(value, errors.Trouble)]
    assert len(every) == 8
    for trouble in every:
        page = errors.show(trouble, asked).content.decode()
        assert left_in_chinese(speaking._said(page, english, broken=True)) == set()


def test_what_is_not_translated_stays_where_it_is(client: Client, world: World) -> None:
    assert client.get("/en/reports/").status_code == 404
    text = client.get("/en/").content.decode()
    assert 'href="/en/apply/"' in text
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/">' in text
    assert '<a href="/" hreflang="zh-Hans">Chinese home page</a>' in text
    assert 'hreflang="en"' not in client.get("/reports/").content.decode()
    assert "<loc>http://testserver/en/guide/</loc>" in client.get("/sitemap.xml").content.decode()


def test_every_message_of_the_catalogue_is_somewhere_in_the_program() -> None:
    """A sentence that was changed in its template is no longer found by its message."""
    paths = [path for kind in ("*.py", "*.html", "*.yaml") for path in PACKAGE.rglob(kind)]
    written = "\n".join(path.read_text("utf-8") for path in paths if "script/data" not in path.as_posix())
    joined = re.sub(r'"\n\s*f?"', "", written)
    # a template's sentence with all its conditions, and with none of them
    sources = "\n".join((joined, re.sub(r"\{%.*?%\}", "", joined), re.sub(r"\{% if .*?\{% endif %\}", "", joined)))
    lost = []
    for key, words in catalogue.sources().items():
        chunks = re.split(r"\{\w+\}|</?\d+/?>|[\s：、（）。，；“”？A-Za-z]+", words)
        if any(HAN.search(chunk) and chunk not in sources for chunk in chunks):
            lost.append(key)
    assert lost == []


def test_a_pack_gives_its_language_to_the_site(
    client: Client, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ug").mkdir()
    about = "code: ug\nname: ئۇيغۇرچە\ndirection: rtl\nmonths: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n"
    (tmp_path / "ug/language.yaml").write_text(about, "utf-8")
    (tmp_path / "ug/messages.yaml").write_text("nav.home: باش بەت\n", "utf-8")
    monkeypatch.setenv("GONGKAI_LANGUAGE_DIR", str(tmp_path))
    text = client.get("/ug/").content.decode()
    assert '<html lang="ug" dir="rtl">' in text
    assert ">باش بەت</a>" in text
    assert '<h1><span lang="zh-Hans">政府信息，向您公开</span></h1>' in text
    assert 'hreflang="ug" lang="ug">ئۇيغۇرچە</a>' in client.get("/guide/").content.decode()
