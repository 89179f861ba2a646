"""Where hooks may not point: into our own network, whatever it is called."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from gongkai.portal.hooks import addresses, sending
from gongkai.portal.hooks.addresses import BadAddress
from tests.portal.hooks.receiving import receiver


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https:///path", "//example.com/", "example.com",
        "https://user@example.com/", "https://user:secret@example.com/", "https://example.com/#part",
        "https://example.com:0/", "https://example.com:99999/", "https://example.com:x/", "https://例.中国/",
        "https://exa mple.com/", "https://example.com/\r\nX: y", "https://example.com\\@127.0.0.1/",
        "javascript:alert(1)", "file:///etc/passwd", "https://[::1", "https://" + "a" * 300, "https://-a.com/",
        "http://127.0.0.1.example.com/", "http://localhost.example.com/",
    ],
)  # fmt: skip
def test_what_is_no_public_https_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        addresses.check(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "[::1]", "[::]", "[fe80::1]",
        "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]",
        "[2002:7f00:1::]", "[2002:c0a8:101::]", "[2001:db8::1]", "[2001:0:0:0:0:0:3f57:fefe]",
    ],
)  # fmt: skip
def test_addresses_of_our_own_network_are_refused_however_they_are_written(host: str) -> None:
    with pytest.raises(BadAddress, match="内网"):
        addresses.check(f"https://{host}/hook")


@pytest.mark.parametrize("name", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"])
def test_names_and_figures_that_lead_to_this_machine_are_refused_when_called(name: str) -> None:
    with pytest.raises(BadAddress, match="内网"):
        addresses.resolve(addresses.parse(f"https://{name}/hook"))


@pytest.mark.parametrize("address", ["https://1.1.1.1/a", "https://example.com:8443/a?b=c", "https://[2606:4700::1]/"])
def test_public_addresses_are_taken(address: str) -> None:
    assert addresses.check(address).secure


def looks_up(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    looks_up(monkeypatch, "1.1.1.1", "10.0.0.1")
    with pytest.raises(BadAddress):
        addresses.resolve(addresses.parse("https://hook.example/"))


def test_a_name_that_changes_is_called_where_it_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["1.1.1.1", "127.0.0.1"])
    connected = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def create_connection(place: tuple[str, int], **_: Any) -> None:
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    sent = sending.send("https://rebind.example/", b"{}", secret=b"s", timestamp=1, call=1)
    assert (sent.problem, sent.reached) == ("没有连上对方（ConnectionRefusedError）。", False)
    assert connected == [("1.1.1.1", 443)]


def test_the_setting_allows_single_hosts_and_networks(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GONGKAI_HOOK_HOSTS = "oa.minghu.example, 10.2.0.0/16"
    assert addresses.check("https://10.2.3.4/hook").host == "10.2.3.4"
    with pytest.raises(BadAddress):
        addresses.check("https://10.3.0.1/hook")
    looks_up(monkeypatch, "192.168.7.7")
    assert str(addresses.resolve(addresses.parse("https://oa.minghu.example/"))) == "192.168.7.7"
    with pytest.raises(BadAddress):
        addresses.resolve(addresses.parse("https://other.minghu.example/"))


def test_a_redirect_into_our_network_is_not_followed(settings: LazySettings) -> None:
    settings.GONGKAI_HOOK_HOSTS = "127.0.0.1"
    with receiver() as first, receiver() as second:
        first.status, first.headers = 302, {"Location": second.address}
        sent = sending.send(first.address, b'{"kind": ""}', secret=b"s", timestamp=1, call=1)
        assert "不跟随转址" in sent.problem
        assert (len(first.bodies), second.bodies) == (1, [])


def test_a_server_that_drips_bytes_is_left(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GONGKAI_HOOK_HOSTS = "127.0.0.1"
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert "没有答复" in sending.send(address, b"{}", secret=b"s", timestamp=1, call=1).problem


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: LazySettings) -> None:
    settings.GONGKAI_HOOK_HOSTS = "127.0.0.1"
    with receiver() as plain:
        sent = sending.send(f"https://127.0.0.1:{plain.port}/", b"{}", secret=b"s", timestamp=1, call=1)
    assert "加密连接没有建立" in sent.problem
    assert plain.bodies == []


@given(st.text(max_size=80), st.sampled_from(["", "https://", "http://", "https://[", "https://a.b:"]))
def test_nothing_that_is_typed_breaks_the_check(text: str, before: str) -> None:
    with suppress(BadAddress):
        assert addresses.check(before + text).secure
