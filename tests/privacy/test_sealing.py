"""Sealing: what is sealed opens only with its key, in its place, unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from gongkai.privacy import sealing

KEY = bytes(range(32))


@pytest.fixture(params=["aes", "sm4"])
def cipher(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.GONGKAI_CIPHER = request.param
    return str(request.param)


def test_what_is_sealed_opens_again(cipher: str) -> None:
    sealed = sealing.seal(KEY, {"name": "甄不存", "n": 1}, "subject:1")
    assert "甄不存".encode() not in sealed
    assert sealing.unseal(KEY, sealed, "subject:1") == {"name": "甄不存", "n": 1}


@pytest.mark.usefixtures("cipher")
def test_another_place_another_key_or_a_changed_byte_does_not_open() -> None:
    sealed = sealing.seal(KEY, "甄不存", "subject:1")
    for key, data, place in (
        (KEY, sealed, "subject:2"),
        (bytes(32), sealed, "subject:1"),
        (KEY, sealed[:-1] + bytes([sealed[-1] ^ 1]), "subject:1"),
        (KEY, sealed[:14] + bytes([sealed[14] ^ 1]) + sealed[15:], "subject:1"),
    ):
        with pytest.raises(sealing.Unsealable):
            sealing.unseal(key, data, place)


def test_the_other_cipher_opens_what_was_sealed_before(settings: Any) -> None:
    settings.GONGKAI_CIPHER = "sm4"
    sealed = sealing.seal(KEY, "旧数据", "place")
    settings.GONGKAI_CIPHER = "aes"
    assert sealing.unseal(KEY, sealed, "place") == "旧数据"


def test_the_layout_is_the_published_one(settings: Any) -> None:
    settings.GONGKAI_CIPHER = "aes"
    sealed = sealing.seal_bytes(KEY, b"plain", "place")
    assert sealed[0] == sealing.AES
    assert AESGCM(KEY).decrypt(sealed[1:13], sealed[13:], b"place") == b"plain"


def test_sm4_gcm_answers_the_standard_vector() -> None:
    # RFC 8998, appendix A.1
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_a_destroyed_key_says_so() -> None:
    with pytest.raises(sealing.Unsealable):
        sealing.unwrap(b"", "1")


@given(st.text(), st.text(max_size=5))
def test_a_blind_index_ignores_spacing_and_width_and_nothing_else(number: str, kind: str) -> None:
    index = sealing.blind_index("identity", number)
    assert index == sealing.blind_index("identity", f" {number} ")
    if index:
        assert index != sealing.blind_index("identity", number + "1")
        assert len(index) == 32


def test_an_index_reads_wide_digits_and_small_letters_alike() -> None:
    assert sealing.blind_index("identity", "１１０１０１x") == sealing.blind_index("identity", "110101X")
    assert sealing.blind_index("identity", "1") != sealing.blind_index("telephone", "1")
