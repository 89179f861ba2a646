"""Posts as Wagtail's rights: what somebody may do in the editor follows from the posts they hold today.

Nothing is stored. At each entrance the rights are laid beside the user for that one request, so a post that ended
yesterday opens nothing, a deputy has what they stand in for, and the flag of a superuser counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission as Right
from django.utils.timezone import localdate
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from gongkai.agencies.models import User
from gongkai.agencies.permissions import agencies_where, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.disclosure import places
from gongkai.disclosure.models import HomePage

ENTER = "wagtailadmin.access_admin"
ON_PAGES = ("add_page", "change_page")
"""Drafting is all: nobody publishes, locks or deletes in bulk by Wagtail's rights."""
ON_FILES = ("add_document", "change_document", "choose_document", "add_image", "change_image", "choose_image")


class PostsBackend(ModelBackend):
    """Passwords as Django checks them; rights from posts and from nothing else."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Entering the editor, for who may draft somewhere today."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return {ENTER} if may_anywhere(user_obj, Permission.CONTENT_DRAFT, on=localdate()) else set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether it is among them."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """None: there are no other screens."""
        return app_label == "wagtailadmin" and bool(self.get_all_permissions(user_obj))


def lay_beside(user: User, *, on: date) -> None:
    """Give a user, for this request, the rights in the editor that their posts of a day bring."""
    user.is_superuser = False
    agencies = list(agencies_where(user, Permission.CONTENT_DRAFT, on=on))
    homes = places.homes(agencies)
    setattr(user, PagePermissionPolicy.permission_cache_name, list(_on_pages(homes)))
    setattr(user, CollectionPermissionPolicy.permission_cache_name, list(_on_files(places.collections(agencies))))


def homes_laid_beside(user: User) -> list[Page]:
    """The homes below which a user works in this request."""
    rights: list[GroupPagePermission] = getattr(user, PagePermissionPolicy.permission_cache_name, [])
    return list({right.page_id: right.page for right in rights}.values())


def _on_pages(homes: list[HomePage]) -> Iterator[GroupPagePermission]:
    for home, codename in product(homes, ON_PAGES):
        yield GroupPagePermission(page=home, permission=Right(codename=codename))


def _on_files(collections: list[Collection]) -> Iterator[GroupCollectionPermission]:
    # Wagtail puts them into a set, for which they need keys; no row has these
    for number, (collection, codename) in enumerate(product(collections, ON_FILES), start=1):
        yield GroupCollectionPermission(pk=-number, collection=collection, permission=Right(codename=codename))
