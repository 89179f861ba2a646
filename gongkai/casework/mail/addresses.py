"""Which mailboxes are read, for which agency (GONGKAI_MAIL_IN), and the passwords that open them.

``maildir:PATH``, ``mbox:PATH`` or ``imaps://user@host:993/folder``; with several agencies each as ``code=address``,
separated by semicolons or lines. Passwords stand in GONGKAI_MAIL_IN_PASSWORD, or, one line ``code=password`` for each
agency, in the file GONGKAI_MAIL_IN_PASSWORDS. A password in an address is refused: settings are printed and logged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from gongkai.agencies.models import Agency

MAILDIR, MBOX, IMAPS = "maildir", "mbox", "imaps"
_ENTRY = re.compile(r"(?:([A-Za-z0-9_-]{1,20})=)?((?:maildir|mbox):.+|imaps://.+)", re.DOTALL)


class BadSetting(ValueError):
    """GONGKAI_MAIL_IN or what belongs to it cannot be used. ``str()`` is for the operator."""

    code = "MAIL_IN_SETTING"


@dataclass(frozen=True, slots=True)
class Address:
    """Where one agency's mail lies. ``code`` is the agency's, empty when there is only one."""

    code: str
    kind: str
    path: str
    user: str = ""
    host: str = ""
    port: int = 993

    @property
    def name(self) -> str:
        """As it is written on screens and in the table."""
        return f"{self.user}@{self.host}/{self.path}" if self.kind == IMAPS else f"{self.kind}:{self.path}"


def addresses() -> list[Address]:
    """Every mailbox of the setting. Raises BadSetting."""
    written = [entry.strip() for entry in re.split(r"[;\n]", settings.GONGKAI_MAIL_IN) if entry.strip()]
    found = [_address(entry) for entry in written]
    codes = [address.code for address in found]
    if len(found) > 1 and "" in codes:
        raise BadSetting("GONGKAI_MAIL_IN列有多个信箱时，每个信箱前应写明机关代码，例如mhb=maildir:/srv/mail。")
    if len(set(found)) < len(found):
        raise BadSetting("GONGKAI_MAIL_IN里有重复的信箱。")
    return found


def agency_of(address: Address) -> Agency:
    """Whose mailbox it is. Raises BadSetting."""
    takers = Agency.objects.filter(takes_requests=True, abolished_on__isnull=True)
    if address.code:
        agency = takers.filter(code__iexact=address.code).first()
        if agency is None:
            raise BadSetting(f"GONGKAI_MAIL_IN里的机关代码“{address.code}”不存在，或者该机关不受理申请。")
        return agency
    only = list(takers[:2])
    if len(only) != 1:
        raise BadSetting(
            "受理申请的机关不止一个（或者没有），GONGKAI_MAIL_IN应写明机关代码，例如mhb=maildir:/srv/mail。"
        )
    return only[0]


def password_of(address: Address) -> str:
    """What opens a mailbox. Raises BadSetting; no message repeats a password."""
    if settings.GONGKAI_MAIL_IN_PASSWORDS:
        try:
            lines = Path(settings.GONGKAI_MAIL_IN_PASSWORDS).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(f"GONGKAI_MAIL_IN_PASSWORDS所指的文件不能读取（{type(error).__name__}）。") from error
        for line in lines:
            code, equals, password = line.partition("=")
            if equals and code.strip().lower() == address.code.lower():
                return password.strip()
    if settings.GONGKAI_MAIL_IN_PASSWORD:
        return str(settings.GONGKAI_MAIL_IN_PASSWORD)
    raise BadSetting(f"没有找到信箱{address.name}的口令，请设置GONGKAI_MAIL_IN_PASSWORD或者GONGKAI_MAIL_IN_PASSWORDS。")


def _address(entry: str) -> Address:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        # the entry is not repeated: somebody may have written a password into it
        raise BadSetting("GONGKAI_MAIL_IN的写法不认识。应为maildir:路径、mbox:路径或者imaps://用户@主机/文件夹。")
    code, where = found[1] or "", found[2]
    if not where.startswith(f"{IMAPS}:"):
        kind, _, path = where.partition(":")
        if not Path(path).is_absolute():
            raise BadSetting(f"GONGKAI_MAIL_IN里{kind}的路径应为绝对路径。")
        return Address(code, kind, path)
    try:
        parts = urlsplit(where)
        port = parts.port or 993
    except ValueError:
        raise BadSetting("GONGKAI_MAIL_IN里imaps的主机名或者端口不对。") from None
    if not parts.username or not parts.hostname:
        raise BadSetting("GONGKAI_MAIL_IN里imaps应写作imaps://用户@主机/文件夹。")
    if parts.password is not None:
        raise BadSetting("GONGKAI_MAIL_IN里不能写口令，请写入GONGKAI_MAIL_IN_PASSWORD或者GONGKAI_MAIL_IN_PASSWORDS。")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Address(code, IMAPS, folder, unquote(parts.username), parts.hostname, port)
