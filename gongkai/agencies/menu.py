"""The office's menu: every list of the office in a few groups, as far as a person may use it, and where one is.

It is data, so that a test can ask of each address of the office whether it is within two clicks. Addresses are names,
because the screens belong to apps above this one; an app whose right is more than a permission registers a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission


class Question(Protocol):
    """Whether a person may use an address now."""

    def __call__(self, user: User, *, at: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: its words, the name of its address, the ``section`` that screens below it give in their
    context, and the permissions of which one is needed; none for everybody."""

    label: str
    name: str
    section: str
    needs: tuple[P, ...] = ()

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; ``current`` when the screen is below one of them."""

    label: str
    entries: tuple[Entry, ...]
    current: bool = False

    @property
    def alone(self) -> Entry | None:
        """The only entry, which then needs no heading to be opened first."""
        return self.entries[0] if len(self.entries) == 1 else None


P = Permission
SEES_CASES = (P.CASE_SEE, P.CASE_DRAFT)
PEOPLE, WRITES, TALKS, PROCEDURE = (P.PEOPLE_EDIT,), (P.CONTENT_DRAFT,), (P.DIALOGUE_SEE,), (P.PROCEDURE_EDIT,)
MENDS = (P.OVERSIGHT_SEE, P.RECTIFY)
TODAY = Group("今日", (Entry("今日", "desk:today", "today"),))
GROUPS = (
    TODAY,
    Group(
        "申请",
        (
            Entry("依申请公开", "casework:list", "cases", SEES_CASES),
            Entry("登记申请", "casework:new", "new", (P.CASE_REGISTER,)),
            Entry("来信", "desk:mail", "mail", (P.CASE_REGISTER,)),
            Entry("会签", "desk:joint", "joint", (P.CASE_DRAFT,)),
            Entry("督办看板", "desk:board", "board", SEES_CASES),
            Entry("期限订阅", "desk:subscription", "subscription", SEES_CASES),
            Entry("身份信息请求", "desk:identity", "identity", (P.CASE_SEE, P.IDENTITY_ALLOW)),
            Entry("申请人信息更正", "desk:corrections", "corrections", (P.IDENTITY_ALLOW,)),
            Entry("工作交接", "desk:handover", "handover", (P.CASE_HANDLE,)),
        ),
    ),
    Group(
        "发布",
        (
            Entry("内容编辑", "wagtailadmin_home", "content", WRITES),
            Entry("待我审核", "reviews:queue", "reviews"),
            Entry("我的草稿", "reviews:drafts", "drafts"),
            Entry("我送审的", "reviews:mine", "mine"),
            Entry("公开属性", "reviews:attributes", "attributes", (P.ATTRIBUTE_DECIDE,)),
            Entry("政策解读", "content:interpretations", "interpretations", WRITES),
            Entry("报送采用", "content:offers", "offers", WRITES),
            Entry("政府公报", "content:gazette", "gazette", WRITES),
            Entry("公报赠阅台账", "content:gazette_ledger", "gazette_ledger", WRITES),
        ),
    ),
    Group(
        "互动",
        (
            Entry("来信答复", "dialogue:letters", "dialogue", (P.DIALOGUE_SEE, P.DIALOGUE_DRAFT)),
            Entry("征集与调查", "dialogue:consultations", "consultations", TALKS),
            Entry("网站找错", "dialogue:errors", "errors", TALKS),
            Entry("来信到期销毁", "dialogue:old", "old", (P.RETENTION_CONFIRM,)),
        ),
    ),
    Group(
        "村务公开",
        (Entry("村务公开", "village:index", "villages", (P.VILLAGE_SEE,)),),
    ),
    Group(
        "目录机构",
        (
            Entry("公开目录", "content:catalogue", "catalogue", WRITES),
            Entry("文件清理", "content:stocktakings", "stocktakings", WRITES),
            Entry("随机抽查", "content:inspections", "inspections", WRITES),
            Entry("专题", "content:topics", "topics", WRITES),
            Entry("查阅场所", "content:points", "points", WRITES),
            Entry("机构人员", "office:people", "people", PEOPLE),
            Entry("账号维护", "office:accounts", "accounts", PEOPLE),
            Entry("机关撤并", "desk:succession", "succession", PEOPLE),
        ),
    ),
    Group(
        "监督",
        (
            Entry("读网值班", "oversight:patrol", "patrol", (P.OVERSIGHT_SEE, P.PATROL_READ)),
            Entry("值班表", "oversight:rota", "rota", (P.OVERSIGHT_MANAGE,)),
            Entry("站点账号", "oversight:media", "media", (P.OVERSIGHT_SEE,)),
            Entry("读网发现", "oversight:observations", "observations", (P.OVERSIGHT_SEE,)),
            Entry("整改", "oversight:rectifications", "rectifications", MENDS),
            Entry("督查", "oversight:inspections", "inspected", MENDS),
            Entry("通报", "oversight:bulletins", "bulletins", (P.OVERSIGHT_SEE,)),
        ),
    ),
    Group(
        "报告统计",
        (
            Entry("年度报告", "reporting:index", "reports"),
            Entry("统计台账", "desk:statistics", "registers", (P.CASE_SEE,)),
            Entry("办理用时", "desk:durations", "durations", (P.CASE_SEE,)),
            Entry("停止办公的日子", "desk:closures", "closures", (P.CASE_SEE,)),
            Entry("登记台账", "desk:registers", "books", (P.CASE_SEE,)),
            Entry("审核统计", "reviews:figures", "figures"),
            Entry("网站自查", "selfcheck:page", "site"),
            Entry("访问统计", "visiting:page", "visits"),
        ),
    ),
    Group(
        "管理",
        (
            Entry("工作日历", "desk:calendar", "calendar"),
            Entry("审核流程", "reviews:procedures", "procedures", PROCEDURE),
            Entry("文书模板", "desk:templates", "templates", (P.TEMPLATE_EDIT,)),
            Entry("保存销毁", "desk:retention", "retention", (P.RETENTION_CONFIRM,)),
            Entry("专名繁体", "names:page", "names", PEOPLE),
            Entry("站内搜索", "searching:page", "searching"),
            Entry("旧网址", "moved:page", "moved"),
            Entry("程序接口", "programs:page", "programs", PEOPLE),
            Entry("后台任务", "office:background", "background", (P.JOBS_SEE,)),
            Entry("审计账本", "office:ledger", "ledger", (P.LEDGER_SEE,)),
        ),
    ),
)
PERSONAL = Group(
    "我的",
    (
        Entry("提醒邮箱", "office:mailbox", "mailbox"),
        Entry("离岗", "office:absences", "absences"),
        Entry("账号安全", "office:account", "account"),
    ),
)
"""What stands beside the person's name and not in the menu."""
_questions: dict[str, Question] = {}


