"""Keys with which programs act for one agency: made, shown once, kept as a keyed hash, revoked.

``gk`` and ten letters find the row; 160 random bits behind the dot prove the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
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
from gongkai.portal.models import ApiKey
from gongkai.privacy.keys import master_key

LONGEST = 80
"""Of a key's name, and far more than a key itself."""


class Unnamed(ValueError):
    """A key is wanted without a name, or for nothing. ``str()`` is for the screen."""

    code = "API_KEY_INCOMPLETE"


@dataclass(frozen=True, slots=True)
class Made:
    """A new key. ``text`` is shown once and stored nowhere."""

    row: ApiKey
    text: str


@transaction.atomic
def make(*, agency: Agency, name: str, may_file: bool, may_follow: bool, by: User, at: datetime) -> Made:
    """Make a key for a program of an agency. Raises NotAllowed, Unnamed."""
    require(by, Permission.PEOPLE_EDIT, agency, on=localdate(at))
    if not name.strip() or len(name.strip()) > LONGEST:
        raise Unnamed(f"请写明密钥的用途，例如“省依申请公开平台”，不超过{LONGEST}字。")
    if not (may_file or may_follow):
        raise Unnamed("请至少选择一项权限，否则密钥没有用处。")
    prefix, secret = f"gk{_random(7)[:10]}", _random(20)
    row = ApiKey.objects.create(
        agency=agency,
        name=name.strip(),
        prefix=prefix,
        key_hash=_hash(prefix, secret),
        may_file=may_file,
        may_follow=may_follow,
        made_by=by.actor,
        made_at=at,
    )
    _record(row, Action.API_KEY_MADE, by, at)
    return Made(row, f"{prefix}.{secret}")


@transaction.atomic
def revoke(*, key_id: int, by: User, at: datetime) -> ApiKey | None:
    """End a key at once; None when there is none that this officer may end. Ending it twice changes nothing."""
    row = ApiKey.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=key_id).first()
    if row is None:
        return None
    require(by, Permission.PEOPLE_EDIT, row.agency, on=localdate(at))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _record(row, Action.API_KEY_REVOKED, by, at)
    return row


def find(text: str) -> ApiKey | None:
    """The living key that a program shows, or None. An unknown one takes as long as a wrong one."""
    prefix, _, secret = text[: LONGEST * 2].partition(".")
    known = prefix if prefix.isascii() and prefix.isalnum() else ""
    row = ApiKey.objects.select_related("agency").filter(prefix=known, revoked_at__isnull=True).first()
    stored = row.key_hash if row else ""
    return row if hmac.compare_digest(_hash(prefix, secret), stored) else None


def _random(count: int) -> str:
    return base64.b32encode(secrets.token_bytes(count)).decode().rstrip("=").lower()


def _hash(prefix: str, secret: str) -> str:
    plain = f"api-key:{prefix}:{secret}".encode(errors="replace")
    return hmac.new(master_key("code"), plain, hashlib.sha256).hexdigest()


def _record(row: ApiKey, action: Action, by: User, at: datetime) -> None:
    digest = ledger.digest_of([row.name, row.prefix, row.may_file, row.may_follow])
    act = ledger.Act(by.actor, action, f"api-key:{row.prefix}", digest, {"name": row.name})
    ledger.record(row.agency.stream, [act], at=at)
