"""Who may do what, answered in one place.

A permission comes from a post held today. Being a superuser grants nothing here: nobody bypasses the
law's separation of drafting and approving.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.roles import GRANTS, REACHES_DOWN, Permission


class NotAllowed(Exception):
    """The person may not do this there. ``code`` is stable, ``str()`` is for the screen."""

    code = "NOT_ALLOWED"

    def __init__(self, permission: Permission, agency: Agency | None = None) -> None:
        where = f"在“{agency.name}”" if agency else ""
        super().__init__(f"您{where}没有“{permission.label}”的权限。")
        self.permission = permission


def posts_held(user: User, on: date) -> list[Post]:
    """The posts a user holds on a day; read once per request and user."""
    kept: dict[date, list[Post]] = user.__dict__.setdefault("_posts_held", {})
    if on not in kept:
        held = Q(held_until__isnull=True) | Q(held_until__gte=on)
        kept[on] = list(user.posts.filter(held, held_from__lte=on).select_related("agency"))
    return kept[on]


def may(user: User, permission: Permission, agency: Agency, *, on: date) -> bool:
    """Whether a user may do something in an agency on a day."""
    return any(permission in GRANTS[post.role] and _reaches(post, agency) for post in posts_held(user, on))


def may_anywhere(user: User, permission: str, *, on: date) -> bool:
    """Whether one of a user's posts grants a permission: for menus, and for what belongs to no agency."""
    return any(permission in GRANTS[post.role] for post in posts_held(user, on))


def require(user: User, permission: Permission, agency: Agency, *, on: date) -> None:
    """Raises NotAllowed."""
    if not may(user, permission, agency, on=on):
        raise NotAllowed(permission, agency)


def scope(user: User, permission: Permission, *, on: date, field: str = "agency") -> Q:
    """A filter on rows whose agency ``field`` is one where the user may do something on a day. Costs no query
    beyond the user's posts."""
    found = Q(pk__in=[])
    here = {post.agency_id for post in posts_held(user, on) if permission in GRANTS[post.role]}
    if here:
        found = Q(**{f"{field}__in": sorted(here)})
    for post in posts_held(user, on):
        if post.role in REACHES_DOWN and permission in GRANTS[post.role]:
            found |= Q(**{f"{field}__path__startswith": post.agency.path})
    return found


def agencies_where(user: User, permission: Permission, *, on: date) -> QuerySet[Agency]:
    """The agencies in which a user may do something on a day."""
    found = Q(pk__in=[])
    for post in posts_held(user, on):
        if permission in GRANTS[post.role]:
            found |= Q(path__startswith=post.agency.path) if post.role in REACHES_DOWN else Q(pk=post.agency_id)
    return Agency.objects.filter(found)


def _reaches(post: Post, agency: Agency) -> bool:
    return post.agency_id == agency.pk or (post.role in REACHES_DOWN and post.agency.holds(agency))
