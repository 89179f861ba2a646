"""Which addresses our server may connect to when somebody else says where: public ones, so that nobody sends it into
our own network. GONGKAI_HOOK_HOSTS allows single private hosts."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

from django.conf import settings

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
Ip = IPv4Address | IPv6Address


def allowed(ip: Ip, host: str) -> bool:
    """Whether an address may be called: public, or allowed by the setting as a name, an address or a network."""
    plain = unwrapped(ip)
    if plain.is_global and not plain.is_multicast and not plain.is_reserved:
        return True
    for entry in _setting():
        if entry == host:
            return True
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            continue
        if network.version == plain.version and plain in network:
            return True
    return False


def unwrapped(ip: Ip) -> Ip:
    """The IPv4 address that an IPv6 address stands for, in each of the ways in which it can."""
    if isinstance(ip, IPv4Address):
        return ip
    if any(ip in network for network in _NAT64):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip


def _setting() -> list[str]:
    return [entry.strip().lower() for entry in settings.GONGKAI_HOOK_HOSTS.split(",") if entry.strip()]