def question(name: str, asked: Question) -> None:
    """Have an app asked whether somebody may use one of its addresses, where a permission alone does not say it. It
    must cost no query beyond the person's posts."""
    _questions[name] = asked


def groups(user: User, view: str, section: str, *, at: datetime) -> list[Group]:
    """The menu of a person on a screen. No query beyond the person's posts."""
    here, found = place(view, section), []
    for group in GROUPS:
        entries = tuple(entry for entry in group.entries if allowed(user, entry, at=at))
        if entries:
            found.append(replace(group, entries=entries, current=here is not None and here in entries))
    return found


def place(view: str, section: str) -> Entry | None:
    """The entry at or below which a screen stands: the one whose address it is, or else that of its section."""
    every = list(_every())
    exact = (entry for entry in every if entry.name == view)
    near = (entry for entry in every if section and entry.section == section)
    return next(exact, None) or next(near, None)


def trail(view: str, section: str) -> tuple[Group, Entry] | None:
    """The heading and the entry to which a screen belongs; None for today's page and what stands in no menu."""
    here = place(view, section)
    found = next((group for group in (*GROUPS, PERSONAL) if here in group.entries), None)
    return None if found is None or here is None or found == TODAY else (found, here)


def allowed(user: User, entry: Entry, *, at: datetime) -> bool:
    """Whether a person may use an entry."""
    asked = _questions.get(entry.name)
    if asked is not None:
        return asked(user, at=at)
    return not entry.needs or any(may_anywhere(user, one, on=localdate(at)) for one in entry.needs)


def _every() -> Iterator[Entry]:
    for group in (*GROUPS, PERSONAL):
        yield from group.entries
