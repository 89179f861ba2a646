"""Screens of the office for one page: where it stands, handing it in, taking it back or down; and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.documents import permissions as document_permissions
from wagtail.images import permissions as image_permissions
from wagtail.images.exceptions import InvalidFilterSpecError

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission
from gongkai.disclosure import own, posts, publishing
from gongkai.disclosure.forms import HandInForm, WithdrawForm
from gongkai.disclosure.interpretations import warnings
from gongkai.disclosure.models import Paper, Picture
from gongkai.disclosure.reprints.offering import OFFERED
from gongkai.editorial import ending, gate, items, pages, reviewing
from gongkai.editorial.errors import EditorialError, Gone
from gongkai.editorial.models import Round
from gongkai.editorial.pages import GatedPage
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond

REFUSALS = (EditorialError, NotAllowed)
SPECS = frozenset({"max-165x165", "max-800x600", "width-800", "width-1200", "max-400x400"})
"""The sizes that Wagtail's screens and the portal ask for: no others are made."""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, number: int) -> HttpResponse:
    """Where a page stands, and the steps that are open."""
    user, moment = own.user_of(request), now()
    page = _seen(user, number, moment)
    form, taking_down = HandInForm(companions=_companions(page)), WithdrawForm()
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("do", ""))
        if verb is None:
            raise Http404
        if request.POST["do"] == "submit":
            form = HandInForm(request.POST, companions=_companions(page))
        elif request.POST["do"] == "withdraw":
            taking_down = WithdrawForm(request.POST)
        bound = taking_down if request.POST["do"] == "withdraw" else form
        if not bound.is_bound or bound.is_valid():
            try:
                messages.success(request, verb(page, bound, user, moment))
                return redirect("content:page", number)
            except REFUSALS as error:
                bound.is_bound = True
                bound.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    context = _context(page, user, moment) | {"form": form, "taking_down": taking_down}
    return render(request, "office/content.html", context, status=status)


@login_required
@never_cache
@require_GET
def preview(request: HttpRequest, number: int) -> HttpResponseBase:
    """The draft as readers would get it."""
    page = _seen(own.user_of(request), number, now())
    return pages.newest(page).make_preview_request(request)


