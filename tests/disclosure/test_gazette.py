"""The gazette: compiled from the library, set, reviewed, read page by page, handed out and counted."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from python_calamine import CalamineWorkbook

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure.gazette import compiling, distribution, publishing
from gongkai.disclosure.gazette.models import GazetteArticle, GazetteIssue, GazettePoint
from gongkai.disclosure.models import PolicyDocument
from gongkai.disclosure.running import Text
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete, NotCleared, WrongWay
from gongkai.editorial.models import Round
from tests.disclosure.conftest import Publish
from tests.disclosure.gazettes import compiled, gazette, printed, released
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import body, reviewed
from tests.factories import World, at
from tests.typeset.test_epub import assert_sound, opened

PLACE = "/gazette/{}/2023/1/"


@pytest.fixture
def three(publish: Publish) -> list[PolicyDocument]:
    return [
        publish(f"第{name}件办法", document_number=f"明政发〔2023〕{n}号", body=body(f"第{name}件的正文。"))
        for n, name in enumerate("甲乙丙", start=1)
    ]


def test_an_issue_says_what_the_library_says_and_where_each_document_begins(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    issue = compiled(world, staff, *three)
    assert issue.paper is not None
    with pypdfium2.PdfDocument(issue.paper.content()) as book:
        text = [page.get_textpage().get_text_range() for page in book]
        marks = [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in book.get_toc() if mark.level == 1]
    assert len(text) == issue.pages
    for article, page in zip(issue.articles.all(), three, strict=True):
        assert (article.title, article.begins_on_page) in marks
        assert page.title in text[article.begins_on_page - 1].replace("\r\n", "")
        assert article.document_number == page.document_number
        assert len(article.digest) == 64
    assert "目　　录" in text[1] or "目" in text[1]
    assert all(one.same for one in compiling.compared(issue))


def test_only_what_is_public_enters_and_each_document_once(
    world: World, staff: Staff, three: list[PolicyDocument], draft: Publish
) -> None:
    hidden = draft("还没有公开的办法")
    issue = compiled(world, staff, three[0])
    assert [row.page_id for row in compiling.may_enter(issue)] == [three[1].pk, three[2].pk]
    for wrong in (hidden.pk, three[0].pk, 999_999):
        with pytest.raises(Incomplete):
            compiling.add(issue_id=issue.pk, pages=[three[1].pk, wrong], column="文件", by=staff.author, at=MONDAY)
    assert issue.articles.count() == 1  # nothing by half


def test_columns_stand_together_and_the_order_is_the_office_s(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    issue = compiled(world, staff, *three)
    first, second, third = issue.articles.all()
    compiling.arrange(
        issue_id=issue.pk, order=[third.pk, second.pk, first.pk],
        columns={third.pk: "部门文件", second.pk: "区政府文件", first.pk: "部门文件"}, by=staff.author, at=MONDAY,
    )  # fmt: skip
    issue.refresh_from_db()
    assert issue.paper is None  # what was set is not this any more
    issue = compiling.set_in_type(issue_id=issue.pk, by=staff.author, at=MONDAY)
    assert [(one.column, one.title) for one in issue.articles.all()] == [
        ("部门文件", "第丙件办法"),
        ("部门文件", "第甲件办法"),
        ("区政府文件", "第乙件办法"),
    ]
    starts = [one.begins_on_page for one in issue.articles.all()]
    assert starts == sorted(starts)
    compiling.arrange(issue_id=issue.pk, order=[first.pk], columns={}, by=staff.author, at=MONDAY)
    assert [one.title for one in issue.articles.all()] == ["第甲件办法"]


def test_an_issue_is_public_through_its_reviews_only_and_stays_what_it_was(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    client, place = Client(), PLACE.format(world.office.code)
    issue = compiled(world, staff, *three[:2])
    issue.released_at = MONDAY
    with pytest.raises(NotCleared):
        issue.save()
    assert client.get(place).status_code == client.get(f"{place}issue.pdf").status_code == 404
    issue = released(GazetteIssue.objects.get(pk=issue.pk), staff)
    assert issue.released_at is not None
    shown = client.get(place).content.decode()
    assert three[0].title in shown
    assert "正文与公报一致" in shown
    data = client.get(f"{place}issue.pdf").content
    assert issue.paper is not None
    assert data == issue.paper.content()
    with pytest.raises(WrongWay):
        compiling.add(issue_id=issue.pk, pages=[three[2].pk], column="文件", by=staff.author, at=MONDAY)
    gate.withdraw(key=issue.gate_key, why="错印", by=world.leader, at=at(2023, 3, 8))
    assert client.get(place).status_code == client.get(f"{place}issue.pdf").status_code == 404


def test_a_contents_line_that_was_changed_by_hand_is_not_shown(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    from gongkai.editorial import differences

    issue = printed(world, staff, three[0])
    GazetteArticle.objects.filter(issue=issue).update(title="别的标题")
    assert Client().get(PLACE.format(world.office.code)).status_code == 404
    assert issue.gate_key in {stray.key for stray in differences.strays()}


def test_a_document_that_changed_after_setting_keeps_the_issue_back(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    issue = compiled(world, staff, *three[:2])
    newest = pages.newest(three[0])
    newest.body = body("改过的正文。")  # type: ignore[attr-defined]
    newest.save_revision(user=staff.author)
    reviewed(staff, three[0])
    assert publishing.lacking(issue) == ["《第甲件办法》与政策文件库现在公开的正文不一致，请重新排版"]
    issue = released(issue, staff)
    assert issue.released_at is None  # signed, and the gate did not open
    issue = compiling.set_in_type(issue_id=issue.pk, by=staff.author, at=MONDAY)
    assert publishing.lacking(issue) == []
    gate.withdraw(key=three[1].gate_key, why="错发", by=world.leader, at=at(2023, 3, 8))
    with pytest.raises(Incomplete, match="不再公开"):
        compiling.set_in_type(issue_id=issue.pk, by=staff.author, at=MONDAY)


def test_setting_again_ends_the_round_that_looked_at_the_old_file(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    from gongkai.editorial import reviewing

    issue = compiled(world, staff, three[0])
    (row,) = reviewing.submit(keys=[issue.gate_key], by=staff.author, at=MONDAY)
    compiling.add(issue_id=issue.pk, pages=[three[1].pk], column="文件", by=staff.author, at=MONDAY)
    row.refresh_from_db()
    assert row.state != Round.State.OPEN


def test_each_page_is_read_as_a_picture_and_as_words(world: World, staff: Staff, three: list[PolicyDocument]) -> None:
    client, place = Client(), PLACE.format(world.office.code)
    issue = printed(world, staff, *three)
    begins = issue.articles.get(title="第乙件办法").begins_on_page
    shown = client.get(f"{place}{begins}/").content.decode()
    assert "第乙件的正文。" in shown
    with Image.open(io.BytesIO(client.get(f"{place}{begins}.png").content)) as picture:
        assert picture.width > 900
    for wrong in (0, issue.pages + 1):
        assert client.get(f"{place}{wrong}/").status_code == client.get(f"{place}{wrong}.png").status_code == 404
    found = client.get("/gazette/?q=明政发〔2023〕2号").content.decode()
    assert "第乙件办法" in found
    assert "第甲件办法" not in found
    assert client.get("/gazette/?q=" + "%00" * 9 + "'%25").status_code == 200


def pdf(pages_: int = 3) -> SimpleUploadedFile:
    with pypdfium2.PdfDocument.new() as book:
        for _ in range(pages_):
            book.new_page(300, 400)
        out = io.BytesIO()
        book.save(out)
    return SimpleUploadedFile("1998-4.pdf", out.getvalue(), "application/pdf")


def test_the_electronic_book_says_what_was_printed_and_of_what_changed_since_where_it_is(
    world: World, staff: Staff, three: list[PolicyDocument], draft: Publish
) -> None:
    printed(world, staff, *three)
    place, client = PLACE.format(world.office.code), Client()
    answer = client.get(f"{place}issue.epub")
    assert_sound(answer.content)
    assert answer["Content-Type"] == "application/epub+zip"
    texts = [opened(answer.content).read(f"EPUB/text-00{n}.xhtml").decode() for n in (1, 2, 3)]
    for text, page in zip(texts, three, strict=True):
        assert Text(page).digest in text
        assert f"/{page.pk}.html" in text
    assert f"{place}issue.epub" in client.get(place).content.decode()
    hant = client.get(f"{place}issue-hant.epub").content
    assert_sound(hant)
    assert "第甲件辦法" in opened(hant).read("EPUB/text-001.xhtml").decode()
    gate.withdraw(key=three[0].gate_key, why="有误", by=world.leader, at=at(2023, 3, 8))
    text = opened(client.get(f"{place}issue.epub").content).read("EPUB/text-001.xhtml").decode()
    assert "第甲件的正文" not in text
    assert "请看全文PDF第" in text


def test_an_old_issue_comes_in_as_it_was_printed(world: World, staff: Staff) -> None:
    made = compiling.take_in_old(
        gazette=gazette(world), year=1998, number=4, dated_on=date(1998, 12, 1), file=pdf(), by=staff.author,
        contents="1 区长办公会议纪要\n\n3 人事任免", at=MONDAY,
    )  # fmt: skip
    assert [(one.begins_on_page, one.title) for one in made.articles.all()] == [
        (1, "区长办公会议纪要"),
        (3, "人事任免"),
    ]
    with pytest.raises(WrongWay):
        compiling.set_in_type(issue_id=made.pk, by=staff.author, at=MONDAY)
    issue = released(made, staff)
    assert Client().get(f"/gazette/{world.office.code}/1998/4/").status_code == 200
    assert distribution.year(world.office.pk, 1998).issues == 0  # digitised, not issued
    assert issue.pages == 3


@pytest.mark.parametrize("contents", ["标题没有页码", "0 零页", "4 超出全文", "x 页", "1"])
def test_contents_that_cannot_be_are_refused_and_nothing_is_kept(contents: str, world: World, staff: Staff) -> None:
    made = gazette(world)
    with pytest.raises(Incomplete):
        compiling.take_in_old(
            gazette=made, year=1998, number=4, dated_on=date(1998, 12, 1), file=pdf(), by=staff.author,
            contents=contents, at=MONDAY,
        )  # fmt: skip
    assert not GazetteIssue.objects.exists()


def test_a_number_is_given_once_and_the_next_is_proposed(world: World, staff: Staff) -> None:
    made = gazette(world)
    assert compiling.next_number(made, 2023) == (1, None)
    first: dict[str, Any] = {"gazette": made, "year": 2023, "dated_on": date(2023, 1, 31), "at": MONDAY}
    compiling.open_issue(number=1, total=45, by=staff.author, **first)
    assert compiling.next_number(made, 2023) == (2, 46)
    for number, total in ((1, 46), (2, 45)):
        with pytest.raises(Incomplete):
            compiling.open_issue(number=number, total=total, by=staff.author, **first)
    with pytest.raises(NotAllowed):
        compiling.open_issue(number=9, by=world.stranger, **first)


def test_copies_are_counted_and_never_more_than_were_printed(
    world: World, staff: Staff, three: list[PolicyDocument]
) -> None:
    issue = printed(world, staff, three[0])
    hall, library = (
        GazettePoint.objects.create(gazette=issue.gazette, name=name) for name in ("政务服务中心", "图书馆")
    )

    def out(on: date = date(2023, 3, 6), why: str = "", **copies: int) -> None:
        numbers = {"hall": hall.pk, "library": library.pk}
        wanted = {numbers[name]: count for name, count in copies.items()}
        distribution.hand_out(issue_id=issue.pk, copies=wanted, on=on, by=staff.author, at=MONDAY, why=why)

    out(hall=300, library=60)
    for wrong in ({"hall": 41}, {"library": -61, "why": "错"}, {"library": -1}, {}, {"hall": 1, "on": date(2023, 3, 7)},
                  {"hall": 1, "on": date(2023, 3, 4)}):  # fmt: skip
        with pytest.raises(Incomplete):
            out(**wrong)  # type: ignore[arg-type]
    out(library=-10, why="登记错误")
    assert distribution.stock(issue) == 50
    assert distribution.year(world.office.pk, 2023) == distribution.Year(1, 350)
    ledger = distribution.ledger(issue.gazette, 2023)
    assert [(line.point.name, line.copies, line.total) for line in ledger.lines] == [
        ("图书馆", (50,), 50),
        ("政务服务中心", (300,), 300),
    ]
    assert (ledger.totals, ledger.total) == ((350,), 350)
    assert distribution.ledger(issue.gazette, 2022).total == 0
    client = Client()
    client.force_login(staff.author)
    shown = client.get("/office/content/gazette/ledger/?year=2023").content.decode()
    assert "赠阅350册" in shown
    assert "政务服务中心" in shown
    book = client.get("/office/content/gazette/ledger/?year=2023&format=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[-1] == ["合计", "", "", 350, 350]


def test_the_office_goes_the_whole_way_on_its_screens(
    world: World, staff: Staff, three: list[PolicyDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils.timezone import localdate, now

    client = Client()
    client.force_login(staff.author)
    place = "/office/content/gazette/"
    assert (
        client.post(place, {"do": "gazette", "gazette-name": "明湖公报", "gazette-sponsor": "区政府"}).status_code
        == 302
    )
    today = localdate(now())
    wrong = client.post(place, {"do": "issue", "issue-year": "x"})
    assert wrong.status_code == 422
    answer = client.post(
        place, {"do": "issue", "issue-year": today.year, "issue-number": 1, "issue-dated_on": today.isoformat()}
    )
    issue = GazetteIssue.objects.get()
    own = f"{place}{issue.pk}/"
    assert answer["Location"] == own
    assert client.post(own, {"do": "submit"}).status_code == 422
    client.post(own, {"do": "add", "page": [page.pk for page in three], "column": "区政府文件"})
    one, two, _ = issue.articles.all()
    client.post(own, {"do": "arrange", f"place-{one.pk}": "9", f"drop-{two.pk}": "on"})
    assert [row.title for row in issue.articles.all()] == ["第丙件办法", "第甲件办法"]
    client.post(own, {"do": "set", "print_run": "100"})
    assert client.get(f"{own}issue.pdf")["Content-Type"] == "application/pdf"
    assert "一致" in client.get(own).content.decode()
    assert client.post(own, {"do": "submit"}).status_code == 302
    assert Round.objects.get(key=issue.gate_key).state == Round.State.OPEN
    assert client.post(place, {"do": "point", "point-name": "图书馆", "point-usual": "20"}).status_code == 302
    point = GazettePoint.objects.get()
    told = client.post(own, {"do": "hand_out", "on": today.isoformat(), f"point-{point.pk}": "101"})
    assert "还剩100册" in told.content.decode()
    client.post(own, {"do": "hand_out", "on": today.isoformat(), f"point-{point.pk}": "20"})
    assert distribution.stock(GazetteIssue.objects.get()) == 80
    stranger = Client()
    stranger.force_login(world.stranger)
    assert {stranger.get(address).status_code for address in (own, f"{own}issue.pdf")} <= {403, 404}
