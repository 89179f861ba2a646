"""Opening a topic (专题专栏) from a template: its columns as sections with type and cycle, and the page that leads to
them, all drafts that go through their reviews. Since columns are sections, whatever reminds of stale ones, empty ones
and dead links reminds of these too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure.models import Section, Topic, TopicLink
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.editorial.pages import GatedPage
from gongkai.statute.documents import Attribute
from gongkai.statute.websites import column_types, cycle_labels

HEADING = "专题栏目"


@dataclass(frozen=True, slots=True)
class Planned:
    """A column of a template: what readers are told of it, and what its editors are told."""

    title: str
    type: str
    cycle: str
    words: str
    guidance: str

    @property
    def rhythm(self) -> str:
        """How often it is renewed, in words."""
        return cycle_labels()[self.cycle or column_types()[self.type].cycle]

    @property
    def sort(self) -> str:
        """Its type in words."""
        return column_types()[self.type].label


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of topic that many open, with its columns."""

    key: str
    title: str
    words: str
    basis: str
    introduction: str
    columns: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """Who approved of opening a topic and when, and from which day it is archived."""

    by: str
    on: date
    closes_on: date | None = None


@cache
def gallery() -> dict[str, Template]:
    """The templates by key, in their order. Raises KeyError for a type or a cycle that there is not."""
    text = (files("gongkai.disclosure") / "data" / "topic_templates.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return {key: _template(key, entry) for key, entry in data.items()}


def _template(key: str, entry: dict[str, Any]) -> Template:
    columns = tuple(
        Planned(one["title"], one["type"], one.get("cycle", ""), one["words"], one["guidance"])
        for one in entry["columns"]
    )
    assert all(one.rhythm and one.sort for one in columns)
    return Template(key, entry["title"], entry["words"], entry["basis"], entry["introduction"], columns)


def places(agency: Agency) -> QuerySet[Section]:
    """The sections of an agency in which a topic can stand, by title."""
    found: QuerySet[Section] = Section.objects.filter(agency=agency).order_by("title", "pk")
    return found


@transaction.atomic
def open_topic(*, template: str, title: str, section_id: int, approved: Approved, by: User, at: datetime) -> Topic:
    """Keep the drafts of a topic as a template has it: a section of its own with a section for each column, and the
    topic that leads to them. Raises NotAllowed, Incomplete, WrongWay for a section that has such a topic."""
    chosen = gallery().get(template)
    if chosen is None:
        raise Incomplete("请选择专题模板。", "template")
    section = Section.objects.select_related("agency").filter(pk=section_id).first()
    if section is None or section.agency is None:
        raise Incomplete("请选择放在哪个栏目。", "section")
    require(by, Permission.CONTENT_DRAFT, section.agency, on=localdate(at))
    _check(title, approved, at)
    parent = Page.objects.select_for_update().get(pk=section.pk)
    if Section.objects.child_of(parent).filter(title=title.strip()).exists():
        raise WrongWay(f"“{section.title}”里已经有名为“{title.strip()}”的栏目。")
    above = _keep(parent, Section(title=title.strip(), introduction=chosen.introduction, column_type="catalogue"), by)
    columns = [_keep(above, _column(one), by) for one in chosen.columns]
    topic = Topic(
        title=f"{title.strip()}专题"[:255], introduction=chosen.introduction, approved_by=approved.by.strip(),
        approved_on=approved.on, closes_on=approved.closes_on,
        links=[TopicLink(heading=HEADING, target_id=column.pk, sort_order=place)
               for place, column in enumerate(columns)],
    )  # fmt: skip
    kept = _keep(above, topic, by)
    assert isinstance(kept, Topic)
    return kept


def _check(title: str, approved: Approved, at: datetime) -> None:
    if not title.strip():
        raise Incomplete("请填写专题名称。", "title")
    if not approved.by.strip():
        raise Incomplete("请填写批准开设的机关或者负责人职务。", "approved_by")
    if approved.on > localdate(at):
        raise Incomplete("批准日期不能在今天以后。", "approved_on")
    if approved.closes_on is not None and approved.closes_on <= approved.on:
        raise Incomplete("归档日期应当在批准日期之后。", "closes_on")


def _column(one: Planned) -> Section:
    return Section(title=one.title, introduction=one.words[:200], column_type=one.type, cycle=one.cycle)


def _keep(parent: Page, page: GatedPage, by: User) -> GatedPage:
    page.attribute, page.owner = Attribute.PROACTIVE.value, by
    Page.objects.get(pk=parent.pk).specific.add_child(instance=page)
    page.save_revision(user=by)
    return page
