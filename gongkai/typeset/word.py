"""A letter as a Word file, from the template of gongkai or an office's own."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree
from markupsafe import Markup, escape

from gongkai.typeset.errors import TemplateFault
from gongkai.typeset.page import LABELS, LISTS, LetterPage
from gongkai.typeset.word_check import checked, sandbox
from gongkai.typeset.word_default import default_template, timeless

__all__ = ["check_template", "default_template", "letter_docx"]


def letter_docx(page: LetterPage, template: bytes | None = None) -> bytes:
    """Fill a template with a letter; the same input gives the same bytes.

    :raises TemplateFault: when the template may not be used, or cannot be filled.
    """
    own = None if template is None else checked(template, LABELS)
    values = {field.name: getattr(page, field.name) for field in fields(page)} | {"notes": page.note}
    return _filled(own or DocxTemplate(io.BytesIO(default_template())), values, title=page.title)


def check_template(template: bytes, known: Mapping[str, str]) -> None:
    """Check an office's template before it is kept; ``known`` are the fields it may use, with their names.

    :raises TemplateFault: with a code TEMPLATE_… and a sentence that names the field or the tag at fault.
    """
    document = checked(template, known)
    _filled(document, {name: ("试",) if name in LISTS else "试" for name in known}, title="试")


def _filled(document: DocxTemplate, values: Mapping[str, Any], *, title: str) -> bytes:
    file = io.BytesIO()
    try:
        document.render({name: _literal(value) for name, value in values.items()}, sandbox(), autoescape=True)
        document.docx.core_properties.title = title
        document.docx.core_properties.language = "zh-CN"
        document.save(file)
    except (TemplateError, etree.LxmlError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = "模板不能填写成文书：其中的标记放在了 Word 不允许的位置，或者用了不允许的写法；请从默认模板改起。"
        raise TemplateFault(message, code="TEMPLATE_UNUSABLE") from error
    return timeless(file.getvalue())


def _literal(value: str | tuple[str, ...]) -> Markup | tuple[Markup, ...]:
    """A text that arrives in Word as it is: docxtpl would otherwise read ``{_{`` in it as a sign of its own."""
    if isinstance(value, tuple):
        return tuple(_text(part) for part in value)
    return _text(value)


def _text(value: str) -> Markup:
    return Markup(str(escape(value)).replace("_", "&#95;"))  # noqa: S704 - escaped in this very line
