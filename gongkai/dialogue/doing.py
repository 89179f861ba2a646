"""What the office's screens of the dialogue share: the person, and one verb for one form that was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.casework.errors import CaseworkError
from gongkai.dialogue.errors import DialogueError
from gongkai.editorial.errors import EditorialError
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.statute.errors import StatuteError

REFUSALS = (DialogueError, NotAllowed, EditorialError, CaseworkError, StatuteError, FileError)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


def sent(request: HttpRequest, name: str) -> Any:
    """What was sent for the form of a name, when it was that one; otherwise None."""
    return request.POST if request.method == "POST" and request.POST.get("do") == name else None


def sent_files(request: HttpRequest, name: str) -> Any:
    """The files that were sent for the form of a name, when it was that one; otherwise None."""
    return request.FILES if sent(request, name) is not None else None


def done(
    request: HttpRequest, form: Any, verb: Callable[[], Any], told: str, *, also: tuple[type[Exception], ...] = ()
) -> Any:
    """Do one verb with a form that was sent and is in order, and say so; None when nothing was sent, or something was
    refused, which then stands beside its field. ``also`` are refusals of an app above this one."""
    if not form.is_bound or not form.is_valid():
        return None
    refusals: tuple[type[Exception], ...] = (*REFUSALS, *also)
    try:
        result = verb()
    except refusals as error:
        for name in [name for name in getattr(error, "fields", ()) if name in form.fields] or [None]:
            form.add_error(name, str(error))
        return None
    if isinstance(form, KeepingForm):
        form.sent()
    messages.success(request, told)
    return result or True
