"""Good files survive the coming back of a form, can be taken out, and are gone when it was sent or after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from gongkai.files import keeping, store
from gongkai.files.keeping import TAKE_OUT, TOKEN, KeepingForm
from gongkai.files.models import KeptUpload, StoredFile
from gongkai.files.uploading import FilesField

pytestmark = pytest.mark.django_db
GOOD, OTHER, BAD = ("说明.txt", "第一份说明。\n".encode()), ("二.txt", "第二份。\n".encode()), ("坏.exe", b"MZ\x90\x00")


class Letter(KeepingForm):
    """A form with words and files."""

    name = forms.CharField()
    files = FilesField(required=False)


def sent(*files: tuple[str, bytes], **words: str) -> Letter:
    chosen = [SimpleUploadedFile(name, data) for name, data in files]
    return Letter(words, MultiValueDict({"files": chosen}))


def token_of(form: Letter) -> str:
    html = str(form["files"])
    return html.partition(f'name="{TOKEN}" value="')[2].partition('"')[0]


def names(form: Letter) -> list[str]:
    return [one.checked.name for one in form.cleaned_data["files"]]


def test_one_faulty_file_costs_none_of_the_good_ones() -> None:
    form = sent(GOOD, BAD, name="甲")
    assert not form.is_valid()
    assert "坏.exe" in str(form.errors["files"])
    assert "已保留，不必重新选择：说明.txt" in str(form["files"])
    again = sent(OTHER, GOOD, name="甲", **{TOKEN: token_of(form)})
    assert again.is_valid(), again.errors
    assert names(again) == ["说明.txt", "二.txt"]
    again.sent()
    assert (KeptUpload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_empty_field_elsewhere_and_a_refusal_by_the_verb_keep_the_files() -> None:
    form = sent(GOOD)
    assert not form.is_valid()
    token = token_of(form)
    again = sent(name="甲", **{TOKEN: token})
    assert again.is_valid()
    assert names(again) == ["说明.txt"]
    later = sent(OTHER, name="甲")
    assert later.is_valid()
    later.add_error("files", "这一步现在不能办理。")
    assert "二.txt" in str(later["files"])


def test_a_kept_file_is_taken_out_by_its_button_and_only_with_its_token() -> None:
    form = sent(GOOD, OTHER)
    form.is_valid()
    token, row = token_of(form), KeptUpload.objects.order_by("pk").first()
    assert row is not None
    assert GOOD[1] not in store.path_of(row.file_id).read_bytes()
    stranger = sent(name="乙", **{TOKEN: "x" * 22, TAKE_OUT: str(row.pk)})
    assert stranger.is_valid()
    assert stranger.cleaned_data["files"] == []
    out = sent(name="甲", **{TOKEN: token, TAKE_OUT: str(row.pk)})
    assert not out.is_valid()
    assert "已移除“说明.txt”" in str(out.errors)
    assert "二.txt" in str(out["files"])
    assert "说明.txt（" not in str(out["files"])
    final = sent(name="甲", **{TOKEN: token})
    assert final.is_valid()
    assert names(final) == ["二.txt"]


def test_together_they_stay_within_the_limits(settings: Any) -> None:
    settings.GONGKAI_FILES_PER_UPLOAD = "1"
    form = sent(GOOD)
    form.is_valid()
    more = sent(OTHER, name="甲", **{TOKEN: token_of(form)})
    assert not more.is_valid()
    assert "连同保留的共2个" in str(more.errors)


def test_after_a_day_they_are_gone() -> None:
    form = sent(GOOD)
    form.is_valid()
    token, now = token_of(form), timezone.now()
    assert keeping.sweep(at=now) == 0
    assert keeping.found(token, "files", at=now + timedelta(days=1, seconds=1)) == []
    assert keeping.sweep(at=now + timedelta(days=1, seconds=1)) == 1
    assert StoredFile.objects.count() == 0
