"""How the screens of the reviews begin: who asks, which round they may see; and how a refusal is answered."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.editorial import access
from gongkai.editorial.errors import Changed, EditorialError, Overtaken
from gongkai.editorial.models import Round

REFUSALS = (EditorialError, NotAllowed)


def user_of(request: HttpRequest) -> User:
    """Whoever is signed in. Raises PermissionDenied for who has nothing to do with reviews."""
    user = request.user
    assert isinstance(user, User), "whoever is signed in is an officer"
    if not access.takes_part(user, at=timezone.now()):
        raise PermissionDenied
    return user


def round_of(user: User, round_id: int) -> Round:
    """A round that a person may see. Raises Http404, also for one of an agency that is none of theirs."""
    rows = access.rounds(user, at=timezone.now()).select_related("agency", "submitted_by")
    row = rows.filter(pk=round_id).first()
    if row is None:
        raise Http404
    return row


def status_of(error: Exception) -> int:
    """Who came too late gets 409, who may not 403, who left something out 422."""
    if isinstance(error, NotAllowed):
        return 403
    return 409 if isinstance(error, Changed | Overtaken) else 422
