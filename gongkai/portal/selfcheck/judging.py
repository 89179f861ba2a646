"""The lines of the checklist about what is published and answered: home page, columns, interpretations, letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.disclosure import queries
from gongkai.disclosure.models import Interpretation, PolicyDocument
from gongkai.portal.selfcheck import providers
from gongkai.portal.selfcheck.providers import Record
from gongkai.portal.selfcheck.rhythm import Column, State
from gongkai.portal.selfcheck.verdicts import MOST_RECORDS, Standing, Verdict, judged, titled, untested
from gongkai.statute.parameters import rules
from gongkai.statute.periods import add_months
from gongkai.statute.websites import Update

NOT_THERE = "本站没有启用咨询建言，不能检查。"


def home(site: Standing) -> Verdict:
    """首页不更新: the newest of what the home page lists."""
    days = rules().value("site_home_days", site.today)
    newest = queries.news().first()
    if newest is None:
        return judged(False, "首页还没有任何信息。")
    age = (site.today - localdate(newest.at)).days
    record = Record(f"{localdate(newest.at):%Y-%m-%d}{titled(newest.title)}", _place(newest))
    left = f"，还有{days - age}天到期" if age <= days else ""
    return judged(age <= days, f"首页最近更新于{age}天前（{days}天以内合格）{left}。", [record])


def columns(site: Standing) -> Verdict:
    """栏目不更新: stale columns of the two classes, other stale columns, empty columns, each against its number."""
    stale = site.in_state(State.STALE)
    timed = [one for one in stale if one.kind.update in (Update.DYNAMIC, Update.NOTICE)]
    others = [one for one in stale if one not in timed]
    empty = site.in_state(State.EMPTY)
    value = rules().value
    limits = [value(name, site.today) for name in ("site_stale_timed", "site_stale_others", "site_empty_columns")]
    said = (
        f"共{len(site.columns)}个栏目：动态、公告、文件类超期{len(timed)}个（{limits[0]}个否决），"
        f"其他应更新栏目超期{len(others)}个（{limits[1]}个否决），空白{len(empty)}个（{limits[2]}个否决）。"
    )
    counts = (len(timed), len(others), len(empty))
    passed = bool(site.columns) and all(count < limit for count, limit in zip(counts, limits, strict=True))
    return judged(passed, said, site.records([*timed, *others, *empty]))


def of_type(site: Standing, kind: str) -> Verdict:
    """Whether there is a column of a type, with content that is not stale."""
    found = site.of_type(kind)
    if not found:
        return judged(False, "没有这一类型的公开栏目。")
    bad = [one for one in found if one.state(site.today) in (State.STALE, State.EMPTY)]
    return judged(not bad, f"{len(found)}个栏目，{_how(bad)}。", site.records(bad or found))


def _how(bad: Sequence[Column]) -> str:
    return f"{len(bad)}个超期或者空白" if bad else "都有内容，没有超期"


def typed(site: Standing) -> Verdict:
    """Whether every column says what type it is."""
    lacking = [one for one in site.columns if not one.typed]
    if not site.columns:
        return untested("还没有公开的栏目。")
    said = f"{len(lacking)}个栏目没有选定类型。" if lacking else f"{len(site.columns)}个栏目都选定了类型。"
    return judged(not lacking, said, site.records(lacking))


def interpreted(site: Standing) -> Verdict:
    """Whether the normative documents of the last half year have an interpretation that is public."""
    since = add_months(site.today, -6)
    rows = list(queries.public().filter(kind=PolicyDocument.item_kind, at__date__gte=since))
    normative = set(
        PolicyDocument.objects.filter(pk__in=[row.page_id for row in rows], normative=True).values_list("pk", flat=True)
    )
    explained = set(Interpretation.objects.filter(document__in=normative, live=True).values_list("document", flat=True))
    owed = [row for row in rows if row.page_id in normative - explained]
    records = [Record(f"{titled(row.title)}没有解读", _place(row)) for row in owed[:MOST_RECORDS]]
    if not normative:
        return untested("近6个月没有公开新的行政规范性文件。")
    return judged(
        not owed, f"近6个月公开行政规范性文件{len(normative)}件，有解读的{len(normative) - len(owed)}件。", records
    )


def answers(site: Standing) -> Verdict:
    """互动回应差: no channel, or a valid letter of the last year that waits for more than three months."""
    channel = providers.dialogue()
    if channel is None:
        return untested("本站没有启用咨询建言；另有留言渠道的，请人工检查，没有的，按不合格处理。")
    if not channel.is_open(site.today):
        return judged(False, "没有开通网上咨询建言渠道。")
    months = rules().value("site_unanswered_months", site.today)
    before = add_months(site.today, -months)
    late = list(channel.unanswered(add_months(site.today, -12), before))
    waiting = len(channel.unanswered(add_months(site.today, -12), site.today + timedelta(days=1)))
    said = f"1年内有效留言超过{months}个月没有答复的{len(late)}件；现在待答复的共{waiting}件。"
    return judged(not late, said, late[:MOST_RECORDS])


def letters(site: Standing) -> Verdict:
    """信息提交、留言公开: whether somebody can write."""
    channel = providers.dialogue()
    if channel is None:
        return untested(NOT_THERE)
    return judged(channel.is_open(site.today), "咨询建言已经开通。" if channel.is_open(site.today) else "没有开通。")


def replies(site: Standing) -> Verdict:
    """办理答复: whether an answer was published within two months."""
    channel = providers.dialogue()
    if channel is None:
        return untested(NOT_THERE)
    last, months = channel.last_reply_on(), rules().value("site_replies_months", site.today)
    if last is None:
        return judged(False, "还没有公开答复。")
    return judged(site.today <= add_months(last, months), f"最近公开答复于{last:%Y-%m-%d}（{months}个月以内合格）。")


def surveys(site: Standing) -> Verdict:
    """征集调查: whether something was asked in the last year, and every one that is closed says what came of it."""
    asked = providers.surveys()
    if asked is None:
        return untested("本站没有启用征集调查，不能检查。")
    held = asked.held(add_months(site.today, -12), site.today)
    owed = list(asked.without_result(site.today))
    said = f"近1年开展征集调查{held}期，结束后没有公布结果的{len(owed)}期。"
    return judged(held > 0 and not owed, said, owed[:MOST_RECORDS])


def _place(row: object) -> str:
    return reverse("portal:page", kwargs=row.address_parts())  # type: ignore[attr-defined]
