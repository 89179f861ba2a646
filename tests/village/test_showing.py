"""A photograph of the paper board: proof that stays in the house, unless village and township show it to everybody."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from gongkai.agencies.permissions import NotAllowed
from gongkai.editorial import differences, gate
from gongkai.editorial.errors import Incomplete, NotCleared, OwnWork
from gongkai.editorial.reviewing import Seen
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.village import hanging, listing, posting, showing
from gongkai.village.errors import NotNow
from gongkai.village.hanging import Hung
from gongkai.village.models import BoardPhoto, Posting
from tests.village.conftest import OCTOBER, Hamlet

pytestmark = pytest.mark.django_db


def photograph() -> Received:
    """One that says with what it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "SECRETCAM"
    Image.new("RGB", (64, 48), "#c33").save(out, "JPEG", exif=exif)
    return Received(out.getvalue(), check(out.getvalue(), "公开栏.jpg"))


def proven(hamlet: Hamlet, row: Posting, *, shown: bool = False) -> BoardPhoto:
    hung = Hung(date(2026, 10, 8), "村委会门口", photograph(), shown)
    return hanging.prove(posting_id=row.pk, hung=hung, by=hamlet.clerk, at=OCTOBER)


def seen(photo: BoardPhoto) -> Seen:
    found = showing.round_of(photo)
    assert found is not None
    return Seen(found.seq, found.digest)


def everybody_sees(client: Client, row: Posting, photo: BoardPhoto) -> bool:
    """Whether page, API and the address of the picture say the same, and what they say."""
    page = f"/villages/{row.village.agency.code}/{row.pk}/"
    where = f"{page}board/{photo.pk}/"
    told = client.get(f"/api/v1/villages/{row.village.agency.code}/postings/{row.pk}").json().get("board_photo")
    answer = client.get(where)
    assert {where in client.get(page).content.decode(), bool(told), answer.status_code == 200} in ({True}, {False})
    if told:
        assert told == {"taken_on": "2026-10-08", "place": "村委会门口", "path": where}
        assert (answer["Content-Type"], b"SECRETCAM" in answer.content) == ("image/jpeg", False)
    return bool(told)


def test_it_is_shown_when_the_village_asks_and_the_township_has_looked(hamlet: Hamlet, client: Client) -> None:
    row = hamlet.public(hamlet.affairs())
    silent, asked = proven(hamlet, row), proven(hamlet, row, shown=True)
    assert showing.round_of(silent) is None, "off unless somebody says so"
    by: dict[str, Any] = {"by": hamlet.reviewer, "at": OCTOBER}
    hanging.judge(photo_id=silent.pk, accepted=True, why="", **by)
    with pytest.raises(NotNow, match="核验"):
        showing.allow(photo_id=asked.pk, seen=seen(asked), **by)
    hanging.judge(photo_id=asked.pk, accepted=True, why="", **by)
    assert not everybody_sees(client, row, asked)
    assert [one.pk for one in listing.waiting(hamlet.reviewer, at=OCTOBER).photos] == [asked.pk]
    for wrong in (hamlet.clerk, hamlet.overseer, hamlet.world.officer):
        with pytest.raises((NotAllowed, OwnWork)):
            showing.allow(photo_id=asked.pk, seen=seen(asked), by=wrong, at=OCTOBER)
    showing.allow(photo_id=asked.pk, seen=seen(asked), **by)
    assert everybody_sees(client, row, asked)
    assert client.get(f"/villages/{hamlet.agency.code}/{row.pk}/board/{silent.pk}/").status_code == 404
    asked.refresh_from_db()
    assert gate.standing(asked.gate_key) is not None
    assert differences.strays() == []
    for way in (asked.delete, lambda: BoardPhoto.objects.filter(pk=silent.pk).update(shown_from=OCTOBER)):
        with pytest.raises(NotCleared):
            way()
    with pytest.raises(NotAllowed):
        showing.hide(photo_id=asked.pk, why="有人脸", by=hamlet.clerk, at=OCTOBER)
    with pytest.raises(Incomplete):
        showing.hide(photo_id=asked.pk, why=" ", **by)
    showing.hide(photo_id=asked.pk, why="照片里有村民的脸", **by)
    assert not everybody_sees(client, row, asked)
    showing.offer(photo_id=asked.pk, by=hamlet.clerk, at=OCTOBER)
    showing.allow(photo_id=asked.pk, seen=seen(asked), **by)
    posting.withdraw(posting_id=row.pk, why="会议记录有误", **by)
    asked.refresh_from_db()
    assert (asked.shown_from, gate.standing(asked.gate_key)) == (None, None), "it leaves with its posting"


def test_what_is_refused_or_taken_back_stays_in_the_house(hamlet: Hamlet, client: Client) -> None:
    row, by = hamlet.public(hamlet.affairs()), {"by": hamlet.reviewer, "at": OCTOBER}
    photo = proven(hamlet, row, shown=True)
    showing.take_back(photo_id=photo.pk, by=hamlet.clerk, at=OCTOBER)
    showing.offer(photo_id=photo.pk, by=hamlet.clerk, at=OCTOBER)
    with pytest.raises(Incomplete):
        showing.refuse(photo_id=photo.pk, seen=seen(photo), words="", **by)
    showing.refuse(photo_id=photo.pk, seen=seen(photo), words="拍到了门牌，请重拍", **by)
    showing.offer(photo_id=photo.pk, by=hamlet.clerk, at=OCTOBER)
    hanging.judge(photo_id=photo.pk, accepted=False, why="看不清", **by)
    assert showing.round_of(photo) is None
    with pytest.raises(NotNow):
        showing.offer(photo_id=photo.pk, by=hamlet.clerk, at=OCTOBER)
    assert not everybody_sees(client, row, photo)
