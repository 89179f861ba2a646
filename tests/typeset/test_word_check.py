"""What an office's template may not hold, each fault by its name."""

import io
import zipfile

import docx
import pytest

from gongkai.typeset.errors import TemplateFault
from gongkai.typeset.page import LABELS
from gongkai.typeset.word import check_template
from gongkai.typeset.word_check import LARGEST, REQUIRED

FIELDS = (
    *(f"{{{{ {name} }}}}" for name in REQUIRED if name != "paragraphs"),
    "{%p for paragraph in paragraphs %}",
    "{{ paragraph }}",
    "{%p endfor %}",
)


def template(*lines: str, header: str = "", title: str = "") -> bytes:
    """A Word file with these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The same package with parts added, replaced, or left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        kept = {name: source.read(name) for name in source.namelist()}
        for name, content in {**kept, **parts}.items():
            if content is not None:
                target.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def fault(data: bytes, known=LABELS) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        check_template(data, known)
    return caught.value


GOOD = template(*FIELDS)


def test_a_template_with_the_required_fields_passes():
    check_template(GOOD, LABELS)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_field_that_is_missing_is_named(name):
    word = "paragraph" if name == "paragraphs" else name
    lines = [line for line in FIELDS if word not in line and (name != "paragraphs" or "endfor" not in line)]
    found = fault(template(*lines))
    assert (found.code, found.name) == ("TEMPLATE_FIELD_MISSING", name)
    assert LABELS[name] in str(found)


def test_a_field_that_is_only_asked_about_is_not_written():
    lines = [line for line in FIELDS if "title" not in line]
    assert fault(template(*lines, "{% if title %}有{% endif %}")).name == "title"


@pytest.mark.parametrize("where", ["text", "header", "property"])
def test_an_unknown_field_is_named_wherever_it_stands(where):
    words = "{{ 申请人姓名 }}"
    data = {
        "text": template(*FIELDS, words),
        "header": template(*FIELDS, header=words),
        "property": template(*FIELDS, title=words),
    }[where]
    found = fault(data)
    assert (found.code, found.name) == ("TEMPLATE_FIELD_UNKNOWN", "申请人姓名")
    assert "成文日期（dated_on）" in str(found)


def test_more_fields_may_be_known():
    check_template(template(*FIELDS, "{{ case_number }}"), {**LABELS, "case_number": "收件编号"})


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("姓名：{{ title", "{{ title"),
        ("{{ title }", "{{ title }"),
        ("日期 dated_on }}", "dated_on }}"),
        ("{% if %}甲{% endif %}", "{% if %}"),
        ("{% 如果 title %}", "如果"),
        ("{%p for line in footer %}", "endfor"),
        ("{% if title %}甲", "endif"),
        ("甲{% endif %}", "endif"),
    ],
)
def test_a_broken_tag_is_shown(line, shown):
    found = fault(template(*FIELDS, line))
    assert found.code == "TEMPLATE_SYNTAX"
    assert shown in str(found)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ title.__class__ }}", "__class__"),
        ("{{ title['__class__'] }}", "Getitem"),
        ("{{ title|attr('__class__') }}", "attr"),
        ("{{ title.format(1) }}", "Call"),
        ("{{ title * 99999 }}", "Mul"),
        ("{% set a = title %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{% macro a() %}{% endmacro %}", "a"),
        ("{{ title|safe }}", "safe"),
        ("{% for a, b in footer %}{% endfor %}", "For"),
        ("{% for a in footer %}{% for b in footer %}{% endfor %}{% endfor %}", "For"),
        ("{% for a in footer %}{% if title %}{% for b in footer %}{% endfor %}{% endif %}{% endfor %}", "For"),
        ("{% for a in footer %}{{ loop.__init__ }}{% endfor %}", "__init__"),
    ],
)
def test_the_language_of_templates_is_small(line, named):
    found = fault(template(*FIELDS, line))
    assert (found.code, found.name) == ("TEMPLATE_FORBIDDEN", named)
    assert line[:20] in str(found)


def test_a_function_is_an_unknown_field_or_forbidden():
    assert fault(template(*FIELDS, "{% for a in range %}{% endfor %}")).code == "TEMPLATE_FIELD_UNKNOWN"
    assert fault(template(*FIELDS, "{{ range(9) }}")).code == "TEMPLATE_FORBIDDEN"


def test_several_texts_are_not_put_in_as_one():
    found = fault(template(*FIELDS, "{{ attachments }}"))
    assert (found.code, found.name) == ("TEMPLATE_LIST", "attachments")
    assert "附件" in str(found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        GOOD[: len(GOOD) // 2],
        changed(GOOD, {"word/document.xml": None}),
        changed(GOOD, {"word/document.xml": b"<broken"}),
        changed(GOOD, {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    ],
    ids=["empty", "text", "doc", "cut", "no text", "broken", "entities"],
)
def test_what_is_no_word_file_is_refused(data):
    assert fault(data).code == "TEMPLATE_NOT_DOCX"


def test_macros_and_embedded_files_are_refused():
    assert fault(changed(GOOD, {"word/vbaProject.bin": b"x"})).code == "TEMPLATE_MACRO"
    assert fault(changed(GOOD, {"word/embeddings/a.xlsx": b"x"})).code == "TEMPLATE_MACRO"
    types = part(GOOD, "[Content_Types].xml").replace(
        b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )
    assert fault(changed(GOOD, {"[Content_Types].xml": types})).code == "TEMPLATE_MACRO"


def test_what_fetches_from_elsewhere_is_refused_but_a_link_may_stay():
    name = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    def with_link(to: str) -> bytes:
        link = f'<Relationship Id="rId99" Type="{kind}{to}" Target="http://example.invalid/a" TargetMode="External"/>'
        end = b"</Relationships>"
        return changed(GOOD, {name: part(GOOD, name).replace(end, link.encode() + end)})

    assert fault(with_link("attachedTemplate")).code == "TEMPLATE_EXTERNAL"
    assert fault(with_link("image")).code == "TEMPLATE_EXTERNAL"
    check_template(with_link("hyperlink"), LABELS)


def test_what_is_too_large_or_unpacks_to_too_much_is_refused():
    assert fault(GOOD + bytes(LARGEST)).code == "TEMPLATE_TOO_LARGE"
    assert fault(changed(GOOD, {"word/big.xml": bytes(60 << 20)})).code == "TEMPLATE_ZIP_BOMB"
    many = changed(GOOD, {f"word/{number}.xml": b"" for number in range(600)})
    assert fault(many).code == "TEMPLATE_ZIP_BOMB"


def test_a_tag_in_a_place_that_word_does_not_allow_is_refused():
    found = fault(template(*FIELDS, "{%tr if title %}", "甲", "{% endif %}"))
    assert found.code in {"TEMPLATE_UNUSABLE", "TEMPLATE_SYNTAX"}
