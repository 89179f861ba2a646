"""The ways in which Wagtail, Django and we could make something public, and how each public address is gated.

What tests/editorial/test_every_way.py tries; it compares these lists with what the program really has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils.timezone import now
from wagtail.models import Page, Revision

from gongkai.editorial import gate, releasing
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import Written, fresh, home
from tests.factories import World, at

CANARY = "金丝雀"
Way = Callable[["Draft"], Any]


class Draft:
    """One draft on which a way is tried."""

    def __init__(self, page: GatedPage, world: World, staff: Staff, written: Written) -> None:
        self.page, self.world, self.staff, self.written = page, world, staff, written

    @property
    def key(self) -> int:
        return self.page.pk


def save(draft: Draft) -> None:
    draft.page.live = True
    draft.page.save()


def save_some(draft: Draft) -> None:
    draft.page.live = True
    draft.page.save(update_fields=["live"])


def publish_revision(draft: Draft) -> None:
    draft.page.save_revision().publish()


def publish_without_permission(draft: Draft) -> None:
    draft.page.latest_revision.publish(user=draft.staff.author, skip_permission_checks=True)


def publish_page(draft: Draft) -> None:
    draft.page.publish(draft.page.latest_revision)


def copy_live(draft: Draft) -> None:
    draft.page.live = True
    draft.page.copy(update_attrs={"slug": "copy", "live": True}, keep_live=True)


def alias(draft: Draft) -> None:
    draft.page.create_alias(update_slug="alias")


def born_live(draft: Draft) -> None:
    fields = {"title": CANARY, "slug": "born", "live": True, "attribute": "proactive"}
    fresh(draft.written.section).add_child(instance=type(draft.page)(**fields, **required(draft)))


def required(draft: Draft) -> dict[str, Any]:
    known = {"document": draft.written.policy}
    known |= {"original": draft.written.section, "revision": draft.written.article.latest_revision}
    known |= {"about": draft.written.about(draft.page)} if hasattr(draft.page, "about_id") else {}
    return {name: row for name, row in known.items() if hasattr(draft.page, f"{name}_id")}


def stock_page_live(draft: Draft) -> None:
    Page.objects.get(pk=draft.written.section.pk).add_child(instance=Page(title=CANARY, slug="stock", live=True))


def move_then_publish(draft: Draft) -> None:
    draft.page.move(Page.objects.get(pk=home(draft.world.office).pk), "last-child")
    fresh(draft.page).latest_revision.publish()


def revert(draft: Draft) -> None:
    fresh(draft.page).save_revision(previous_revision=draft.page.latest_revision).publish()


def update(draft: Draft) -> None:
    Page.objects.filter(pk=draft.key).update(live=True)


def update_specific(draft: Draft) -> None:
    type(draft.page).objects.filter(pk=draft.key).update(live=True)


def bulk_update(draft: Draft) -> None:
    page = Page.objects.get(pk=draft.key)
    page.live = True
    Page.objects.bulk_update([page], ["live"])


def base_page(draft: Draft) -> None:
    page = Page.objects.get(pk=draft.key)
    page.live = True
    page.save()


def scheduled(draft: Draft) -> None:
    Revision.objects.filter(pk=draft.page.latest_revision_id).update(approved_go_live_at=now() - timedelta(hours=1))
    call_command("publish_scheduled", stdout=StringIO())


def timer(draft: Draft) -> None:
    draft.page.go_live_at = now() + timedelta(hours=1)
    draft.page.save_revision(approved_go_live_at=draft.page.go_live_at)


def released_by_hand(draft: Draft) -> None:
    gate.release(keys=[draft.page.gate_key], by=draft.world.officer, at=MONDAY)


def own_schedule(draft: Draft) -> None:
    assert releasing.release_due(at=at(2030, 1, 1)) == []
    raise Shut


class Shut(Exception):
    """A way that is shut by doing nothing."""


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        save,
        save_some,
        publish_revision,
        publish_without_permission,
        publish_page,
        copy_live,
        alias,
        born_live,
        stock_page_live,
        move_then_publish,
        revert,
        update,
        update_specific,
        bulk_update,
        base_page,
        scheduled,
        timer,
        released_by_hand,
        own_schedule,
    )
}


# Each public address, and how it is gated.
BY_QUERIES = "disclosure.queries: a release that stands, of just this content"
BY_STANDING = "disclosure.standing: rows of pages whose release stands"
BY_LIBRARY = "disclosure.library.entries: documents with a release that stands, and an entry that goes with it"
BY_GAZETTE = "disclosure.gazette.queries: issues whose release stands, of just these contents and this file"
BY_CASEWORK = "casework.disclosing: answers that were opened to everybody, its own verbs"
BY_REPORTING = "reporting.queries.published: reports approved and published"
BY_SEARCH = "portal.searching.finding: hits whose release stands, of just this content"
BY_VILLAGE = "village.queries: postings that the gate put out, its own kind"
BY_DIRECTORY = "facts about agencies, no content of editors"
PERSONAL = "one person's own case, by number and code"
NOTHING = "holds nothing but the program's own words, and lists made by disclosure.queries"
PUBLIC: dict[str, str] = {
    "": NOTHING,
    "c/": BY_QUERIES,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.html$": BY_QUERIES,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.pdf$": BY_QUERIES,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.docx$": BY_QUERIES,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.json$": BY_QUERIES,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.poster\\.pdf$": BY_QUERIES,
    "policies/": BY_LIBRARY,
    "policies/catalogue.json": BY_LIBRARY,
    "policies/catalogue.csv": BY_LIBRARY,
    "policies/feed.atom": BY_LIBRARY,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.ics$": BY_QUERIES,
    "c/media/<int:number>/<str:name>": BY_QUERIES,
    "interpretations/": BY_QUERIES,
    "interpretations/feed.atom": BY_QUERIES,
    "talks/": BY_QUERIES,
    "gazette/": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/issue.pdf": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/issue.epub": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/issue-hant.epub": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/<int:page>/": BY_GAZETTE,
    "gazette/<slug:code>/<int:year>/<int:number>/<int:page>.png": BY_GAZETTE,
    "meetings/": BY_STANDING,
    "meetings/feed.atom": BY_STANDING,
    "leaders/": BY_STANDING,
    "agencies/": BY_DIRECTORY,
    "agencies/<slug:code>/": BY_QUERIES,
    "catalogue/": BY_STANDING,
    "catalogue/catalogue.json": BY_STANDING,
    "catalogue/catalogue.csv": BY_STANDING,
    "catalogue/catalogue.xlsx": BY_STANDING,
    "topics/": BY_STANDING,
    "inspections/": BY_STANDING,
    "points/": BY_STANDING,
    "c/files/<int:number>/<str:name>": BY_QUERIES,
    "c/pictures/<int:number>/<slug:spec>": BY_QUERIES,
    "sitemap.xml": NOTHING,
    "sitemap/<int:number>.xml": BY_QUERIES,
    ".well-known/security.txt": NOTHING,
    "feed.atom": BY_QUERIES,
    "subscribe/": NOTHING,
    "subscribe/confirm/<str:token>/": PERSONAL,
    "subscribe/leave/<str:token>/": PERSONAL,
    "^c/(?P<month>[0-9]{6})/(?P<number>[0-9]{1,9})\\.atom$": BY_QUERIES,
    "search/feed.atom": BY_SEARCH,
    "robots.txt": NOTHING,
    "health/": NOTHING,
    "map/": NOTHING,
    "calculator/": NOTHING,
    "search/": BY_SEARCH,
    "search/suggestions/": BY_SEARCH,
    "large/<slug:how>/": NOTHING,
    "reading/<slug:name>/<slug:value>/": NOTHING,
    "accessibility/": NOTHING,
    "share.png": NOTHING,
    "kiosk/": NOTHING,
    "kiosk/enter/<slug:token>/": NOTHING,
    "kiosk/leave/<slug:token>/": NOTHING,
    "apply/forget/": NOTHING,
    "guide/": BY_DIRECTORY,
    "guide/<slug:code>/": BY_DIRECTORY,
    "disclosed/": BY_CASEWORK,
    "disclosed/<slug:index_number>/": BY_CASEWORK,
    "disclosed/<slug:index_number>/files/<int:place>/": BY_CASEWORK,
    "reports/": BY_REPORTING,
    "reports/<slug:code>/<int:year>/": BY_REPORTING,
    "reports/<slug:code>/<int:year>/report.html": BY_REPORTING,
    "reports/<slug:code>/<int:year>/report.json": BY_REPORTING,
    **dict.fromkeys(
        (
            "apply/",
            "apply/resume/",
            "apply/<slug:code>/",
            "receipt/",
            "progress/",
            "progress/case/",
            "progress/correction/",
            "progress/reasons/",
            "progress/withdraw/",
            "progress/rating/",
            "progress/suggestion/",
            "progress/amendment/",
            "progress/print/",
            "progress/letters/<int:place>/",
            "progress/letters/<int:place>/letter.pdf",
            "progress/files/<int:key>/",
            "progress/leave/",
            "opinion/",
            "opinion/letter/",
            "opinion/leave/",
            "dialogue/receipt/<slug:kind>/",
            "questions/ask/",
            "questions/progress/",
            "questions/letter/",
            "questions/letter/files/<int:key>/",
            "corrections/",
        ),
        PERSONAL,
    ),
    **dict.fromkeys(
        (
            "dialogue/",
            "consultations/",
            "consultations/<int:number>/opinion/",
            "questions/",
            "surveys/",
            "surveys/<int:number>/",
            "seats/<int:number>/",
            "services/",
        ),
        BY_QUERIES,
    ),
    **dict.fromkeys(
        (
            "api/v1/requests",
            "api/v1/requests/<number>",
            "api/v1/requests/<number>/letters",
            "api/v1/requests/<number>/letters/<place>",
            "api/v1/requests/<number>/letters/<place>/pdf",
            "api/v1/requests/<number>/files",
            "api/v1/requests/<number>/files/<file_id>",
            "api/v1/requests/<number>/corrections",
            "api/v1/requests/<number>/withdrawal",
        ),
        PERSONAL,
    ),
    **dict.fromkeys(
        (
            "villages/",
            "villages/<slug:code>/",
            "villages/<slug:code>/feed.atom",
            "villages/<slug:code>/<slug:board>.poster.pdf",
            "villages/<slug:code>/<int:number>/",
            "villages/<slug:code>/<int:number>/posting.poster.pdf",
            "villages/<slug:code>/<int:number>/files/<int:place>/",
            "villages/<slug:code>/<int:number>/board/<int:photo>/",
            "villages/<slug:code>/<int:number>/question/",
            "api/v1/villages",
            "api/v1/villages/<slug:code>",
            "api/v1/villages/<slug:code>/postings",
            "api/v1/villages/<slug:code>/postings/<number>",
        ),
        BY_VILLAGE,
    ),
    "villages/<slug:code>/app.webmanifest": BY_DIRECTORY,
    "api/": NOTHING,
    "api/calendar/due": NOTHING,
    "api/v1/": NOTHING,
    "api/v1/openapi.json": NOTHING,
    "api/v1/calendar/due": NOTHING,
    "api/v1/<path:rest>": NOTHING,
    "api/v1/statistics/<year>": BY_CASEWORK,
    "api/v1/reports": BY_REPORTING,
    "api/v1/reports/<slug:code>/<year>": BY_REPORTING,
}
