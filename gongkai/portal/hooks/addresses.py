"""Where a hook may point: a public https address, so that nobody sends our server into our own network.

A name is looked up when it is called, every address that it has is judged, and the one judged is the one connected
to; so a name that changes between the two is of no use. GONGKAI_HOOK_HOSTS allows single private hosts.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from gongkai.oversight.crawling.addresses import Ip, allowed, unwrapped

LONGEST = 300
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_PRINTABLE = re.compile(r"[!-~]+")


class BadAddress(ValueError):
    """An address that no hook may have. ``str()`` is for the screen, ``code`` is stable."""

    code = "HOOK_ADDRESS"


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart."""

    secure: bool
    host: str
    port: int
    path: str


def parse(address: str) -> Target:
    """Take an address apart. Raises BadAddress; https only, but http within this machine if that is allowed."""
    if len(address) > LONGEST or not _PRINTABLE.fullmatch(address):
        raise BadAddress(f"接收地址应为不超过{LONGEST}个字符的网址，其中的汉字请先编码。")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadAddress("接收地址的主机名或者端口不对。") from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or port == 0:
        raise BadAddress("接收地址应写作https://主机名/路径这样的形式。")
    if "@" in parts.netloc or parts.fragment or "\\" in address:
        raise BadAddress("接收地址里不能有用户名、口令、反斜杠和#。")
    secure = parts.scheme == "https"
    target = Target(secure, host, port or (443 if secure else 80), _path(parts.path, parts.query))
    if not secure and not _is_this_machine(target):
        raise BadAddress("接收地址必须用https；只有本机的地址可以用http。")
    return target


def check(address: str) -> Target:
    """What is asked when a hook is registered: the form, and for an address in figures whether it may be called.

    Raises BadAddress. A name is not looked up here, because its answer would only hold for this moment.
    """
    target = parse(address)
    literal = _literal(target.host)
    if literal is not None and not allowed(literal, target.host):
        raise _refused(target.host)
    return target


def resolve(target: Target) -> Ip:
    """The address to connect to. Raises BadAddress when any address of the name may not be called, OSError when it
    has none."""
    found = list(dict.fromkeys(_looked_up(target)))
    if not found:
        raise OSError("the name has no address")
    if not all(allowed(ip, target.host) for ip in found):
        raise _refused(target.host)
    return found[0]


def _literal(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_this_machine(target: Target) -> bool:
    literal = _literal(target.host)
    return target.host == "localhost" or (literal is not None and unwrapped(literal).is_loopback)


def _looked_up(target: Target) -> Iterator[Ip]:
    for _, _, _, _, place in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM):
        yield ip_address(str(place[0]).partition("%")[0])


def _path(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _refused(host: str) -> BadAddress:
    return BadAddress(f"{host}是内网或者保留地址，不能接收推送；确有需要的，请运维人员写入GONGKAI_HOOK_HOSTS。")
