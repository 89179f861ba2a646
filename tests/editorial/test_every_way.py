"""Nothing becomes public except through the gate: every way there is, shut without the reviews and open with them.

Each list here is compared with what the program, Django and Wagtail really have, so a new way without an entry fails:
page types, public addresses, flags, Wagtail's actions, hooks of its API, commands, screens.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import wagtail.actions
import wagtail.management.commands
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import DraftStateMixin, Page, get_page_models

from gongkai.disclosure import addresses, entrance, posts, publishing
from gongkai.disclosure.models import PublicPage
from gongkai.editorial import gate, pages, releasing, reviewing, verifying
from gongkai.editorial.errors import EditorialError
from gongkai.editorial.models import Release
from gongkai.editorial.pages import GatedPage
from gongkai.editorial.reviewing import Wish
from gongkai.editorial.uploads import PartOfAPage
from gongkai.portal import tongues
from tests.editorial.papers import MONDAY, Staff, sign_all
from tests.editorial.site import Written, fresh, home, reviewed, write, write_everything
from tests.editorial.ways import CANARY, PUBLIC, WAYS, Draft, Shut
from tests.factories import PASSWORD, World, at
from tests.isolation.test_agencies import routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(world: World, staff: Staff) -> Written:
    return write_everything(world, staff, CANARY, dialogue=True)


def public_addresses(written: Written) -> list[str]:
    """Every public address there is, filled with the drafts' own numbers, guessed as somebody who knows them would."""
    values: dict[str, list[Any]] = {
        "month": [f"{now():%Y%m}", "202303"],
        "number": [page.pk for page in written.with_doors()]
        + [written.paper.pk, written.picture.pk]
        + [written.film["file"].pk, written.film["captions"].pk],
        "name": [written.paper.shown_name, "x.txt"],
        "spec": ["width-800", "original"],
        "code": [written.section.agency.code],
        "year": [2023],
        "index_number": ["X"],
        "place": [1],
        "key": [written.paper.pk],
        "path": ["pages", "documents"],
        "kind": ["letter"],
        "rest": [f"pages/{written.article.pk}"],
        "file_id": [written.paper.pk],
    }
    found = []
    for route in PUBLIC:
        paths = [route.replace(".html$", ".html").replace("\\.", ".").removeprefix("^")]
        for name, options in values.items():
            paths = [filled(path, name, option) for path in paths for option in options]
        found += sorted(set(paths))
    stored = [written.paper.file.name, written.picture.file.name]
    # what Wagtail, Django and people who know them would try
    found += [f"documents/{written.paper.pk}/{written.paper.shown_name}", f"images/x/{written.picture.pk}/width-800/"]
    found += [f"{root}{name}" for root in ("media/", "static/", "") for name in stored]
    found += [f"api/v2/pages/{written.article.pk}/", "api/v2/documents/", written.article.url_path.lstrip("/"), "feed/"]
    # the same in other scripts and languages
    return [f"{prefix}/{path}" for prefix in {one.path for one in tongues.tongues()} for path in found]


def filled(path: str, name: str, value: Any) -> str:
    path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
    return re.sub(rf"\(\?P<{name}>[^)]*\)", str(value), path)


# ------------------------------------------------------------------------------- shut without, open with


def test_every_way_is_shut_without_the_reviews(written: Written, world: World, staff: Staff, client: Client) -> None:
    where = public_addresses(written)
    for page in written.all():
        for name, way in WAYS.items():
            draft = Draft(pages.newest(fresh(page)), world, staff, written)
            try:
                with transaction.atomic():
                    way(draft)
                    pytest.fail(f"{name} is open for {type(page).__name__}")
            except (EditorialError, DatabaseError, Shut):
                pass
            assert not Page.objects.filter(live=True, depth__gt=1).exists(), name
    assert not Release.objects.exists()
    assert not PublicPage.objects.exists()
    heard(client, where)


