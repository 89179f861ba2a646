"""Registering where an agency's events are told, and ending it. The secret that signs is shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.portal.hooks import addresses, folder, mapping
from gongkai.portal.hooks.addresses import BadAddress
from gongkai.portal.models import Hook
from gongkai.privacy import sealing
from gongkai.privacy.keys import master_key

MOST = 10
"""Living hooks of one agency: each costs a call for each event."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new hook. ``secret`` is shown once."""

    row: Hook
    secret: str


@transaction.atomic
def make(
    *,
    agency: Agency,
    address: str,
    by: User,
    at: datetime,
    content: str = Hook.Content.EVENT,
    names: str = "",
) -> Made:
    """Have an address or a gateway's folder told of the events of an agency's cases; ``names`` is a mapping for the
    status document. Raises NotAllowed, BadAddress, BadMapping."""
    require(by, Permission.PEOPLE_EDIT, agency, on=localdate(at))
    plain = address.strip()
    if folder.is_folder(plain):
        folder.folder_of(plain)
    else:
        addresses.check(plain)
    mapping.read(names)
    living = list(Hook.objects.filter(agency=agency, revoked_at__isnull=True).values_list("address", flat=True))
    if plain in living:
        raise BadAddress("这个接收地址已经登记过了。")
    if len(living) >= MOST:
        raise BadAddress(f"一个机关最多登记{MOST}个接收地址，请先停用不再使用的。")
    secret = secrets.token_hex(20)
    sealed = sealing.seal_bytes(master_key("personal"), secret.encode(), _place(agency.pk, plain))
    row = Hook.objects.create(
        agency=agency,
        address=plain,
        sealed_secret=sealed,
        made_by=by.actor,
        made_at=at,
        content=content or Hook.Content.EVENT,
        mapping=names,
    )
    _record(row, Action.HOOK_MADE, by, at)
    return Made(row, secret)


@transaction.atomic
def rename(*, hook_id: int, names: str, by: User, at: datetime) -> Hook | None:
    """Change the mapping of a living hook; None when there is none. Raises NotAllowed, BadMapping."""
    rows = Hook.objects.select_for_update(of=("self",)).select_related("agency")
    row = rows.filter(pk=hook_id, revoked_at__isnull=True).first()
    if row is None:
        return None
    require(by, Permission.PEOPLE_EDIT, row.agency, on=localdate(at))
    mapping.read(names)
    row.mapping = names
    row.save(update_fields=["mapping"])
    return row


@transaction.atomic
def revoke(*, hook_id: int, by: User, at: datetime) -> Hook | None:
    """End a hook at once; None when there is none. Raises NotAllowed. Ending it twice changes nothing."""
    row = Hook.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=hook_id).first()
    if row is None:
        return None
    require(by, Permission.PEOPLE_EDIT, row.agency, on=localdate(at))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _record(row, Action.HOOK_REVOKED, by, at)
    return row


def secret_of(hook: Hook) -> bytes:
    """What signs the calls of a hook."""
    return sealing.open_bytes(master_key("personal"), bytes(hook.sealed_secret), _place(hook.agency_id, hook.address))


def _place(agency_id: int, address: str) -> str:
    return f"hook:{agency_id}:{address}"


def _record(row: Hook, action: Action, by: User, at: datetime) -> None:
    act = ledger.Act(by.actor, action, f"hook:{row.pk}", ledger.digest_of([row.address]))
    ledger.record(row.agency.stream, [act], at=at)
