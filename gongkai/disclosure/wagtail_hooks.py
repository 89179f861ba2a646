"""The editor's screens as this house wants them: saving, looking, handing in; no publishing, no timers, no groups."""

# ruff: noqa: ARG001 - Wagtail calls these with what it has

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, PageLockedMenuItem, SaveDraftMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from gongkai.disclosure import posts
from gongkai.disclosure.links import PageLink, PaperLink
from gongkai.disclosure.models import Section
from gongkai.editorial.pages import GatedPage, public_below

REVIEW = "action-review"
KEPT = (SaveDraftMenuItem, PageLockedMenuItem)
MENU = {"images", "documents"}


class HandIn(ActionMenuItem):
    """送审: keep the draft, then say to whom it goes with what."""

    name = REVIEW
    label = "保存并送审"
    icon_name = "resubmit"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Not for what nobody publishes, nor while it is reviewed."""
        page = context.get("page")
        return super().is_shown(context) and (page is None or getattr(page, "publishable", False))


@hooks.register("construct_page_action_menu", order=1000)
def only_drafts_and_review(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Wagtail's own ways out of the page are taken away, those of later versions too."""
    items[:] = [item for item in items if isinstance(item, KEPT)]
    if HandIn().is_shown(context):
        items.append(HandIn())


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def hand_in(request: HttpRequest, page: Page) -> HttpResponse | None:
    """After saving with 送审, go on to the page on which it is handed in."""
    return redirect("content:page", page.pk) if REVIEW in request.POST else None


@hooks.register("before_move_page")
def only_drafts_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """What is public is not moved; the sentence says which page it is."""
    public = public_below(page)
    if public is None:
        return None
    messages.error(request, f"《{public.title}》正在公开，不能移动。请先撤下，移动后重新送审。")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("insert_editor_js")
def findings_while_writing() -> SafeString:
    """The panel that says after a pause what is wrong in the text."""
    return format_html('<script src="{}" defer></script>', static("disclosure/findings.js"))


@hooks.register("insert_editor_js")
def lines_that_can_be_added() -> SafeString:
    """What a document does to others is written in lines."""
    return format_html('<script src="{}" defer></script>', static("disclosure/lines.js"))


@hooks.register("insert_global_admin_css")
def how_findings_look() -> SafeString:
    """The panel's form; Wagtail has no hook for the style of its editor alone."""
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure/findings.css"))


@hooks.register("construct_main_menu", order=1000)
def only_content(request: HttpRequest, items: list[Any]) -> None:
    """Pages, pictures, files: no settings, reports or help that belong to no one here."""
    items[:] = [item for item in items if item.name in MENU]
    for item in items:
        if item.name == "documents":
            item.label = "附件"
    # a plain link: Wagtail's own entry asks an API that would show every agency's drafts to everybody
    items.append(
        MenuItem(
            "栏目和网页", reverse("wagtailadmin_explore_root"), name="pages", icon_name="folder-open-inverse", order=1
        )
    )
    items.append(MenuItem("回到办公平台", "/office/", name="office", icon_name="arrow-left", order=1000))


@hooks.register("construct_page_listing_buttons", order=1000)
def no_publishing_in_lists(buttons: list[Any], page: Page, user: Any, context: dict[str, Any] | None = None) -> None:
    """No button leads to a screen that is shut."""
    buttons[:] = [button for button in buttons if not _leads_to_a_shut_screen(button)]


@hooks.register("register_page_header_buttons")
def import_into_a_section(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A Word file becomes a page in a section."""
    if page.specific_class is Section:
        yield Button("导入 Word 文件", reverse("content:import", args=[page.pk]), icon_name="upload", priority=25)


def _leads_to_a_shut_screen(button: Any) -> bool:
    address = str(getattr(button, "url", "") or "")
    return any(word in address for word in ("unpublish", "convert_alias", "set_privacy", "workflow"))


@hooks.register("construct_homepage_panels", order=1000)
@hooks.register("construct_homepage_summary_items", order=1000)
def nothing_of_wagtails(request: HttpRequest, panels: list[Any]) -> None:
    """What stands where is on the office's own pages."""
    panels.clear()


@hooks.register("construct_explorer_page_queryset")
def only_ours(parent: Page, pages: Any, request: HttpRequest) -> Any:
    """Newest first: the order of siblings means nothing and costs much."""
    return pages.order_by("-latest_revision_created_at") if isinstance(parent.specific, GatedPage) else pages


@hooks.register("construct_page_chooser_queryset")
def own_and_public(pages: Any, request: HttpRequest) -> Any:
    """What an author may link to: the own agency's pages, and what everybody can read anyway."""
    own = Q()
    for home in posts.homes_laid_beside(request.user):  # type: ignore[arg-type]
        own |= Q(path__startswith=home.path)
    return pages.filter(own | Q(live=True))


@hooks.register("register_rich_text_features", order=1000)
def links_to_what_is_public(features: FeatureRegistry) -> None:
    """Links in running text lead to the portal's permanent addresses."""
    features.register_link_type(PaperLink)
    features.register_link_type(PageLink)
