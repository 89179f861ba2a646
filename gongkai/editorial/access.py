"""Who may look at which reviews: those who write, review, release or oversee in the agency, and those above it who
review for it. Looking is no deciding; every verb asks for its own permission."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import posts_held
from gongkai.agencies.roles import GRANTS, REACHES_DOWN, Permission
from gongkai.editorial.models import Round

HERE = frozenset(
    {
        Permission.CONTENT_DRAFT,
        Permission.REVIEW_FIRST,
        Permission.REVIEW_SECOND,
        Permission.REVIEW_FINAL,
        Permission.SECRECY_REVIEW,
        Permission.ATTRIBUTE_DECIDE,
        Permission.CONTENT_RELEASE,
        Permission.EMERGENCY_RELEASE,
        Permission.PROCEDURE_EDIT,
        Permission.LEDGER_SEE,
    }
)
"""What lets a person look, in the agency of their post."""
BELOW = frozenset(
    {Permission.REVIEW_SECOND, Permission.REVIEW_FINAL, Permission.SECRECY_REVIEW, Permission.ATTRIBUTE_DECIDE}
)
"""What is done for the agencies below, too."""


def reach(user: User, *, at: datetime, agency: str = "agency", path: str = "agency__path") -> Q:
    """A filter on rows of agencies whose reviews a person may see. No query beyond the person's posts."""
    found = Q(pk__in=[])
    for post in posts_held(user, localdate(at)):
        granted = GRANTS[post.role]
        if granted & BELOW or (post.role in REACHES_DOWN and granted & HERE):
            found |= Q(**{f"{path}__startswith": post.agency.path})
        elif granted & HERE:
            found |= Q(**{agency: post.agency_id})
    return found


def rounds(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds that a person may see."""
    return Round.objects.filter(reach(user, at=at))


def seen_agencies(user: User, *, at: datetime) -> QuerySet[Agency]:
    """The agencies whose reviews a person may see."""
    return Agency.objects.filter(reach(user, at=at, agency="pk", path="path")).order_by("path")


def takes_part(user: User, *, at: datetime) -> bool:
    """Whether a person has anything to do with reviews anywhere: for the menu and the lists."""
    return any(GRANTS[post.role] & HERE for post in posts_held(user, localdate(at)))


def agencies(user: User, permission: Permission, *, at: datetime) -> QuerySet[Agency]:
    """The agencies for which a person does something that is done for those below too."""
    found = Q(pk__in=[])
    for post in posts_held(user, localdate(at)):
        if permission in GRANTS[post.role]:
            below = permission in BELOW or post.role in REACHES_DOWN
            found |= Q(path__startswith=post.agency.path) if below else Q(pk=post.agency_id)
    return Agency.objects.filter(found).order_by("path")
