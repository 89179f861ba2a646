"""Letters as files: complete on paper, sealed when they are issued, refused when a character cannot be printed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pypdfium2
import pytest
from django.core.checks import run_checks
from django.test import override_settings

from gongkai.audit.models import Entry
from gongkai.casework import attachments, deciding, notices, paper, redacting, samples, subjects, verification
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import Unprintable
from gongkai.casework.models import Case, Letter, Series
from gongkai.files import store
from gongkai.statute.letters import letter_rule, letter_rules
from gongkai.typeset.word import letter_docx
from tests.casework.desk import desk, stop_clock, words
from tests.casework.sheets import docx_words, pdf_pages, pdf_words, squeezed
from tests.casework.test_notices import DAY, FACTS
from tests.factories import CITIZEN, World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 10, 9)
# A character of CJK extension H, in no font at hand.
RARE = "\U00031350"


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def issued(world: World, case: Case) -> Letter:
    decide(world, case, on=NOW)
    return deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)


@pytest.mark.parametrize("kind", letter_rules())
def test_every_kind_of_letter_says_all_it_must_as_pdf_and_as_word(kind: str, world: World) -> None:
    letter = samples.sample(world.office, kind, on=date(2023, 3, 10))
    sheets = paper.pages(letter.title, letter.number, letter.dated_on, paper.Written(letter).content)
    pdf, word = pdf_words(paper.pdf_of(sheets, at=NOW)), docx_words(letter_docx(sheets[0]))
    for told in (letter.title, letter.addressee, world.office.name, "2023年3月10日", letter.number, *letter.paragraphs):
        # The running number of a page may stand between two of its lines.
        for part in squeezed(told).split("。"):
            assert part[:12] in pdf, part
            assert part in word, part
    assert not letter.missing
    for article in letter.citations:
        if article in letter_rule(kind).articles and "{articles}" in "".join(
            paragraph.text for paragraph in letter_rule(kind).paragraphs
        ):
            assert article.place in word, article


def test_an_issued_letter_is_kept_as_sealed_pdf_and_the_log_names_it(world: World, case: Case) -> None:
    row = issued(world, case)
    assert row.pdf is not None
    data = store.read(row.pdf, subjects.key_of(case.subject))
    event = case.events.get(kind="letter_issued")
    assert event.data["file"] == hashlib.sha256(data).hexdigest() == row.pdf.digest
    assert event.data["evidence"] == [row.digest]
    text = pdf_words(data)
    assert squeezed(row.number) in text
    assert CITIZEN.name in text
    assert paper.issued_pdf(row, at=NOW) == data
    assert CITIZEN.name.encode() not in store.path_of(row.pdf.pk).read_bytes()


@pytest.mark.parametrize("slug", notices.NOTICES)
def test_every_notice_has_its_pdf(slug: str, world: World, case: Case) -> None:
    from tests.casework.test_notices import issue, ready

    ready(world, case, slug)
    row = issue(world, case, slug)
    data = paper.issued_pdf(row, at=DAY)
    assert data is not None
    assert all(squeezed(line)[:12] in pdf_words(data) for line in deciding.read_letter(row)[1])
    assert not list(verification.verify_case(case))


def test_a_character_without_a_font_refuses_the_letter_and_uses_no_number(world: World) -> None:
    rare = replace(CITIZEN, name=f"甄{RARE}")
    case = confirm(world, online(world, person=rare).case)
    decide(world, case, on=NOW)
    before = case.events.count()
    with pytest.raises(Unprintable) as caught:
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    assert caught.value.code == "GLYPH_MISSING"
    assert RARE in str(caught.value)
    assert "U+31350" in str(caught.value)
    assert (case.events.count(), case.letters.count()) == (before, 0)
    assert not Series.objects.filter(name="letter").exists()


def test_a_request_in_several_paragraphs_is_printed(world: World) -> None:
    from gongkai.casework.intake import Wanted

    case = confirm(world, online(world, wanted=Wanted("一、立项批复\n二、\t环评批复\r\n三、图纸")).case)
    text = pdf_words(paper.issued_pdf(issued(world, case), at=NOW) or b"")
    assert "一、立项批复" in text
    assert "三、图纸" in text


def test_a_third_party_gets_a_form_for_its_answer_on_a_page_of_its_own(world: World, case: Case) -> None:
    facts: dict[str, Any] = FACTS["open-consultation"]
    row = notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=DAY)
    first, *_, form = pdf_pages(paper.issued_pdf(row, at=DAY) or b"")
    assert "征求第三方意见书" in first
    assert "政府信息公开征求意见回执" in form
    assert "□不同意公开" in form
    assert "（印章）" not in form
    assert CITIZEN.name not in first + form


def test_the_form_is_a_word_file_too(monkeypatch: pytest.MonkeyPatch, world: World, case: Case) -> None:
    facts: dict[str, Any] = FACTS["open-consultation"]
    row = notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=DAY)
    stop_clock(monkeypatch, DAY)
    officer, place = desk(world.officer), f"/office/requests/{case.number}/letters/"
    assert "下载回执Word" in words(officer.get(f"{place}{row.pk}/"))
    text = docx_words(officer.get(f"{place}{row.pk}/docx/?form").content)
    assert "征求意见回执" in text
    assert "□同意公开" in text
    other = case.letters.get(kind="consultation_notice")
    assert "下载回执Word" not in words(officer.get(f"{place}{other.pk}/"))
    assert officer.get(f"{place}{other.pk}/docx/?form").status_code == 404


def test_a_third_party_has_the_choice_of_remedies_after_a_partial_disclosure(world: World, case: Case) -> None:
    from tests.casework.test_notices import ready

    ready(world, case, "inform-third-party")
    row = notices.issue(
        case_id=case.pk, slug="inform-third-party", facts=FACTS["inform-third-party"], by=world.officer, at=DAY
    )
    told = deciding.read_letter(row)[1][-1]
    assert "本公开决定" in told
    assert "人民法院" in told
    assert "应当先" not in told


def test_the_receipt_is_that_of_the_registration(world: World, case: Case) -> None:
    before = paper.receipt_pdf(case)
    text = pdf_words(before)
    assert case.number in text
    assert "登记回执" in text
    assert "答复您" in text
    issued(world, case)
    assert paper.receipt_pdf(case) == before


def test_a_changed_file_is_a_fault(world: World, case: Case) -> None:
    row = issued(world, case)
    assert not list(verification.verify_case(case))
    assert row.pdf is not None
    path = store.path_of(row.pdf.pk)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    (fault,) = verification.verify_case(case)
    assert row.number in str(fault)


def test_downloads_stand_in_the_ledger(monkeypatch: pytest.MonkeyPatch, world: World, case: Case) -> None:
    row = issued(world, case)
    stop_clock(monkeypatch, NOW)
    officer, place = desk(world.officer), f"/office/requests/{case.number}"
    answer = officer.get(f"{place}/letters/{row.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert CITIZEN.name in pdf_words(answer.content)
    assert CITIZEN.name in docx_words(officer.get(f"{place}/letters/{row.pk}/docx/").content)
    assert case.number in pdf_words(officer.get(f"{place}/receipt/pdf/").content)
    told = [entry.detail["what"] for entry in Entry.objects.filter(action="case:read").order_by("id")]
    assert told == ["letter-pdf", "letter-docx", "receipt-pdf"]
    assert desk(world.stranger).get(f"{place}/letters/{row.pk}/pdf/").status_code == 404
    assert officer.get(f"{place}/letters/999999/pdf/").status_code == 404
    assert "下载PDF" in words(officer.get(f"{place}/letters/{row.pk}/"))


def test_a_preview_says_so_on_every_page(monkeypatch: pytest.MonkeyPatch, world: World, case: Case) -> None:
    from tests.factories import DISCLOSED

    stop_clock(monkeypatch, NOW)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    officer = desk(world.officer)
    pages = pdf_pages(officer.get(f"/office/requests/{case.number}/letters/0/pdf/").content)
    assert all("预览" in page for page in pages)
    assert "文号待编" in pages[0]
    typed = {"unclear": "没有写明道路名称", "how_to_correct": "请写明道路名称", "limit_on": "", "do": "pdf"}
    answer = officer.post(f"/office/requests/{case.number}/notices/ask-correction/", typed)
    assert "预览" in pdf_words(answer.content)
    assert case.letters.count() == 0


def test_an_operator_hears_which_fonts_a_folder_lacks(tmp_path: Any) -> None:
    def said() -> str:
        return "".join(str(found.msg) for found in run_checks() if found.id == "gongkai.W021")

    assert said() == ""
    with override_settings(GONGKAI_FONT_DIR=str(tmp_path)):
        assert "仿宋" in said()
    with override_settings(GONGKAI_FONT_DIR=str(tmp_path / "none")):
        assert "不存在" in said()


def test_a_pdf_can_be_read_aloud(world: World, case: Case) -> None:
    data = paper.issued_pdf(issued(world, case), at=NOW) or b""
    assert b"pdfaid" in data
    with pypdfium2.PdfDocument(data) as document:
        assert document.get_metadata_dict()["Title"].startswith("政府信息公开告知书")


def test_a_reply_lists_the_files_that_it_really_provides(world: World, case: Case) -> None:
    """附件说明 (GB/T 9704—2012, 7.3.4): in the text, the PDF and the Word file, and none that is held back."""
    attach = partial(attachments.add, case_id=case.pk, by=world.officer, at=NOW)
    attach(uploads=[upload(b"1", "立项批复。.txt", Role.REPLY)])
    attach(uploads=[upload(b"2", "内部请示.txt", Role.EVIDENCE)])
    (original,) = attach(uploads=[upload(b"3", "征收补偿协议.txt", Role.REPLY)])
    copy = attachments.derive(
        attachment_id=original.pk, data=b"4", name="征收补偿协议（遮盖件）.txt", by=world.officer, at=NOW, words="遮盖"
    )
    assert attachments.provided(case) == ["立项批复。.txt"], "neither a copy that nobody confirmed nor its original"
    redacting.confirm(attachment_id=copy.pk, by=world.leader, at=NOW)
    attach(uploads=[upload(b"5", "红线图说明.txt", Role.REPLY)])
    row = issued(world, case)
    expected = ["附件：1. 立项批复", "2. 征收补偿协议（遮盖件）", "3. 红线图说明"]
    assert deciding.read_letter(row)[1][-3:] == expected
    for text in (pdf_words(paper.issued_pdf(row, at=NOW) or b""), docx_words(paper.issued_docx(row, None) or b"")):
        plain = "".join(text.split())
        assert "附件：1.立项批复2.征收补偿协议（遮盖件）3.红线图说明" in plain
        assert "内部请示" not in plain
