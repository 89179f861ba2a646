"""Screens of redaction: pages with boxes drawn on them, the result beside its original, and its review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission
from gongkai.casework import log, redacting, redaction_form, redaction_grounds, redaction_hints, reviews, subjects
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Attachment
from gongkai.casework.queries import Sheet
from gongkai.casework.redacting import REFUSALS, Drawn, Overtaken
from gongkai.casework.redaction_form import Row, Sent
from gongkai.casework.views import sheet_of, user_of
from gongkai.files import redacting as engine
from gongkai.files import store
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.jobs.models import Job
from gongkai.redaction import Box, PageSize

WIDTH = 1200
"""Pixels of a page's picture: sharp on a large screen, and small print can be read."""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Draw boxes on a file, keep them, and have the redacted file made."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    try:
        row = redacting.original(attachment_id=key, by=user, at=now)
        data = store.read(row.file, subjects.key_of(row.case.subject), at=now)
        pages = engine.pages(data, row.file.what)
    except Unknown as error:
        raise Http404(str(error)) from error
    except NotAllowed as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        messages.error(request, f"不能遮盖这个文件：{error}")
        return redirect("casework:case", number)
    if row.case_id != sheet.case.pk:
        raise Http404
    screen = _Screen(request, sheet, row, data, pages, user)
    return screen.shown() if request.method == "GET" else screen.taken()


class _Screen:
    """The drawing screen of one file, for one request."""

    def __init__(
        self, request: HttpRequest, sheet: Sheet, row: Attachment, data: bytes, pages: list[PageSize], user: User
    ) -> None:
        self.request, self.sheet, self.row, self.data, self.pages, self.user = request, sheet, row, data, pages, user
        self.now = timezone.now()
        self.drawn = redacting.drawn_on(row)

    def taken(self) -> HttpResponse:
        """Save what was sent; then do what the button says."""
        posted, said = self.request.POST, []
        version = int(posted["version"]) if posted.get("version", "").isdecimal() else -1
        saved = self.drawn.boxes if version == self.drawn.version else ()
        sent = redaction_form.read(posted, saved, pages=len(self.pages))
        if word := posted.get("word", "").strip()[:100]:
            said.append(self._cover(word, sent))
        if sent.faulty:
            return self.shown(sent=sent, status=422, problem="有的遮盖框没有读懂，全部没有保存。请更正标出的内容。")
        try:
            drawn = self._save(sent, version)
        except Overtaken as error:
            return self._merged(error.drawn, sent)
        except REFUSALS as error:
            return self.shown(sent=sent, status=422, problem=str(error))
        messages.success(self.request, "".join(["遮盖框已保存。", *said]))
        return self._asked(drawn) if posted.get("do") == "make" else self._back()

    def shown(
        self, *, sent: Sent | None = None, unsaved: list[Box] | None = None, status: int = 200, problem: str = ""
    ) -> HttpResponse:
        """The screen as it stands, with what was sent and not saved."""
        lines = redaction_form.lines_of(self.drawn.boxes, sent)
        fresh = sent.beyond(self.drawn.boxes) if sent else unsaved or ()
        rows = [*(sent.faulty if sent else ()), *redaction_form.rows_of(fresh)]
        rows += [Row() for _ in range(redaction_form.EMPTY_ROWS)]
        search = len(self.pages) <= redaction_hints.AT_ONCE or "search" in self.request.GET
        context: dict[str, Any] = {"section": "cases", "sheet": self.sheet, "row": self.row, "drawn": self.drawn}
        context |= {"name": self._name(), "rows": rows, "lines": lines, "problem": problem, "width": WIDTH}
        context |= {"pages": [(page, round(WIDTH * page.height / page.width)) for page in self.pages]}
        context |= {
            "choices": redaction_grounds.choices(),
            "hints": self._hints() if search else [],
            "searched": search,
        }
        context |= {"ground": self.request.POST.get("ground", ""), "word": self.request.POST.get("word", "")[:100]}
        context |= {"annotated": [page.page for page in self.pages if page.annotations]}
        context |= {"job": _job(self.row, self.drawn), "made": _made_from(self.row), "by": self._saved_by()}
        context |= {"text": self.row.file.what is Kind.PDF}
        return render(self.request, "casework/redact.html", context, status=status)

    def _save(self, sent: Sent, version: int) -> Drawn:
        if version == self.drawn.version and set(sent.boxes) == set(self.drawn.boxes):
            return self.drawn  # nothing was changed, so nobody else's screen becomes outdated
        return redacting.save(attachment_id=self.row.pk, boxes=sent.boxes, version=version, by=self.user, at=self.now)

    def _cover(self, word: str, sent: Sent) -> str:
        """Add the boxes over a word wherever it stands; returns what to say about it."""
        ground = self.request.POST.get("ground", "")
        found = engine.find(self.data, self.row.file.what, [word])
        boxes = [redaction_form.rounded(box, ground) for box in found]
        sent.boxes += Sent(boxes).beyond(sent.boxes)
        return f"“{word}”找到{len(boxes)}处。" if boxes else f"没有找到“{word}”；图片和扫描件里的文字请直接框选。"

    def _merged(self, latest: Drawn, sent: Sent) -> HttpResponse:
        """Two people drew at once: the second sees both, and nothing of theirs is lost."""
        self.drawn = latest
        mine = sent.beyond(latest.boxes)
        words = (
            f"{self._saved_by()}刚刚保存过这个文件的遮盖框，您的这一次没有保存。下面是对方保存的框，"
            f"以及您多出来的{len(mine)}个（尚未保存）；请核对后再保存。您删除过的框如果还在，请重新删除。"
        )
        return self.shown(unsaved=mine, status=409, problem=words)

    def _asked(self, drawn: Drawn) -> HttpResponse:
        try:
            redacting.ask(attachment_id=self.row.pk, version=drawn.version, by=self.user, at=self.now)
        except REFUSALS as error:
            messages.error(self.request, str(error))
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect("casework:redact", self.sheet.case.number, self.row.pk)

    def _hints(self) -> list[redaction_hints.Hint]:
        sees = may(self.user, Permission.CASE_SEE, self.sheet.case.agency, on=timezone.localdate(self.now))
        return redaction_hints.hints(self.data, self.row.file.what, self.sheet, self.drawn.boxes, sees_person=sees)

    def _name(self) -> str:
        return store.name_of(self.row.file, subjects.key_of(self.row.case.subject))

    def _saved_by(self) -> str:
        return _named(self.drawn.saved_by)


