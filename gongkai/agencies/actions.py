"""Verbs on agencies, people and posts. Each is one transaction with its ledger entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies.errors import PostRefused
from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import NEVER_TOGETHER, Permission, Role
from gongkai.audit import ledger
from gongkai.audit.models import Action


@transaction.atomic
def establish_agency(*, parent: Agency | None, at: datetime, by: User | None = None, **fields: Any) -> Agency:
    """Found an agency below another. ``by`` is None for the operator's command line only.

    Raises NotAllowed; ValidationError for unusable fields.
    """
    if by is not None and parent is not None:
        require(by, Permission.PEOPLE_EDIT, parent, on=localdate(at))
    agency = Agency(parent=parent, **fields)
    agency.full_clean(exclude=["path"])
    agency.save()
    agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
    agency.save(update_fields=["path"])
    act = ledger.Act(
        _actor(by), Action.AGENCY_CREATED, f"agency:{agency.pk}", ledger.digest_of([agency.name, agency.path])
    )
    ledger.record(agency.stream, [act], at=at)
    return agency


@transaction.atomic
def give_post(
    *, user: User, agency: Agency, role: Role, held_from: date, at: datetime, by: User | None = None, title: str = ""
) -> Post:
    """Give a user a role in an agency. Raises NotAllowed; PostRefused for one that goes with none of their others."""
    if by is not None:
        require(by, Permission.PEOPLE_EDIT, agency, on=localdate(at))
    if reason := clash(user, agency, {role}, on=held_from):
        raise PostRefused(reason)
    post = Post.objects.create(user=user, agency=agency, role=role, held_from=held_from, title=title)
    act = ledger.Act(_actor(by), Action.POST_GIVEN, f"user:{user.pk}", ledger.digest_of([agency.pk, role, held_from]))
    ledger.record(agency.stream, [act], at=at)
    return post


def clash(user: User, agency: Agency, roles: set[str], *, on: date) -> str:
    """Why a person may not act in these roles in an agency from a day on; empty when they may. Who stops on a day or
    has yet to begin counts as holding the post."""
    until = Q(held_until__isnull=True) | Q(held_until__gte=on)
    held = set(Post.objects.filter(until, user=user, agency=agency).values_list("role", flat=True))
    for one, other, reason in NEVER_TOGETHER:
        if (roles & one and held & other) or (roles & other and held & one):
            return reason
    return ""


@transaction.atomic
def end_post(*, post: Post, held_until: date, at: datetime, by: User | None = None) -> Post:
    """End a post on a day. Raises NotAllowed."""
    if by is not None:
        require(by, Permission.PEOPLE_EDIT, post.agency, on=localdate(at))
    post.held_until = held_until
    post.full_clean()
    post.save(update_fields=["held_until"])
    act = ledger.Act(_actor(by), Action.POST_ENDED, f"user:{post.user_id}", ledger.digest_of([post.pk, held_until]))
    ledger.record(post.agency.stream, [act], at=at)
    return post


def _actor(by: User | None) -> str:
    return by.actor if by else ledger.SYSTEM