def heard(client: Client, where: list[str]) -> None:
    """The canary is in no answer."""
    for path in where:
        answer = client.get(path, {"q": CANARY} if path == "/disclosed/" else None)
        words = b"".join(answer.streaming_content) if answer.streaming else answer.content
        asked = CANARY if path != "/disclosed/" else f"消息{CANARY}"
        assert asked not in words.decode(errors="replace"), path
        assert answer.status_code < 500 or path == "/health/", path


def test_with_the_reviews_every_public_address_opens(written: Written, staff: Staff, client: Client) -> None:
    for page in written.dialogue:
        reviewed(staff, page)
    reviewed(staff, written.section)
    reviewed(staff, written.article)
    reviewed(staff, written.policy, written.interpretation)
    reviewed(staff, written.talk)
    reviewed(staff, written.site_report)
    reviewed(staff, *written.more.values())
    for page in written.all():
        assert page.title in client.get(publishing.public_address(page.gate_key)).content.decode()
    zones = ("meetings", "leaders", "catalogue", "topics", "inspections", "points")
    assert all(CANARY in client.get(f"/{zone}/?item=2").content.decode() for zone in zones)
    assert CANARY in client.get(f"/agencies/{written.section.agency.code}/").content.decode()
    listed = ["/", "/c/", "/sitemap.xml", publishing.public_address(written.section.gate_key)]
    assert all(
        f"/c/202303/{written.more['points'].pk}.html" in client.get(path).content.decode() for path in (listed[0],)
    )
    assert f"/c/202303/{written.article.pk}.html" in client.get("/sitemap.xml").content.decode()
    assert f"/c/202303/{written.section.pk}.html" in client.get("/c/").content.decode()
    assert CANARY in client.get(f"/c/files/{written.paper.pk}/x.txt").content.decode()
    assert client.get(f"/c/pictures/{written.picture.pk}/width-800").status_code == 200
    assert CANARY in b"".join(client.get(f"/c/media/{written.film['captions'].pk}/x.vtt").streaming_content).decode()
    assert client.get(f"/c/media/{written.film['file'].pk}/x", headers={"Range": "bytes=0-3"}).status_code == 206
    assert client.get(f"/c/media/{written.paper.pk}/x").status_code == 404, "only what plays"
    for path in ("/interpretations/", "/interpretations/feed.atom", "/talks/"):
        assert CANARY in client.get(path).content.decode()
    assert verifying.strays() == []
    # Wagtail's own addresses stay shut even so
    for path in (f"/documents/{written.paper.pk}/x.txt", f"/media/{written.paper.file.name}", "/api/v2/pages/"):
        assert client.get(path).status_code == 404


def test_our_own_schedule_opens_at_its_moment(written: Written, staff: Staff) -> None:
    keys, tuesday = [written.article.gate_key], at(2023, 3, 7, 8)
    (row,) = reviewing.submit(keys=keys, by=staff.author, at=MONDAY, wish=Wish(release_at=tuesday))
    sign_all(row, staff)
    assert not fresh(written.article).live
    assert releasing.release_due(at=at(2023, 3, 7, 7)) == []
    assert len(releasing.release_due(at=tuesday)) == 1
    assert fresh(written.article).live