def _named(actor: str) -> str:
    number = actor.removeprefix("user:")
    user = User.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    return str(user or "")


def _job(row: Attachment, drawn: Drawn) -> Job | None:
    """The last job that was to make the redacted file, while it has not, or when it could not begin."""
    if drawn.state != redacting.State.ASKED:
        return None
    return Job.objects.filter(key=f"redact:{row.pk}:{drawn.version}").order_by("-pk").first()


def _made_from(row: Attachment) -> list[Attachment]:
    """The redacted files that were made from a file, newest first."""
    return list(row.versions.order_by("-pk"))


@login_required
@never_cache
@require_GET
def page(request: HttpRequest, number: str, key: int, page: int) -> HttpResponse:
    """A page of a file as a picture, for those who redact or review it."""
    user, now = user_of(request), timezone.now()
    try:
        row = redacting.readable(attachment_id=key, by=user, at=now)
        if row.case.number != number:
            raise Unknown
        data = store.read(row.file, subjects.key_of(row.case.subject), at=now)
        picture = engine.picture(data, row.file.what, page, width=WIDTH)
    except NotAllowed as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        raise Http404(str(error)) from error
    return respond(picture, Kind.PNG, f"{page}.png", inline=True)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def redacted(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """A redacted file beside its original, with the protocol of its proof; a second person confirms it here."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    try:
        row = redacting.redacted(attachment_id=key, by=user, at=now)
        data = store.read(row.file, subjects.key_of(row.case.subject), at=now)
        pages = engine.pages(data, row.file.what)
    except NotAllowed as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        raise Http404(str(error)) from error
    if row.case_id != sheet.case.pk or row.made_from is None:
        raise Http404
    problem, why = "", request.POST.get("why", "")[:400]
    if request.method == "POST":
        try:
            _judge(request, row, why)
        except NotAllowed as error:
            raise PermissionDenied from error
        except REFUSALS as error:
            problem = str(error)
        else:
            return redirect("casework:redacted", number, key)
    known = reviews.of((event.data, event.actor, event.seq) for event in sheet.events)
    review = known.get(row.file.digest)
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "row": row, "problem": problem, "why": why}
    context |= {"name": store.name_of(row.file, subjects.key_of(row.case.subject)), "width": WIDTH}
    context |= {"pages": [(entry, round(WIDTH * entry.height / entry.width)) for entry in pages]}
    context |= {"protocol": redacting.drawn_on(row.made_from).result(row.file.digest)}
    context |= {"review": review, "reviewer": _named(review.actor) if review else "", "maker": _named(row.added_by)}
    context |= {"said": str(sheet.texts.get(review.seq, {}).get("words", "")) if review else ""}
    context |= {"may_review": redacting.may_review(row, by=user, at=now), "leaves": reviews.may_leave(row, known)}
    context |= {"drafts": log.allowed(user, Permission.CASE_DRAFT, row.case, on=timezone.localdate(now))}
    return render(request, "casework/redacted.html", context, status=422 if problem else 200)


def _judge(request: HttpRequest, row: Attachment, why: str) -> None:
    user, now = user_of(request), timezone.now()
    if request.POST.get("do") == "confirm":
        redacting.confirm(attachment_id=row.pk, by=user, at=now)
        messages.success(request, "已审核通过。告知书制发后，申请人可以下载这个遮盖件。")
    else:
        redacting.refuse(attachment_id=row.pk, why=why, by=user, at=now)
        messages.success(request, "已记录不同意提供，遮盖的人可以修改后重新生成。")
