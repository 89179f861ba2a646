"""The steps of an application: who asks, what is wanted, how to get it, and looking it over.

Each step shows a part of the one form of 条例第二十九条. Faults are always found by the whole form, and shown at
the step where they can be mended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.forms import BoundField, Form

from gongkai.casework.attachments import Role
from gongkai.portal.drafts import Opened
from gongkai.portal.forms import ApplicationForm, FilesForm

REVIEW = "review"
MUST = frozenset(
    {"applicant_kind", "name", "identity_kind", "identity_number", "description", "form", "delivery"}
)  # fmt: skip
"""Fields that are marked as required."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    heading: str
    fields: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One step: its name in the address, its heading and its fields."""

    slug: str
    title: str
    groups: tuple[Group, ...]
    takes_files: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """All its fields."""
        return tuple(name for group in self.groups for name in group.fields)


PARTS = (
    Part(
        "who",
        "谁申请",
        (
            Group("申请人", ("applicant_kind", "name", "identity_kind", "identity_number", "representative")),
            Group("联系方式", ("telephone", "email", "address", "postcode"), "至少填写一种"),
        ),
    ),
    Part("what", "要什么", (Group("所需信息", ("title", "description")),)),
    Part("how", "怎样给您", (Group("形式和获取方式", ("form", "delivery")),), takes_files=True),
)
BY_SLUG = {part.slug: part for part in PARTS}


@dataclass(frozen=True, slots=True)
class Together:
    """Two forms in one list of faults, as the component takes it."""

    forms: tuple[Form, ...]

    @property
    def errors(self) -> dict[str, Any]:
        """All faults by field."""
        return {name: faults for form in self.forms for name, faults in form.errors.items()}

    @property
    def non_field_errors(self) -> list[str]:
        """Those of no field."""
        return [str(fault) for form in self.forms for fault in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self.forms)


def identity_file_wanted() -> bool:
    """Whether the site asks for a copy of the identity paper beside its number (GONGKAI_IDENTITY_FILE=1).
    条例第二十九条 asks for 身份证明; the number, which is checked, is enough unless the operator says otherwise."""
    return os.environ.get("GONGKAI_IDENTITY_FILE", "") == "1"


def empty() -> dict[str, str]:
    """What stands in the form before anybody typed."""
    return {name: str(field.initial or "") for name, field in ApplicationForm.base_fields.items()}


def merged(known: Mapping[str, str], posted: Mapping[str, Any]) -> dict[str, str]:
    """What is known with what was posted in its place; fields that no browser sent stay as they are."""
    return {name: str(posted.get(name, word)) for name, word in {**empty(), **known}.items()}


def after(part: Part) -> str:
    """The step that follows."""
    place = PARTS.index(part) + 1
    return PARTS[place].slug if place < len(PARTS) else REVIEW


def before(part: Part) -> str:
    """The step that comes before; the first one has none."""
    place = PARTS.index(part)
    return PARTS[place - 1].slug if place else ""


def faulty(words: Mapping[str, str], draft: Opened | None) -> Part | None:
    """The first step with a fault; None when everything may be sent."""
    form = ApplicationForm(words)
    wrong = set(form.errors)
    for part in PARTS:
        if wrong & set(part.fields) or (part.takes_files and file_faults(draft)):
            return part
    return None


def file_faults(draft: Opened | None) -> dict[str, str]:
    """What is missing among the files, by field."""
    roles = {kept.role for kept in draft.files} if draft is not None else set()
    if identity_file_wanted() and Role.IDENTITY not in roles:
        return {"identity": "请上传身份证明，例如身份证有照片一面的照片。"}
    return {}


def advice(draft: Opened) -> str:
    """What the agency will probably ask for and is not there; never in the way."""
    stands_for_somebody = draft.words.get("representative") and draft.words.get("applicant_kind") == "natural_person"
    if stands_for_somebody and not any(kept.role == Role.AUTHORITY for kept in draft.files):
        return "您填写了代理人，没有上传授权委托书。可以现在补上；不补也可以提交，机关会告知您怎样补正。"
    return ""


def shown(part: Part, words: Mapping[str, str], *, faults: bool) -> ApplicationForm:
    """The form of one step, with its faults or without."""
    form = ApplicationForm(words) if faults else ApplicationForm(initial=words)
    return form.only(part.fields)


def files_shown(draft: Opened | None, *, faults: bool) -> FilesForm:
    """The empty file fields of a step, with what is missing or without."""
    form = FilesForm({}) if faults else FilesForm()
    for name, fault in file_faults(draft).items() if faults else ():
        form.add_error(name, fault)
    return form
