"""For any name and any bytes: a name that is safe to show, and an answer that is a kind or a refusal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gongkai.files import examining, naming, serving, sniffing
from gongkai.files.errors import Refused
from gongkai.files.kinds import ALLOWED, Kind
from gongkai.files.removing import Removed
from tests.files import made

HEADS = [b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"PK\x03\x04", sniffing.OLE]


@given(st.text(max_size=300), st.sampled_from(sorted(ALLOWED)))
def test_any_name_comes_out_fit_to_be_seen(name: str, kind: Kind) -> None:
    found = naming.clean_name(name, kind)
    assert found.endswith(kind.endings)
    assert 0 < len(found) <= naming.LONGEST
    assert len(found.encode()) <= naming.LONGEST_BYTES
    assert not set(found) & set('/\\<>:"|?*\n\r\t\0')
    assert not [letter for letter in found if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
    assert found == unicodedata.normalize("NFC", found)
    assert naming.clean_name(found, kind) == found


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_name_stays_inside_its_header(name: str) -> None:
    header = serving.respond(b"x", Kind.TXT, name)["Content-Disposition"]
    assert header.isascii()
    assert header.count('"') == 2
    assert "\n" not in header


@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_any_bytes_are_a_kind_or_refused(head: bytes, body: bytes) -> None:
    try:
        kind = examining.examine(head + body).kind
    except Refused:
        return
    assert kind in Kind


@given(st.sampled_from(sorted(ALLOWED)), st.binary(min_size=1, max_size=60), st.integers(0, 1 << 30))
def test_a_valid_file_with_foreign_bytes_in_it_is_taken_in_whole_or_refused(kind: Kind, more: bytes, at: int) -> None:
    data = made.MADE[kind]()
    place = at % len(data)
    changed = data[:place] + more + data[place:]
    try:
        found = examining.examine(changed).kind
        copy = examining.clean(changed, found, Removed())
    except Refused:
        return
    assert examining.examine(copy).kind is found
