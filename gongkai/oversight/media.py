"""The register of sites and accounts: what is read, whose it is, and when it was last renewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.audit.models import Action
from gongkai.oversight.errors import Incomplete, NotNow, Unknown
from gongkai.oversight.models import Medium
from gongkai.oversight.noting import note
from gongkai.oversight.offices import require_manager, require_overseen


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a site or an account."""

    kind: str
    name: str
    address: str
    keeper: str
    telephone: str = ""
    cycle_days: int | None = None
    by_machine: bool = False


@transaction.atomic
def register(*, office: Agency, agency: Agency, said: Described, by: User, at: datetime) -> Medium:
    """Take a site or an account into the register. Raises NotAllowed, Incomplete."""
    require_manager(by, office, at)
    require_overseen(office, agency)
    _check(said)
    here = Medium.objects.filter(office=office, kind=said.kind, name=said.name.strip(), retired_on=None)
    if here.exists():
        raise Incomplete("同名的站点或者账号已经登记。", "name")
    row = Medium.objects.create(
        office=office, agency=agency, kind=said.kind, name=said.name.strip(), address=said.address.strip(),
        keeper=said.keeper.strip(), telephone=said.telephone.strip(), cycle_days=said.cycle_days,
        by_machine=said.by_machine, registered_on=localdate(at),
    )  # fmt: skip
    note(office, Action.MEDIUM_REGISTERED, f"medium:{row.pk}", by, at, name=row.name)
    return row


def _check(said: Described) -> None:
    if said.kind not in Medium.Kind.values:
        raise Incomplete("请选择类型。", "kind")
    for name, label in (("name", "名称"), ("address", "网址或者账号"), ("keeper", "管理员")):
        if not getattr(said, name).strip():
            raise Incomplete(f"请填写{label}。", name)
    if said.kind == Medium.Kind.SITE and not _is_web(said.address.strip()):
        raise Incomplete("网站的网址应写作https://主机名/这样的形式。", "address")
    if said.by_machine and said.kind != Medium.Kind.SITE:
        raise Incomplete("系统只能读网站；公众号、微博等由值班人员读。", "by_machine")


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


@transaction.atomic
def retire(*, medium_id: int, by: User, at: datetime) -> Medium:
    """It is no longer in use; what was found on it stays. Raises NotAllowed, NotNow, Unknown."""
    row = held(medium_id)
    require_manager(by, row.office, at)
    if row.retired_on is not None:
        raise NotNow("已经登记停用。")
    row.retired_on = localdate(at)
    row.save(update_fields=["retired_on"])
    note(row.office, Action.MEDIUM_RETIRED, f"medium:{row.pk}", by, at)
    return row


@transaction.atomic
def say_renewed(*, medium_id: int, by: User, at: datetime) -> Medium:
    """A person saw that it was renewed today; for accounts that the system cannot read. Raises NotAllowed, Unknown."""
    row = held(medium_id)
    require_manager(by, row.office, at)
    renewed(row, localdate(at))
    note(row.office, Action.MEDIUM_REGISTERED, f"medium:{row.pk}", by, at, renewed=localdate(at).isoformat())
    return row


def renewed(medium: Medium, on: date) -> None:
    """Somebody or the system saw that it was renewed on a day; an earlier day changes nothing."""
    if medium.updated_on is None or on > medium.updated_on:
        medium.updated_on = on
        medium.save(update_fields=["updated_on"])


def held(medium_id: int) -> Medium:
    """A row of the register under its lock. Raises Unknown."""
    row = Medium.objects.select_for_update(of=("self",)).select_related("office", "agency").filter(pk=medium_id)
    found = row.first()
    if found is None:
        raise Unknown
    return found


def in_use(office: Agency) -> Sequence[Medium]:
    """What an office reads now."""
    return list(Medium.objects.filter(office=office, retired_on=None).select_related("agency"))