def test_what_goes_around_everything_is_not_shown_and_is_taken_down(
    written: Written, staff: Staff, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody writes to the tables by hand: the title of a public page, a page without a release, a forged part."""
    reviewed(staff, written.article)
    where = publishing.public_address(written.article.gate_key)
    Page.objects.filter(pk=written.article.pk).update(title="后门")
    assert client.get(where).status_code == 404
    with pytest.raises(SystemExit):
        call_command("verify_releases", "--dry-run")
    assert fresh(written.article).live
    with pytest.raises(SystemExit):
        call_command("verify_releases")
    assert "与审核的不一致" in capsys.readouterr().out.replace("审核通过的", "审核的")
    assert not fresh(written.article).live
    assert gate.standing(written.article.gate_key) is None
    call_command("verify_releases")
    # a release ended behind the page's back
    reviewed(staff, written.section)
    Release.objects.update(withdrawn_at=now(), withdrawn_because="手工")
    assert client.get(publishing.public_address(written.section.gate_key)).status_code == 404
    with pytest.raises(SystemExit):
        call_command("verify_releases")
    assert not fresh(written.section).live


def test_what_is_public_becomes_something_else_only_through_the_gate(written: Written, staff: Staff) -> None:
    """With a release that stands the row is live already, so each way is tried with other words."""
    reviewed(staff, written.article)
    number = written.article.pk

    def whole(title: str) -> None:
        page = fresh(written.article)
        page.title = title
        page.save()

    def some(title: str) -> None:
        page = fresh(written.article)
        page.title = title
        page.save(update_fields=["title"])

    def bare(title: str) -> None:
        page = Page.objects.get(pk=number)
        page.title = title
        page.save()

    def published(title: str) -> None:
        page = fresh(written.article)
        page.title = title
        page.save_revision().publish()

    def copied(title: str) -> None:
        fresh(written.article).copy(update_attrs={"title": title, "slug": "copy"}, keep_live=True)

    def older(title: str) -> None:
        page = fresh(written.article)
        page.title = title
        old = page.save_revision()
        fresh(written.article).save_revision(previous_revision=old)
        old.publish(previous_revision=old)

    for way in (whole, some, bare, published, copied, older):
        with pytest.raises(EditorialError), transaction.atomic():
            way("后门")
        assert not Page.objects.filter(live=True, title="后门").exists(), way.__name__
    # what changes nothing that a reader sees may be saved
    page = fresh(written.article)
    page.show_in_menus = True
    page.save()


def test_taking_down_needs_a_reason_by_every_way(written: Written, staff: Staff) -> None:
    reviewed(staff, written.article)

    def expire(page: GatedPage) -> None:
        Page.objects.filter(pk=page.pk).update(expire_at=now() - timedelta(hours=1))
        call_command("publish_scheduled", stdout=StringIO())

    def off(page: GatedPage) -> None:
        page.live = False
        page.save()

    for way in (lambda page: page.unpublish(), expire, off, lambda page: page.delete()):
        with pytest.raises(EditorialError), transaction.atomic():
            way(fresh(written.article))
        assert fresh(written.article).live


# ------------------------------------------------------------------------------- lists that fail by themselves


def test_every_page_type_is_gated_and_has_a_draft_here(written: Written) -> None:
    types = {model for model in get_page_models() if model is not Page}
    assert {model for model in types if not issubclass(model, GatedPage)} == set()
    assert {model for model in types if model.publishable} == {type(page) for page in written.all()}
    assert set(publishing.PAGES) == {type(page) for page in written.all()}


def test_every_public_address_says_how_it_is_gated() -> None:
    found = {route for route in routes(get_resolver().url_patterns) if not route.startswith("office/")}
    assert found == set(PUBLIC)


FLAGS = {"live", "published", "public", "is_public", "visible", "released", "published_on", "published_at", "release"}
FLAGGED = {
    "wagtailcore.Page": "GatedPage.save, live_lock",
    "disclosure.PublicPage": "written by disclosure.publishing in the gate's transaction",
    "editorial.ReleasedPart": "written by the gate",
    "searching.Entry": "written when the gate tells of a release; shown only while that release stands",
    "editorial.EmergencyNotice": "says that people were told of a release, makes nothing public",
    "casework.Disclosed": "casework.disclosing, its own verbs",
    "reporting.AnnualReport": "reporting.actions, its own verbs",
    "village.Posting": "village.gating, in the gate's transaction",
}


def test_every_model_with_a_public_flag_is_known() -> None:
    found = {
        model._meta.label for model in apps.get_models() for field in model._meta.local_fields if field.name in FLAGS
    }
    assert found == set(FLAGGED)
    assert {model for model in apps.get_models() if issubclass(model, DraftStateMixin)} == {
        model for model in apps.get_models() if issubclass(model, Page)
    }


def test_every_file_that_a_page_can_show_is_gated() -> None:
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    assert issubclass(get_document_model(), PartOfAPage)
    assert issubclass(get_image_model(), PartOfAPage)
    holders = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, models.FileField) for field in model._meta.local_fields)
    }
    shut = {"wagtaildocs.Document", "wagtailimages.Image", "wagtailimages.Rendition", "wagtailusers.UserProfile"}
    uploads = {"wagtaildocs.UploadedDocument", "wagtailimages.UploadedImage", "wagtailcore.UploadedFile"}
    ours = {"disclosure.Paper", "disclosure.Picture", "disclosure.PictureRendition"}
    assert holders - uploads == shut | ours
    for label in shut - {"wagtailusers.UserProfile"}:
        assert not apps.get_model(label).objects.exists()


# Wagtail's own verbs, and the way above that goes through each.
ACTIONS = {
    "convert_alias": "alias",
    "copy_for_translation": "copy_live",
    "copy_page": "copy_live",
    "create_alias": "alias",
    "delete_page": "takes nothing public in; test_taking_down_needs_a_reason_by_every_way",
    "move_page": "move_then_publish",
    "publish_page_revision": "publish_revision",
    "publish_revision": "publish_page",
    "revert_to_page_revision": "revert",
    "unpublish": "test_taking_down_needs_a_reason_by_every_way",
    "unpublish_page": "test_taking_down_needs_a_reason_by_every_way",
}
API_ACTIONS = frozenset(
    [
        "convert_alias",
        "copy",
        "delete",
        "publish",
        "unpublish",
        "move",
        "copy_for_translation",
        "create_alias",
        "revert_to_page_revision",
    ]
)
COMMANDS = frozenset(
    [
        "convert_mariadb_uuids",
        "create_log_entries_from_revisions",
        "fixtree",
        "move_pages",
        "publish_scheduled",
        "publish_scheduled_pages",
        "purge_embeds",
        "purge_revisions",
        "rebuild_references_index",
        "set_url_paths",
        "show_references_index",
    ]
)


def test_wagtail_has_no_verb_that_is_not_listed() -> None:
    assert {module.name for module in pkgutil.iter_modules(wagtail.actions.__path__)} == set(ACTIONS)
    assert all(way in WAYS or "test_" in way for way in ACTIONS.values())
    assert set(PagesAdminAPIViewSet.actions) == API_ACTIONS
    assert not {name for name in addresses.OPEN if "api" in name}, "the API of the editor is shut as a whole"
    commands = {module.name for module in pkgutil.iter_modules(wagtail.management.commands.__path__)}
    assert commands - {"base"} == COMMANDS
    for model in ("wagtailcore.page", "disclosure.picture", "disclosure.paper"):
        assert list(bulk_action_registry.get_bulk_actions_for_model(*model.split("."))) == []


def test_whoever_makes_live_goes_through_save() -> None:
    """Wagtail's verbs set the flag and save; none writes it beside `save()`."""
    for module in pkgutil.iter_modules(wagtail.actions.__path__):
        source = inspect.getsource(__import__(f"wagtail.actions.{module.name}", fromlist=["x"]))
        assert "update(live" not in source.replace(" ", ""), module.name


# ------------------------------------------------------------------------------- the editor's screens


def editor_routes(patterns: list[Any], space: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*space, pattern.namespace) if pattern.namespace else space
            yield from editor_routes(pattern.url_patterns, inner, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield ":".join((*space, pattern.name or "")), route


def test_the_editors_screens_are_named_one_by_one() -> None:
    there = dict(editor_routes(get_resolver().url_patterns))
    assert set(there) >= addresses.OPEN
    for word in ("publish", "workflow", "privacy", "alias", "users", "groups", ":lock", "schedule", "report", "bulk"):
        assert not [name for name in addresses.OPEN if word in name], word


def test_a_superuser_and_forged_buttons_open_nothing(written: Written, world: World, staff: Staff) -> None:
    from gongkai.agencies.models import User

    root = User.objects.create_superuser("root", password=PASSWORD)
    client = Client()
    client.force_login(root)
    assert client.get("/office/editor/").status_code == 403
    client.force_login(staff.author)
    page, number = written.article, written.article.pk
    edit = f"/office/editor/pages/{number}/edit/"
    form = {"title": "改", "attribute": "proactive", "slug": page.slug, "source": "", "attribute_reason": ""}
    form |= {"body-count": "0", "enclosures-count": "0", "search_description": ""}
    shut = ("publish", "unpublish", "submit", "restart-workflow", "cancel-workflow", "workflow-action")
    for name in shut:
        assert client.post(edit, form | {f"action-{name}": name}).status_code == 409, name
        assert not Page.objects.filter(live=True, depth__gt=1).exists(), name
    for path in (
        f"pages/{number}/unpublish/",
        f"pages/{number}/privacy/",
        f"pages/{number}/lock/",
        "users/",
        "groups/",
        "workflows/list/",
        "reports/site-history/",
        "account/password_reset/",
        "collections/",
        "api/main/pages/",
        f"api/main/pages/{number}/action/publish/",
        f"bulk/wagtailcore/page/publish/?id={number}",
        f"bulk/wagtailcore/page/unpublish/?id={number}",
    ):
        assert client.post(f"/office/editor/{path}", {}).status_code == 404, path
    # with every right that Wagtail knows, laid on by mistake, the gate still stands
    every = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(posts, "ON_PAGES", every)
        changed.setattr(entrance, "BUTTONS", {"action-publish"})
        answer = client.post(edit, form | {"action-publish": "publish"})
        assert answer.status_code == 409
        assert "还不能公开" in answer.content.decode()
        create = f"/office/editor/pages/add/disclosure/article/{written.section.pk}/"
        assert client.post(create, form | {"slug": "x", "action-publish": "publish"}).status_code == 409
    assert not Page.objects.filter(live=True, depth__gt=1).exists()


def test_drafts_are_seen_by_those_who_write_review_or_supervise_there(
    written: Written, world: World, staff: Staff, client: Client
) -> None:
    number = written.article.pk
    paths = [f"/office/content/{number}/", f"/office/content/{number}/preview/"]
    paths += [f"/office/content/{number}/parts/file:{written.paper.pk}/"]
    own = [f"/office/content/files/{written.paper.pk}/", f"/office/content/pictures/{written.picture.pk}/max-165x165/"]
    for path in paths + own:
        assert client.get(path).status_code == 302
    for user in (staff.author, staff.secrecy, staff.final, world.auditor):
        client.force_login(user)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    for user in (world.stranger, world.handler):
        client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [403] * 3
        assert [client.get(path).status_code for path in own] == [404] * 2
        assert CANARY not in client.get(f"/office/editor/pages/{number}/copy/").content.decode()
    client.force_login(staff.author)
    assert [client.get(path).status_code for path in own] == [200] * 2
    write_elsewhere(world, staff)


def write_elsewhere(world: World, staff: Staff) -> None:
    """Another agency's pages stay out of one's own lists."""
    from gongkai.disclosure.models import Section

    theirs = write(Section, home(world.other), staff.author, "别机关的栏目")
    client = Client()
    client.force_login(staff.author)
    for path in (
        "pages/",
        f"pages/{theirs.pk}/edit/",
        f"pages/{theirs.pk}/copy/",
        "choose-page/",
        "pages/search/?q=别",
    ):
        assert "别机关的栏目" not in client.get(f"/office/editor/{path}").content.decode(), path
