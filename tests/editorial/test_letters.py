"""Pictures of what is handed in: read once, in the background; the gate waits, and what is found is shown in its
place. The engine reads two small pictures, which takes most of the seconds here."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from gongkai.editorial import gate, letters, originals, reading, reviewing, scan_tasks, scanning
from gongkai.editorial.errors import Incomplete
from gongkai.editorial.models import Lettering, Scan
from gongkai.hidden import characters
from gongkai.jobs.models import Job
from tests.editorial.papers import MONDAY, Desk, Staff, part
from tests.factories import World
from tests.hidden.made_scans import FACES, FONTS, SIMPLIFIED, png

pytestmark = pytest.mark.django_db
FILE = reading.file
"""As it is before a fixture replaces it."""
IDENTITY = "11010519491231002X"


def picture(*lines: str) -> bytes:
    from PIL import ImageFont

    face = ImageFont.truetype(str(FONTS / FACES[2]), 24, index=SIMPLIFIED)
    made = Image.new("RGB", (420, 300), "white")
    for row, words in enumerate(lines):
        ImageDraw.Draw(made).text((30, 40 + row * 90), words, fill="black", font=face)
    return png(made)


@pytest.fixture(autouse=True)
def real(checks: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "file", FILE)
    settings.GONGKAI_OCR = "auto"
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}


def codes(desk: Desk) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in scanning.findings(desk.load("paper:1"), "a")]


def work() -> int:
    """Do the waiting jobs that read pictures."""
    jobs = list(Job.objects.filter(task="gongkai.editorial.scan_tasks.read_letters", state="waiting"))
    for job in jobs:
        scan_tasks.read_letters.func(*job.arguments["args"])
        job.delete()
    return len(jobs)


def test_the_gate_waits_for_pictures_and_then_names_the_mark_in_its_place(
    world: World, staff: Staff, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = picture("机密★10年", f"身份证号码：{IDENTITY}")
    desk.write(world.office, staff.author, parts=(part("a", content),))
    item = desk.load("paper:1")
    assert codes(desk) == [(reading.WAITING, "error")]
    assert codes(desk) == [(reading.WAITING, "error")]
    waiting = scanning.unanswered(item, "a")
    assert "图片正在识别，还有1张" in waiting[0].sentence
    assert [owed.sentence for owed in gate.owed(item) if owed.code == "FINDING"] == [waiting[0].sentence]
    with pytest.raises(Incomplete, match="还在识别"):
        scanning.rule(
            key=item.key, part="a", fingerprint=waiting[0].fingerprint, reason="无妨", by=world.secrecy, at=MONDAY
        )

    assert work() == 1  # however often somebody looked
    assert work() == 0
    found = {one.code: one for one in scanning.findings(item, "a")}
    assert set(found) >= {"MARK001", "PII001"}
    assert reading.WAITING not in found
    mark = found["MARK001"]
    left, top, right, bottom, frame = mark.box
    assert 40 < left < right < 600
    assert 80 < top < bottom < 400
    assert frame == 0
    assert mark.where == "附件“a”图片里的文字"
    shown = Image.open(BytesIO(originals.finding_picture(item.parts[0], mark))).convert("RGB")
    reds = [place for place in zip(*[iter(shown.tobytes())] * 3, strict=True) if place == (200, 16, 46)]
    assert len(reds) > 200

    row = Lettering.objects.get()
    assert IDENTITY not in str(list(Scan.objects.values_list("findings", flat=True)))
    assert IDENTITY.encode() not in bytes(row.sealed)
    monkeypatch.setattr(characters, "read", lambda _: pytest.fail("read twice"))
    Scan.objects.all().delete()  # as if another rule asked again
    assert "MARK001" in dict(codes(desk))
    assert work() == 0


def test_a_picture_that_cannot_be_read_is_left_to_the_secrecy_reviewer(
    world: World, staff: Staff, desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def unseen(_: bytes) -> list[Any]:
        raise characters.Unseen("图片识别不了")

    monkeypatch.setattr(characters, "read", unseen)
    desk.write(world.office, staff.author, parts=(part("a", picture("一")),))
    assert codes(desk) == [(reading.WAITING, "error")]
    assert work() == 1
    assert codes(desk) == [(reading.UNREAD, "warning")]
    settings.GONGKAI_OCR = "off"
    desk.edit("paper:1", parts=(part("a", picture("二")),))
    assert codes(desk) == [(reading.UNREAD, "warning")]
    assert work() == 0


def test_a_thick_scan_is_read_by_several_jobs(
    world: World, staff: Staff, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(characters, "read", lambda _: [])
    monkeypatch.setattr(letters, "SECONDS", 0)
    buffer = BytesIO()
    sheets = [Image.new("RGB", (200, 200), colour) for colour in ("white", "#eee", "#ddd")]
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:])
    desk.write(world.office, staff.author, parts=(part("a", buffer.getvalue()),))
    assert letters.read(desk.load("paper:1").parts[0], seconds=-1) is False
    assert Lettering.objects.count() == 1
    assert codes(desk) == [(reading.WAITING, "error")]
    assert work() == 1
    assert codes(desk) == []
    assert Lettering.objects.count() == 3


def test_reviewers_are_shown_the_picture_and_others_are_not(
    world: World, staff: Staff, desk: Desk, client: Client
) -> None:
    desk.write(world.office, staff.author, parts=(part("现场照片.png", picture("绝密★长期")),))
    (row,) = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)
    scanning.findings(desk.load("paper:1"), "现场照片.png")
    work()
    (mark,) = [one for one in scanning.findings(desk.load("paper:1"), "现场照片.png") if one.code == "MARK001"]
    client.force_login(staff.first)
    page = client.get(f"/office/reviews/{row.pk}/")
    address = f"/office/reviews/{row.pk}/files/1/found/{mark.fingerprint}/"
    assert address in page.content.decode()
    assert client.get(address)["Content-Type"] == "image/png"
    assert client.get(address.replace(mark.fingerprint, "0" * 32)).status_code == 404
