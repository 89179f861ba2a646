"""The pages of subscriptions: asking, confirming, leaving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt

from gongkai.casework.gateways import NO_BACKEND
from gongkai.disclosure import queries
from gongkai.portal import errors, pages, throttle
from gongkai.portal.forms import PublicForm
from gongkai.portal.pages import Column
from gongkai.portal.subscribing import asking
from gongkai.portal.subscribing.asking import Subject
from gongkai.portal.subscribing.models import Rhythm
from gongkai.portal.throttle import Deed
from gongkai.portal.views.methods import answers

COLUMN = Column("邮件订阅", "办事服务", "用邮箱订阅新公开的信息，随时可以退订。", "邮件订阅,订阅,退订")


class AskForm(PublicForm):
    """A mailbox and how often."""

    email = forms.EmailField(
        label="电子邮箱",
        max_length=120,
        error_messages={"required": "请填写电子邮箱。", "invalid": "请填写正确的电子邮箱，例如name@example.com。"},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    rhythm = forms.ChoiceField(
        label="多久一次",
        choices=Rhythm.choices,
        initial=Rhythm.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择多久一次。", "invalid_choice": "请选择多久一次。"},
    )


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and the same answer to whoever sends it."""
    if settings.EMAIL_BACKEND == NO_BACKEND:
        raise Http404
    subject = _subject(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        at, address = now(), throttle.address_of(request)
        if throttle.exceeded(Deed.ACT, address, at=at):
            return errors.show(errors.TOO_MANY, request)
        if form.is_valid():
            throttle.record(Deed.ACT, address, at=at)
            rhythm = Rhythm(form.cleaned_data["rhythm"])
            asking.ask(address=form.cleaned_data["email"], subject=subject, rhythm=rhythm, at=at)
            return _show(request, "asked", {"subject": subject})
    status = 422 if form.is_bound else 200
    return _show(request, "ask", {"form": form, "subject": subject, "hour": settings.GONGKAI_DIGEST_HOUR}, status)


@answers("GET", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the mailbox wants to hear: a press, because mail programs open links by themselves."""
    if request.method == "POST":
        row = asking.confirm(token=token, at=now())
        return _show(request, "confirmed" if row else "gone", {}, 200 if row else 404)
    found = asking.asked_by(token)
    if found is None:
        return _show(request, "gone", {}, 404)
    return _show(request, "confirm", {"subject": asking.subject_of(found[0]), "rhythm": found[1].label})


@csrf_exempt
@answers("GET", "POST")
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leaving, by a press on the page or by the mail program (RFC 8058), which has no token of ours against forgery:
    the link itself is the permission."""
    if request.method == "POST":
        asking.leave(token=token)
        return _show(request, "left", {})
    row = asking.left_by(token)
    if row is None:
        return _show(request, "left", {})
    return _show(request, "leave", {"subject": asking.subject_of(row)})


def _subject(request: HttpRequest) -> Subject:
    """What the address says. Raises Http404 for a section that nobody can see."""
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in ("section", "q")}
    if asked["section"]:
        number = int(asked["section"]) if asked["section"].isdecimal() and len(asked["section"]) < 10 else 0
        row = queries.public().filter(page_id=number, kind="section").first()
        if row is None:
            raise Http404
        return Subject(section=row.page)
    return Subject(words=" ".join(asked["q"].split())[: asking.LONGEST])


def _show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = f"portal/subscribing/{name}.html"
    return pages.page(request, template, context, column=COLUMN, status=status, private=True)
