"""The screen on which a Word file becomes a draft: first shown with everything that was found, then taken in.

Nothing is kept between the two: the browser sends the file again, and its digest says that it is the same.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.disclosure import importing
from gongkai.disclosure.blocks import GridBlock
from gongkai.disclosure.import_forms import FactsForm, FileForm
from gongkai.disclosure.models import Section
from gongkai.editorial.errors import EditorialError
from gongkai.files.errors import FileError
from gongkai.files.uploading import Received
from gongkai.manuscripts import Manuscript


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def import_word(request: HttpRequest, number: int) -> HttpResponse:
    """Import a Word file into a section."""
    assert isinstance(request.user, User)
    section = _section(request.user, number)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"section": "content", "under": section, "form": form}
    if request.method == "POST" and form.is_valid():
        answer = _answer(request, section, form, context)
        if answer is not None:
            return answer
    failed = bool(form.errors or context.get("refused") or getattr(context.get("facts"), "errors", None))
    return render(request, "office/import.html", context, status=422 if failed else 200)


def _answer(request: HttpRequest, section: Section, form: FileForm, context: dict[str, Any]) -> HttpResponse | None:
    """Take the file in, or put into the context what is shown of it."""
    received = form.received()
    try:
        made = importing.look_into(received.data, received.checked.name)
    except (EditorialError, FileError) as error:
        context["refused"] = error
        return None
    same = request.POST.get("digest") == received.checked.digest
    context |= {"digest": received.checked.digest, "made": made, "blocks": _shown(made), "dropped": _told(made)}
    if request.POST.get("do") != "import" or not same:
        context["facts"] = FactsForm(made=made, initial=_proposed(made, received))
        context["other"] = request.POST.get("do") == "import"
        return None
    context["facts"] = facts = FactsForm(request.POST, made=made)
    if not facts.is_valid():
        return None
    assert isinstance(request.user, User)
    page = importing.take_in(
        section=section, made=made, facts=facts.facts(), alts=facts.alts(), by=request.user, at=now()
    )
    messages.success(request, "已导入为草稿。请核对正文和表格，再送审。")
    return redirect("content:page", page.pk)


def _proposed(made: Manuscript, received: Received) -> dict[str, Any]:
    found = dict(made.proposed)
    kind = "policy" if found.get("document_number") else "article"
    return found | {"kind": kind, "title": importing.title_from(made, received.checked.name)}


def _told(made: Manuscript) -> list[tuple[str, list[str]]]:
    """What was left out or changed, by kinds."""
    kinds = dict.fromkeys(found.kind for found in made.dropped)
    return [(kind.label, [found.text for found in made.dropped if found.kind is kind]) for kind in kinds]


def _shown(made: Manuscript) -> list[tuple[str, Any]]:
    """The blocks as readers would see them. The words were escaped when they became markup (`manuscripts.writing`)."""
    return [(name, _one(name, value, made)) for name, value in made.blocks]


def _one(name: str, value: Any, made: Manuscript) -> Any:
    if name == "grid":
        return GridBlock().to_python(value)
    if name == "picture":
        picture = made.pictures[value]
        kind = "png" if picture.name.endswith("png") else "jpeg"
        return {"number": value + 1, "source": f"data:image/{kind};base64,{b64encode(picture.data).decode()}"}
    if name == "notes":
        return [mark_safe(note) for note in value]  # noqa: S308
    return mark_safe(value) if name in MARKED else value  # noqa: S308


MARKED = frozenset({"paragraph", "centred", "right", "indented"})


def _section(user: User, number: int) -> Section:
    """A section in which a person may write. Raises Http404, PermissionDenied."""
    section: Section | None = Section.objects.select_related("agency").filter(pk=number).first()
    if section is None or section.agency is None:
        raise Http404
    if not may(user, Permission.CONTENT_DRAFT, section.agency, on=localdate()):
        raise PermissionDenied
    return section