@login_required
@never_cache
@require_GET
def part(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """A file of a draft, for those who may see the draft: the very bytes that a reviewer signs for."""
    item = pages.newest(_seen(own.user_of(request), number, now())).as_item(whole=False)
    found = next((part for part in item.parts if part.key == key), None)
    kind = next((kind for kind in Kind if found and found.name.lower().endswith(kind.endings)), None)
    if found is None or kind is None:
        raise Http404
    return respond(found.read(), kind, found.name, inline=True)


@login_required
@never_cache
@require_GET
def own_file(request: HttpRequest, number: int) -> HttpResponse:
    """A file of one's own agency, from the editor's lists."""
    row = Paper.objects.select_related("collection").filter(pk=number).first()
    if row is None or not _in_own_collection(request, document_permissions.permission_policy, row):
        raise Http404
    return respond(row.content(), Kind(row.kind), row.shown_name, inline=True)


@login_required
@never_cache
@require_GET
def own_picture(request: HttpRequest, number: int, spec: str) -> HttpResponse:
    """A picture of one's own agency, in the sizes that the editor's screens ask for."""
    row = Picture.objects.select_related("collection").filter(pk=number).first()
    if row is None or spec not in SPECS or not _in_own_collection(request, image_permissions.permission_policy, row):
        raise Http404
    return respond(in_size(row, spec), Kind(row.kind), row.shown_name, inline=True)


def in_size(row: Picture, spec: str) -> bytes:
    """A picture in one of the sizes. Raises Http404 for another."""
    try:
        rendition = row.get_rendition(spec)
    except InvalidFilterSpecError as error:
        raise Http404 from error
    with rendition.file.storage.open(rendition.file.name) as file:
        data: bytes = file.read()
    return data


def _hand_in(page: GatedPage, form: HandInForm, user: User, moment: datetime) -> str:
    keys = [page.gate_key, *form.cleaned_data.get("companions", [])]
    for key in keys:
        pages.require_filled(key)
    rows = reviewing.submit(keys=keys, by=user, at=moment, wish=form.wish())
    return f"已送审{len(rows)}项，现在由审核人员办理。"


def _take_back(page: GatedPage, _form: HandInForm, user: User, moment: datetime) -> str:
    row = Round.objects.filter(key=page.gate_key).order_by("-pk").first()
    if row is None:
        raise Gone(page.gate_key)
    reviewing.take_back(round_id=row.pk, by=user, at=moment)
    return "已撤回送审，可以继续修改；先前的审核意见不再有效。"


def _withdraw(page: GatedPage, form: WithdrawForm, user: User, moment: datetime) -> str:
    why, due_at = form.cleaned_data["why"], form.cleaned_data["due_at"]
    if due_at is not None:
        row = ending.plan(key=page.gate_key, due_at=due_at, why=why, by=user, at=moment)
        return f"已设定，{localtime(row.due_at):%Y年%m月%d日 %H:%M}自动撤下；在此以前仍然公开。"
    gate.withdraw(key=page.gate_key, why=why, by=user, at=moment, everywhere=form.cleaned_data["everywhere"])
    return "已撤下，公众现在看不到这项内容和它的附件。"


def _let_stand(page: GatedPage, _form: HandInForm, user: User, moment: datetime) -> str:
    ending.cancel(key=page.gate_key, by=user, at=moment)
    return "已取消定时撤下，这项内容继续公开。"


VERBS: dict[str, Callable[..., str]] = {
    "submit": _hand_in,
    "take_back": _take_back,
    "withdraw": _withdraw,
    "let_stand": _let_stand,
}


def _context(page: GatedPage, user: User, moment: datetime) -> dict[str, object]:
    newest = pages.newest(page)
    item, key, today = newest.as_item(), page.gate_key, localdate(moment)
    rounds = Round.objects.filter(key=key).select_related("submitted_by").prefetch_related("signatures__by")
    last = rounds.order_by("-pk").first()
    release = gate.standing(key)
    return {
        "section": "content",
        "page": page,
        "item": item,
        "kind": page.kind_label(),
        "owed": gate.owed(item),
        "warnings": warnings.of(newest, today),
        "round": last,
        "release": release,
        "ending": ending.planned(key) if release else None,
        "ended": None if release else ending.receipt(key),
        "changed": release is not None and release.digest != item.digest,
        "address": publishing.public_address(key) if release else "",
        "may_draft": may(user, Permission.CONTENT_DRAFT, item.agency, on=today),
        "may_withdraw": may(user, Permission.CONTENT_RELEASE, item.agency, on=today),
        "may_offer": release is not None and isinstance(page, OFFERED),
        "edit": items.kind_of(key).edit_address(key),
    }


def _companions(page: GatedPage) -> list[items.Item]:
    """What is to be signed off with a page, and is not public as what it is now."""
    found = [items.load(key) for key in pages.newest(page).companions()]
    return [item for item in found if not gate.is_public(item.key, item.digest)]


def _seen(user: User, number: int, moment: datetime) -> GatedPage:
    """A page whose draft a person may see. Raises Http404, PermissionDenied."""
    try:
        page = pages.page_of(pages.key_of(number))
    except Gone as error:
        raise Http404 from error
    if page.agency is None or not pages.may_see(user, page.agency, at=moment):
        raise PermissionDenied
    return page


def _in_own_collection(request: HttpRequest, policy: object, row: Paper | Picture) -> bool:
    posts.lay_beside(own.user_of(request), on=localdate())
    return bool(policy.user_has_any_permission_for_instance(request.user, ["choose", "change"], row))  # type: ignore[attr-defined]
