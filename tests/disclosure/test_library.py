"""The policy library: numbers, records, what documents do to each other, and what of it everybody reads."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.disclosure import library
from gongkai.disclosure.library import LibraryEntry, Wanted, in_state
from gongkai.disclosure.models import DocumentEffect, PolicyDocument
from gongkai.disclosure.record import Effect, next_index_number
from gongkai.disclosure.tasks import compare_library
from gongkai.editorial import gate, pages, reviewing
from gongkai.editorial.errors import Incomplete, NotCleared
from gongkai.jobs.errors import JobFailed
from gongkai.statute.documents import Validity
from tests.disclosure.conftest import RECORD, Publish
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import reviewed
from tests.factories import World, at

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31)) | st.none()


def acts(page: PolicyDocument, *effects: DocumentEffect, staff: Staff) -> PolicyDocument:
    """Say in a draft what it does to others."""
    newest = pages.newest(page)
    assert isinstance(newest, PolicyDocument)
    newest.effects.set(list(effects))  # type: ignore[attr-defined]
    newest.save_revision(user=staff.author)
    return page


def address(page: PolicyDocument, name: str = "page") -> str:
    return reverse(f"portal:{name}", kwargs=page.public.address_parts())  # type: ignore[attr-defined]


def test_each_document_has_an_index_number_of_its_own_for_ever(world: World, draft: Publish) -> None:
    first, second = draft(), draft("关于节约用水的通知")
    assert first.index_number
    assert second.index_number
    assert int(second.index_number[-5:]) == int(first.index_number[-5:]) + 1
    gone = second.index_number
    second.delete()
    third = draft("关于城市绿化的通知")
    assert third.index_number not in {None, gone, first.index_number}
    newest = pages.newest(first)
    newest.title = "改过的标题的通知"
    newest.save_revision()
    assert pages.newest(PolicyDocument.objects.get(pk=first.pk)).index_number == first.index_number
    assert next_index_number(world.other, 2023).startswith(world.other.code.upper())


def test_a_copy_gets_a_number_of_its_own(draft: Publish, staff: Staff) -> None:
    page = draft()
    copied = page.copy(update_attrs={"title": "另一件", "slug": "another"}, user=staff.author, keep_live=False)
    assert copied.index_number not in {None, page.index_number}


def test_the_genre_follows_from_the_title_and_the_number_is_checked(draft: Publish) -> None:
    from django.core.exceptions import ValidationError

    page = draft("关于印发供水办法（试行）的通知", document_number="明政办发〔2023〕5号")
    page.full_clean()
    assert page.genre == "通知"
    page.document_number = "明政办发[2023]05号"
    with pytest.raises(ValidationError, match="六角括号"):
        page.full_clean()


@pytest.mark.parametrize("lacks", ["registration_number", "legality", "fairness", "decided_at", "summary"])
def test_a_normative_document_without_its_examinations_is_not_reviewed_nor_let_out(
    lacks: str, draft: Publish, staff: Staff
) -> None:
    page = draft(document_number="明政办规〔2023〕1号", **(RECORD | {lacks: ""}))
    label = PolicyDocument._meta.get_field(lacks).verbose_name
    with pytest.raises(Incomplete, match=str(label)):
        pages.require_filled(page.gate_key)
    reviewed(staff, page)
    with pytest.raises(NotCleared, match=str(label)):
        gate.release(keys=[page.gate_key], by=None, at=MONDAY)
    assert not PolicyDocument.objects.get(pk=page.pk).live


def test_a_normative_document_may_not_apply_for_longer_than_local_rules_let_it(draft: Publish) -> None:
    number = {"document_number": "明政办规〔2023〕1号"}
    page = draft("供水管理办法", **(RECORD | number | {"valid_until": "2028-03-31"}))
    assert page.lacking() == []
    page = draft("供水管理办法（试行）", **(RECORD | number | {"valid_until": "2028-03-31"}))
    assert page.lacking() == ["有效期最迟至2025年3月31日（自施行之日起算）"]


def test_a_repeal_shows_on_the_document_once_it_is_public_and_no_longer_when_it_is_withdrawn(
    world: World, publish: Publish, draft: Publish, staff: Staff
) -> None:
    old = publish(document_number="明政办发〔2023〕5号")
    new = draft("关于废止供水管理通知的决定", effective_on="2023-05-01")
    acts(new, DocumentEffect(kind=Effect.REPEALS, target=old, note="第三次清理"), staff=staff)
    client = Client()
    assert "现行有效" in client.get(address(old)).content.decode()
    assert LibraryEntry.objects.get(page=old).repealed_on is None  # a draft does nothing
    reviewed(staff, new)
    entry = LibraryEntry.objects.get(page=old)
    assert entry.repealed_on == date(2023, 5, 1)
    assert [entry.state(day) for day in (date(2023, 3, 9), date(2023, 4, 30), date(2023, 5, 1))] == [
        Validity.NOT_YET,
        Validity.IN_FORCE,
        Validity.REPEALED,
    ]
    shown = client.get(address(old)).content.decode()
    assert "废止" in shown
    assert "第三次清理" in shown
    assert address(PolicyDocument.objects.get(pk=new.pk)) in shown  # linked both ways
    assert address(old) in client.get(address(PolicyDocument.objects.get(pk=new.pk))).content.decode()
    gate.withdraw(key=new.gate_key, why="文号有误", by=world.leader, at=at(2023, 3, 8))
    assert LibraryEntry.objects.get(page=old).repealed_on is None
    assert library.differing() == []


def test_prolonging_reaches_a_document_that_still_applies_and_no_other(
    publish: Publish, draft: Publish, staff: Staff
) -> None:
    old = publish(valid_until="2024-03-31")
    late = draft("关于延长有效期的通知", dated_on="2024-04-01", effective_on="2024-04-01")
    acts(late, DocumentEffect(kind=Effect.PROLONGS, target=old, until=date(2026, 3, 31)), staff=staff)
    reviewed(staff, late)
    assert LibraryEntry.objects.get(page=old).valid_until == date(2024, 3, 31)
    early = draft("关于延长有效期的另一个通知", dated_on="2024-03-01", effective_on=None)
    acts(early, DocumentEffect(kind=Effect.PROLONGS, target=old, until=date(2025, 3, 31)), staff=staff)
    reviewed(staff, early)
    # by then the first one is in time: each prolongs what the one before it left
    assert LibraryEntry.objects.get(page=old).valid_until == date(2026, 3, 31)


def test_table_a_counts_what_was_made_ended_and_is_in_force(
    world: World, publish: Publish, draft: Publish, staff: Staff
) -> None:
    kept = publish("供水办法", document_number="明政规〔2023〕1号", **RECORD)
    over = publish("停水办法（试行）", document_number="明政规〔2023〕2号", **(RECORD | {"valid_until": "2023-11-30"}))
    gone = publish("用水办法", document_number="明政规〔2023〕3号", **RECORD)
    publish("普通通知")
    act = draft("关于废止部分文件的决定", effective_on="2023-10-01")
    acts(
        act,
        DocumentEffect(kind=Effect.REPEALS, target=gone),
        DocumentEffect(kind=Effect.REPEALS, other="明政发〔2009〕8号", other_normative=True),
        DocumentEffect(kind=Effect.REPEALS, other="明政函〔2009〕9号"),
        staff=staff,
    )
    reviewed(staff, act)
    found = library.normative([world.office.pk], 2023)[world.office.pk]
    assert found.issued == [kept.document_number, over.document_number, gone.document_number]
    assert found.repealed == [gone.document_number, "明政发〔2009〕8号"]  # a term that ran out is no repeal
    assert found.in_force == [kept.document_number]
    assert library.normative([world.office.pk], 2024)[world.office.pk].repealed == []
    assert library.normative([world.other.pk], 2023) == {}


def test_one_effect_names_one_document_and_not_itself(draft: Publish) -> None:
    from django.core.exceptions import ValidationError

    page = draft()
    for wrong in (
        DocumentEffect(page=page, kind=Effect.REPEALS),
        DocumentEffect(page=page, kind=Effect.REPEALS, target=page),
        DocumentEffect(page=page, kind=Effect.REPEALS, target=page, other="又一件"),
        DocumentEffect(page=page, kind=Effect.PROLONGS, other="一件"),
        DocumentEffect(page=page, kind=Effect.REPEALS, other="一件", until=date(2024, 1, 1)),
    ):
        with pytest.raises(ValidationError):
            wrong.full_clean()


@given(effective=DAYS, until=DAYS, lapsed=DAYS, repealed=DAYS, amended=DAYS, on=DAYS.filter(bool))
def test_a_document_is_in_exactly_one_state_on_each_day(**days: Any) -> None:
    """What the list asks in SQL is what the law says of one document; tried on rows that are never stored."""
    on = days.pop("on")
    entry = LibraryEntry(
        effective_on=days["effective"],
        valid_until=days["until"],
        lapsed_on=days["lapsed"],
        repealed_on=days["repealed"],
        amended_on=days["amended"],
    )
    assert [state for state in Validity if holds(in_state(state, on), entry)] == [entry.state(on)]


def holds(question: Any, entry: LibraryEntry) -> bool:
    """Whether a question of the database holds for one row, asked of the row itself."""
    answers = [holds(part, entry) if hasattr(part, "children") else asked(entry, *part) for part in question.children]
    found = all(answers) if question.connector == "AND" else any(answers)
    return found is not question.negated


def asked(entry: LibraryEntry, name: str, value: Any) -> bool:
    field, _, how = name.partition("__")
    own = getattr(entry, field)
    if how == "isnull":
        return (own is None) is value
    if own is None:
        return False
    return {"lte": own <= value, "lt": own < value, "gt": own > value}[how]


@pytest.fixture
def shelf(publish: Publish, world: World) -> list[PolicyDocument]:
    return [
        publish("供水办法", document_number="明政规〔2023〕1号", subject="城乡建设、环境保护", **RECORD),
        publish("关于节水的通知", document_number="明政办发〔2022〕9号", dated_on="2022-06-01", effective_on=None),
        publish("旧办法", dated_on="2021-06-01", effective_on=None, valid_until="2022-01-01"),
    ]


def test_the_list_is_narrowed_by_each_thing_and_says_how_many(shelf: list[PolicyDocument], world: World) -> None:
    today = date(2023, 6, 1)

    def titles(**wanted: Any) -> list[str]:
        return [entry.page.title for entry in library.entries(Wanted(**wanted), today)]

    assert titles() == ["供水办法", "关于节水的通知", "旧办法"]
    assert titles(year=2022) == titles(words="节水") == titles(words="明政办发〔2022〕9号") == ["关于节水的通知"]
    assert titles(normative=True) == titles(subject="城乡建设、环境保护") == ["供水办法"]
    assert titles(state=Validity.LAPSED) == ["旧办法"]
    assert titles(state=Validity.IN_FORCE) == ["供水办法", "关于节水的通知"]
    assert titles(agency=world.other.code) == []
    shown = Client().get("/policies/?year=2022").content.decode()
    assert "共1件" in shown
    assert "关于节水的通知" in shown
    assert "供水办法" not in shown


ASKED = (
    "year=9999999", "year=x", "validity=none", "page=0", "page=99999999", "q=%00'\"%25_\\", "q=" + "长" * 9000,
    "agency=%F0%9F%98%80",
)  # fmt: skip


def test_no_question_breaks_the_list(shelf: list[PolicyDocument]) -> None:
    for place in ("/policies/", "/policies/catalogue.json", "/policies/catalogue.csv", "/policies/feed.atom"):
        for asked in ASKED:
            assert Client().get(f"{place}?{asked}").status_code == 200, (place, asked[:30])


def test_the_catalogue_is_the_same_as_page_json_csv_and_feed(shelf: list[PolicyDocument]) -> None:
    client = Client()
    documents = json.loads(client.get("/policies/catalogue.json").content)["documents"]
    assert [row["title"] for row in documents] == ["供水办法", "关于节水的通知", "旧办法"]
    assert documents[2]["validity"] == "lapsed"
    table = list(csv.reader(io.StringIO(client.get("/policies/catalogue.csv").content.decode("utf-8-sig"))))
    assert [row[1] for row in table[1:]] == [row["title"] for row in documents]
    feed = ET.fromstring(client.get("/policies/feed.atom").content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert {entry[0].text for entry in entries} == {row["address"] for row in documents}
    for row in documents:
        assert client.get(row["address"]).status_code == 200


def test_no_cell_of_the_table_is_a_formula(publish: Publish) -> None:
    publish("=HYPERLINK(1)的通知")
    assert "'=HYPERLINK" in Client().get("/policies/catalogue.csv").content.decode()


def test_what_is_taken_down_is_gone_from_every_form_at_once(world: World, publish: Publish) -> None:
    page, client = publish(), Client()
    places = [address(page, name) for name in ("page", "page_pdf", "page_docx", "page_json")]
    assert [client.get(place).status_code for place in places] == [200] * 4
    gate.withdraw(key=page.gate_key, why="内容有误", by=world.leader, at=at(2023, 3, 8))
    assert [client.get(place).status_code for place in places] == [404] * 4
    for place in ("/policies/", "/policies/catalogue.json", "/policies/catalogue.csv", "/policies/feed.atom"):
        assert page.title not in client.get(place).content.decode()


def test_the_files_say_what_the_page_says_and_prove_it(publish: Publish) -> None:
    import pypdfium2
    from docx import Document

    client = Client()
    page = publish(
        "供水办法",
        document_number="明政规〔2023〕1号",
        body=[
            ("heading", "一、总则"),
            ("paragraph", "<p>为了<b>保障</b>供水，制定本办法。</p><ol><li>第一项</li><li>第二项</li></ol>"),
            (
                "table",
                {
                    "caption": "分工表",
                    "columns": [{"type": "text", "heading": "单位"}, {"type": "text", "heading": "事项"}],
                    "rows": [{"values": ["水务局", "供水"]}],
                },
            ),
        ],
        **RECORD,
    )
    data = json.loads(client.get(address(page, "page_json")).content)
    assert data["text"] == [
        "一、总则",
        "为了保障供水，制定本办法。",
        "第一项",
        "第二项",
        "分工表",
        "单位\t事项",
        "水务局\t供水",
    ]
    pdf = pypdfium2.PdfDocument(client.get(address(page, "page_pdf")).content)
    words = "".join(sheet.get_textpage().get_text_range() for sheet in pdf).replace("\r\n", "")
    document = Document(io.BytesIO(client.get(address(page, "page_docx")).content))
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    for said in ("一、总则", "为了保障供水，制定本办法。", "第一项", data["text_sha256"], "明政规〔2023〕1号"):
        assert said in words
        assert said in written
    assert cells == ["单位", "事项", "水务局", "供水"]


def test_every_kind_of_block_is_written_out_in_every_form(publish: Publish) -> None:
    import pypdfium2
    from docx import Document

    from gongkai.disclosure.blocks import Body
    from gongkai.disclosure.running import _WRITERS, SIDES

    # a block that is added later and taught to nobody fails here
    assert set(Body().child_blocks) == {*SIDES, *_WRITERS, "notes", "question"}
    merged = [
        [{"text": "单位", "across": 1, "down": 2}, {"text": "合并的表头", "across": 2, "down": 1}],
        [{"text": "甲", "across": 1, "down": 1}, {"text": "乙", "across": 1, "down": 1}],
        [{"text": "水务局", "across": 1, "down": 1}, {"text": "甲一", "across": 1, "down": 1},
         {"text": "乙一", "across": 1, "down": 1}],
    ]  # fmt: skip
    page = publish(
        body=[
            ("heading", "一、总则"),
            ("subheading", "（一）范围"),
            ("paragraph", '<p>水的化学式是H<sub>2</sub>O<sup><a href="#note-1">1</a></sup>，<s>旧</s>新。</p>'),
            ("centred", "<p>居中的一行</p>"),
            ("right", "<p>靠右的一行</p>"),
            ("indented", "<p>缩进的一行</p>"),
            ("grid", {"caption": "合并表", "head_rows": 2, "rows": merged}),
            ("question", {"question": "谁来办？", "answer": "<p>由区水务局办理。</p>"}),
            ("notes", ["<p>脚注的话</p>"]),
        ]
    )
    client = Client()
    text = json.loads(client.get(address(page, "page_json")).content)["text"]
    said = [
        "一、总则",
        "（一）范围",
        "水的化学式是H2O1，旧新。",
        "居中的一行",
        "靠右的一行",
        "缩进的一行",
        "合并表",
        "问：谁来办？",
        "由区水务局办理。",
        "脚注的话",
    ]
    assert [line for line in text if "\t" not in line] == said
    assert text[-4] == "水务局\t甲一\t乙一"
    pdf = pypdfium2.PdfDocument(client.get(address(page, "page_pdf")).content)
    words = "".join(sheet.get_textpage().get_text_range() for sheet in pdf).replace("\r\n", "")
    document = Document(io.BytesIO(client.get(address(page, "page_docx")).content))
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    table = document.tables[0]
    assert table.cell(0, 1)._tc is table.cell(0, 2)._tc  # merged as in the original
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    for line in said:
        assert line in words
        assert line in written
    for cell in ("合并的表头", "水务局", "乙一"):
        assert cell in words


def test_an_ended_document_says_so_on_every_page_of_its_pdf(publish: Publish) -> None:
    import pypdfium2

    page = publish(effective_on=None, valid_until=(date(2023, 3, 1) + timedelta(days=1)).isoformat())
    pdf = pypdfium2.PdfDocument(Client().get(address(page, "page_pdf")).content)
    assert "已失效" in pdf[0].get_textpage().get_text_range()
    assert "失效" in Client().get(address(page)).content.decode()


def test_an_entry_that_was_changed_by_hand_is_found_and_made_anew(publish: Publish) -> None:
    page = publish()
    assert library.differing() == []
    LibraryEntry.objects.filter(page=page).update(repealed_on=date(2020, 1, 1))
    assert library.differing() == [page.pk]
    with pytest.raises(JobFailed, match="1件文件的目录与文件不一致"):
        compare_library.func()
    assert library.differing() == []
    assert compare_library.func() == 0


def test_a_document_is_named_in_the_editor_by_number_and_no_draft_is_given_away(
    publish: Publish, draft: Publish
) -> None:
    from gongkai.disclosure.widgets import DocumentReference, found

    public = publish(document_number="明政办发〔2023〕5号")
    hidden = draft("秘密筹备的通知", document_number="明政办发〔2023〕6号")
    widget = DocumentReference()
    shown = widget.format_value(public.pk)
    assert shown == "关于加强城市供水管理的通知［明政办发〔2023〕5号］"
    for typed in (shown, "明政办发〔2023〕5号", public.index_number, public.title):
        assert found(str(typed)) == str(public.pk)
    assert found("明政办发〔2023〕6号") == found(str(hidden.index_number)) == found("没有") == found("") == ""
    assert hidden.title not in widget.render("x", None)
    assert widget.value_from_datadict({"x": "没有这件"}, {}, "x") == "“没有这件”"


def test_handing_in_through_the_round_keeps_the_effects_in_what_is_signed(
    publish: Publish, draft: Publish, staff: Staff
) -> None:
    old, new = publish(), draft("关于修改的决定")
    before = pages.load(new.gate_key).digest
    acts(new, DocumentEffect(kind=Effect.AMENDS, target=old), staff=staff)
    changed = pages.load(new.gate_key)
    assert changed.digest != before
    row = reviewing.submit(keys=[new.gate_key], by=staff.author, at=MONDAY)[0]
    assert row.digest == changed.digest


def test_search_follows_a_validity_that_another_document_or_a_day_changes(
    world: World, publish: Publish, draft: Publish, staff: Staff
) -> None:
    from gongkai.portal.searching.models import Entry

    def known(page: PolicyDocument) -> str:
        return str(Entry.objects.get(key=page.gate_key).fields["validity"])

    old = publish(document_number="明政办发〔2023〕5号")
    assert known(old) == "有效"
    act = draft("关于废止的决定", effective_on="2023-05-01")
    acts(act, DocumentEffect(kind=Effect.REPEALS, target=old), staff=staff)
    reviewed(staff, act)
    assert known(old) == "废止"
    gate.withdraw(key=act.gate_key, why="有误", by=world.leader, at=at(2023, 3, 8))
    assert known(old) == "有效"
    term = publish("短期通知", valid_until="2023-06-30")
    assert library.turning(date(2023, 7, 1)) == [term.pk]
    assert library.turning(date(2023, 7, 2)) == []
    assert library.turning(date(2023, 4, 1)) == sorted([old.pk, term.pk])
