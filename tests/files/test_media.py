"""Films, sound and captions: told by their content, without what was written beside them, handed out in stretches."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import RequestFactory

from gongkai.files import checking, examining, media, stretches
from gongkai.files.captions import cues
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import ALLOWED, MEDIA, Kind
from gongkai.files.removing import Removed
from tests.files import made_media as made

TRACK = made.track


def why(data: bytes) -> Code | Kind:
    try:
        return examining.examine(data, media_too=True).kind
    except Refused as error:
        return Code(error.code)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (made.mp4(), Kind.MP4),
        (made.mp4(TRACK(b"soun", b"mp4a")), Kind.M4A),
        (made.webm(), Kind.WEBM),
        (made.webm(2, b"A_OPUS", unknown=False), Kind.WEBM),
        (made.mp3(), Kind.MP3),
        (made.mp3()[26:-128], Kind.MP3),
        (made.vtt(), Kind.VTT),
    ],
)
def test_a_film_is_cleaned_of_names_places_and_times_and_nothing_moves(data: bytes, kind: Kind) -> None:
    assert why(data) is kind
    removed = Removed()
    copy = examining.clean(data, kind, removed)
    for told in (made.AUTHOR, made.PLACE, b"\x01\x02\x03\x04", b"\x07" * 8):
        assert told not in copy
    assert examining.clean(copy, kind, again := Removed()) == copy
    assert again.sentences == []
    if kind in {Kind.MP4, Kind.M4A, Kind.WEBM}:
        assert len(copy) == len(data)
        for shown in (b"\x11" * 400, b"\x22" * 200):
            assert copy.find(shown) == data.find(shown)
        assert any("作者" in sentence for sentence in removed.sentences)
    elif kind is Kind.MP3:
        assert copy == made.mp3()[26:-128]
    else:
        assert copy.decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n办法六月一日起施行。\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (made.mp4(TRACK(b"vide", b"hvc1")), Code.MEDIA_FORM),
        (made.mp4(brand=b"qt  "), Code.MEDIA_FORM),
        (made.mp4(TRACK(b"vide", b"avc1"), TRACK(b"meta", b"mebx")), Code.MEDIA_TRACK),
        (made.mp4()[:-20], Code.TRUNCATED),
        (made.mp4(more=b"PK\x03\x04rest"), Code.TRUNCATED),
        (made.mp4(more=made.box(b"free", b"<html><script>") + b"PK\x05\x06" + bytes(18)), Code.TRUNCATED),
        (made.box(b"ftyp", b"isom", bytes(8)), Code.TRUNCATED),
        (made.webm(codec=b"V_MPEG4/ISO/ASP"), Code.MEDIA_FORM),
        (made.webm(doc=b"matroska"), Code.MEDIA_FORM),
        (made.webm(17, b"S_TEXT/UTF8"), Code.MEDIA_TRACK),
        (made.webm(unknown=False)[:-9], Code.TRUNCATED),
        (made.webm(unknown=False) + made.element(0x18538067, b""), Code.TRAILING),
        (made.mp3(1), Code.TRUNCATED),
        (made.mp3()[:-128] + b"hidden words", Code.TRAILING),
        (b"OggS" + bytes(60), Code.MEDIA_FORM),
        (b"ID3\x04\x00\x00" + bytes(20), Code.MEDIA_FORM),
        (made.vtt("00:02.000 --> 00:01.000\n倒着的\n"), Code.CAPTIONS),
        (made.vtt("00:02.000 --> 00:03.000\n后\n\n00:01.000 --> 00:02.000\n先\n"), Code.CAPTIONS),
        (made.vtt("00:02.000 --> 00:03.000\n<script>x</script>\n"), Code.CAPTIONS),
        (made.vtt("00:02 --> 00:03\n没有毫秒\n"), Code.CAPTIONS),
        (made.vtt("00:02.000 --> 00:03.000 onclick:x()\n词\n"), Code.CAPTIONS),
        (made.vtt(""), Code.CAPTIONS),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n词\n".encode("gb18030"), Code.CAPTIONS),
    ],
)
def test_what_no_browser_plays_or_carries_more_than_it_shows_is_refused(data: bytes, code: Code) -> None:
    assert why(data) is code


def test_nothing_is_taken_for_a_film_by_its_name_and_applicants_send_none() -> None:
    assert MEDIA.isdisjoint(ALLOWED)
    for data in (made.mp4(), made.webm(), made.mp3()):
        with pytest.raises(Refused) as refused:
            checking.check(data, "答复.pdf")
        assert refused.value.code == Code.MEDIA
    assert checking.check(made.vtt(), "字幕.vtt").kind is Kind.TXT
    assert checking.check(made.webm(), "片.mp4", kinds=ALLOWED | MEDIA).name == "片.webm"
    assert media.kind_of(b"%PDF-1.7") is None


def test_the_words_of_captions_keep_their_marks_and_their_moments() -> None:
    text = "WEBVTT\n\n1:00:00.500 --> 1:00:01.000\n<v 主持人>您好\n".replace("1:00:0", "01:00:0")
    (cue,) = cues(text)
    assert (cue.start, cue.end, cue.words) == (3_600_500, 3_601_000, "<v 主持人>您好")


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("", 200, None, 1000),
        ("bytes=0-99", 206, "bytes 0-99/1000", 100),
        ("bytes=900-", 206, "bytes 900-999/1000", 100),
        ("bytes=-10", 206, "bytes 990-999/1000", 10),
        ("bytes=-5000", 206, "bytes 0-999/1000", 1000),
        ("bytes=999-2000", 206, "bytes 999-999/1000", 1),
        ("bytes=1000-", 416, "bytes */1000", 0),
        ("bytes=-0", 416, "bytes */1000", 0),
        ("bytes=5-2", 200, None, 1000),
        ("bytes=0-1,5-6", 200, None, 1000),
        ("lines=0-1", 200, None, 1000),
    ],
)
def test_a_film_is_handed_out_in_stretches(
    tmp_path: Path, asked: str, status: int, told: str | None, length: int
) -> None:
    data = bytes(range(250)) * 4
    (file := tmp_path / "x").write_bytes(data)
    headers = {"Range": asked} if asked else {}
    ask = RequestFactory()
    answer = stretches.hand_out(ask.get("/", headers=headers), file, Kind.WEBM, "片.webm", "d1")
    assert (answer.status_code, answer.get("Content-Range")) == (status, told)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert len(body) == length
    if length:
        assert body in data
        assert answer["Content-Length"] == str(length)
        assert (answer["Content-Type"], answer["Accept-Ranges"], answer["ETag"]) == ("video/webm", "bytes", '"d1"')
        assert answer["Content-Disposition"].startswith("inline")
        head = stretches.hand_out(ask.head("/", headers=headers), file, Kind.WEBM, "片.webm", "d1")
        assert (b"".join(head.streaming_content), head["Content-Length"]) == (b"", str(length))
    stale = stretches.hand_out(ask.get("/", headers=headers | {"If-Range": '"d0"'}), file, Kind.WEBM, "x", "d1")
    assert stale.status_code == 200
