"""Who may do what, answered in one place.

A permission comes from a post held today. Being a superuser grants nothing here: nobody bypasses the
law's separation of drafting and approving.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Absence, Agency, Post, User
from gongkai.agencies.roles import GRANTS, REACHES_DOWN, Permission


class NotAllowed(Exception):
    """The person may not do this there. ``code`` is stable, ``str()`` is for the screen."""

    code = "NOT_ALLOWED"

    def __init__(self, permission: Permission, agency: Agency | None = None) -> None:
        where = f"在“{agency.name}”" if agency else ""
        super().__init__(f"您{where}没有“{permission.label}”的权限。")
        self.permission = permission


def posts_held(user: User, on: date) -> list[Post]:
    """The posts in which a user acts on a day: their own, then those of the absent for whom they stand in. Read once
    per request and user. Standing in goes one step: not for those for whom the absent person stands in."""
    kept: dict[date, list[Post]] = user.__dict__.setdefault("_posts_held", {})
    if on not in kept:
        held = Q(held_until__isnull=True) | Q(held_until__gte=on)
        absent = Absence.objects.filter(substitute=user, cancelled_at=None, away_from__lte=on, away_until__gte=on)
        theirs = Q(user=user) | Q(user__in=absent.values("user"))
        found = Post.objects.filter(held, theirs, held_from__lte=on).select_related("agency", "user").order_by("pk")
        kept[on] = sorted(found, key=lambda post: post.user_id != user.pk)
    return kept[on]


def represented(user: User, permission: Permission, agency: Agency, *, on: date) -> User | None:
    """For whom a user acts when they use a permission: None for themselves, otherwise the absent holder of the post."""
    posts = [
        post for post in posts_held(user, on) if permission in GRANTS[post.role] and _reaches(post, agency, permission)
    ]
    return posts[0].user if posts and posts[0].user_id != user.pk else None


def stands_for(user: User, *, on: date) -> list[int]:
    """The keys of a user and of all those for whom they stand in on a day."""
    return [user.pk, *sorted({post.user_id for post in posts_held(user, on)} - {user.pk})]


def may(user: User, permission: Permission, agency: Agency, *, on: date) -> bool:
    """Whether a user may do something in an agency on a day."""
    return any(permission in GRANTS[post.role] and _reaches(post, agency, permission) for post in posts_held(user, on))


def held_above(user: User, permission: Permission, agency: Agency, *, on: date) -> Agency | None:
    """The nearest agency, this one or one above it, in which a post of the user grants a permission: for what an office
    does for those below it too. Costs no query beyond the user's posts."""
    found = [
        post.agency for post in posts_held(user, on) if permission in GRANTS[post.role] and post.agency.holds(agency)
    ]
    return max(found, key=lambda above: len(above.path), default=None)


def who_may(permissions: Iterable[Permission], agencies: Iterable[Agency], *, above: bool, on: date) -> list[Post]:
    """The posts that grant one of some permissions on a day in some agencies, and with ``above`` in those above them;
    of people who can sign in. One query."""
    keys = {key for agency in agencies for key in (agency.line if above else [agency.pk])}
    wanted = set(permissions)
    roles = [role for role, granted in GRANTS.items() if wanted & granted]
    held = Q(held_until__isnull=True) | Q(held_until__gte=on)
    rows = Post.objects.filter(held, agency__in=keys, role__in=roles, held_from__lte=on, user__is_active=True)
    return list(rows.select_related("user", "agency").order_by("pk"))


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
    granting = [post for post in posts_held(user, on) if permission in GRANTS[post.role]]
    here = {key for post in granting for key in (post.agency_id, *_inherited(post, permission))}
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
            found |= Q(pk__in=_inherited(post, permission))
    return Agency.objects.filter(found)


_READING = frozenset({Permission.CASE_SEE, Permission.LEDGER_SEE, Permission.DIALOGUE_SEE})
"""What a successor may do with the history of the agencies whose work it carries on."""


def _inherited(post: Post, permission: str) -> list[int]:
    """The ended agencies to which a post reaches: for reading only. Costs no query."""
    return list(post.agency.succeeds) if permission in _READING else []


def _reaches(post: Post, agency: Agency, permission: str) -> bool:
    if post.agency_id == agency.pk or (post.role in REACHES_DOWN and post.agency.holds(agency)):
        return True
    return agency.pk in _inherited(post, permission)
