"""Templates that an office edits itself: checked when they come, tried, used for Word files, never for what left."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.casework import deciding, paper, templates_of_letters
from gongkai.casework.errors import Incomplete, Unknown
from gongkai.casework.models import LetterTemplate
from gongkai.files.errors import Refused
from gongkai.typeset.errors import TemplateFault
from gongkai.typeset.word import default_template
from tests.casework.desk import desk, words
from tests.casework.sheets import docx_words, edited
from tests.factories import World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 10, 9)
URL = "/office/templates/"


@pytest.fixture
def world() -> World:
    return make_district()


def own(line: str = "明湖区专用") -> bytes:
    """The default template with a line of the office's own."""
    return edited(default_template(), "{{ title }}", f"{line}{{{{ title }}}}")


def upload(world: World, data: bytes | None = None, kind: str = "") -> LetterTemplate:
    return templates_of_letters.upload(
        agency=world.office, kind=kind, data=data or own(), name="模板.docx", by=world.officer, at=NOW
    )


def test_the_narrower_template_wins_and_the_old_one_is_retired(world: World) -> None:
    general, narrow = upload(world), upload(world, own("只用于补正"), "correction_notice")
    assert templates_of_letters.in_use(world.office, "correction_notice") == narrow
    assert templates_of_letters.in_use(world.office, "refused") == general
    assert templates_of_letters.in_use(world.department, "refused") is None
    newer = upload(world, own("第二版"))
    general.refresh_from_db()
    assert general.retired_at == NOW
    assert templates_of_letters.in_use(world.office, "refused") == newer
    assert bytes(general.content) == own(), "what was in use stays"


def test_a_fault_names_the_field_and_the_old_one_stays(world: World) -> None:
    kept = upload(world)
    for data, code in (
        (edited(default_template(), "{{ number }}", "{{ nummer }}"), "nummer"),
        (edited(default_template(), "{{ number }}", ""), "发文字号"),
    ):
        with pytest.raises(TemplateFault) as caught:
            upload(world, data)
        assert code in str(caught.value)
    with pytest.raises(Refused):
        upload(world, b"%PDF-1.7 not a word file")
    with pytest.raises(Incomplete):
        upload(world)
    assert templates_of_letters.in_use(world.office, "refused") == kept


def test_only_those_with_the_post_and_known_kinds(world: World) -> None:
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            templates_of_letters.upload(agency=world.office, kind="", data=own(), name="模板.docx", by=person, at=NOW)
    with pytest.raises(Unknown):
        upload(world, kind="nothing")


def test_the_ledger_has_both_ends(world: World) -> None:
    row = upload(world, kind="refused")
    templates_of_letters.retire(template_id=row.pk, by=world.officer, at=NOW)
    with pytest.raises(Unknown):
        templates_of_letters.retire(template_id=row.pk, by=world.officer, at=NOW)
    rows = Entry.objects.filter(subject=f"template:{row.pk}").order_by("id")
    assert [entry.action for entry in rows] == ["template:uploaded", "template:retired"]
    assert {entry.digest for entry in rows} == {row.digest}


def test_a_template_changes_word_files_and_never_what_was_issued(world: World) -> None:
    case = confirm(world, online(world).case)
    decide(world, case, on=NOW)
    letter = deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    pdf = paper.issued_pdf(letter, at=NOW)
    upload(world)
    content = templates_of_letters.content_for(world.office, letter.kind)
    assert "明湖区专用政府信息公开告知书" in docx_words(paper.issued_docx(letter, content) or b"")
    assert paper.issued_pdf(letter, at=NOW) == pdf


def test_the_screen(world: World) -> None:
    officer = desk(world.officer)
    assert desk(world.leader).get(URL).status_code == 403
    assert officer.get(f"{URL}default/").content == default_template()
    bad = edited(default_template(), "{{ number }}", "{{ nummer }}")
    refused = officer.post(URL, {"kind": "", "uploaded": SimpleUploadedFile("模板.docx", bad)})
    assert refused.status_code == 422
    assert "nummer" in words(refused)
    assert "照旧使用" in words(refused)
    done = officer.post(URL, {"kind": "refused", "uploaded": SimpleUploadedFile("模板.docx", own())})
    assert done.status_code == 302
    row = LetterTemplate.objects.get()
    assert officer.get(f"{URL}{row.pk}/").content == own()
    assert "明湖区专用" in docx_words(officer.get(f"{URL}sample/{world.office.pk}/refused/").content)
    assert "明湖区专用" not in docx_words(officer.get(f"{URL}sample/{world.office.pk}/all/").content)
    assert desk(world.stranger).get(f"{URL}{row.pk}/").status_code == 404
    assert desk(world.stranger).post(f"{URL}{row.pk}/retire/").status_code == 404
    assert officer.post(f"{URL}{row.pk}/retire/").status_code == 302
    row.refresh_from_db()
    assert row.retired_at is not None
    assert officer.get(f"{URL}sample/{world.office.pk}/nothing/").status_code == 404
