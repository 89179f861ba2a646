"""Uploads: refused early, never on disk by name, judged one by one."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt

from gongkai.config import urls as site
from gongkai.files import uploading
from gongkai.files.errors import Code
from gongkai.files.kinds import Kind
from gongkai.files.uploading import FilesField, Received, TooLarge
from tests.files import made
from tests.files.streamed import HEAD, TAIL, Stream, post

MIB = 1 << 20


class Form(forms.Form):
    files = FilesField(label="附件", required=False)


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST, request.FILES)
    return HttpResponse("已收到" if form.is_valid() else form["files"].errors.as_text())


urlpatterns = [path("upload/", receive), *site.urlpatterns]
handler400 = "gongkai.portal.errors.bad_request"


def test_two_gigabytes_that_are_declared_are_not_read_at_all() -> None:
    stream = Stream(2 << 30)
    with pytest.raises(TooLarge):
        _ = post(stream).FILES
    assert stream.given == 0


TWO_GIGABYTES = """
import resource, sys
from django.conf import settings
settings.configure(GONGKAI_FILE_MIB=20, GONGKAI_FILES_PER_UPLOAD=10, GONGKAI_UPLOAD_MIB=60,
    GONGKAI_MEDIA_MIB=60, GONGKAI_SCANNER="",
    FILE_UPLOAD_HANDLERS=["gongkai.files.uploading.Bounded"], ROOT_URLCONF="none")
import django
django.setup()
from tests.files.streamed import Stream, post
from gongkai.files import uploading
uploading.FIELDS = 4 << 30  # the declared length is believed to be small, as behind a proxy that does not know it
def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
stream = Stream(2 << 30)
request, before = post(stream), memory()
try:
    request.FILES
except uploading.TooLarge:
    print(stream.given, memory() - before)
"""


def test_two_gigabytes_that_come_unannounced_stop_at_the_limit_and_fill_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", TWO_GIGABYTES], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    given, grown = map(int, done.stdout.split())
    assert given <= 60 * MIB + MIB
    assert grown < 16 * MIB
    assert list(tmp_path.iterdir()) == []


@pytest.mark.urls("tests.files.test_uploading")
def test_the_answer_is_413_and_a_sentence(settings: Any) -> None:
    settings.GONGKAI_UPLOAD_MIB = 1
    client = Client()
    began = time.monotonic()
    response = client.post("/upload/", {"files": SimpleUploadedFile("a.txt", b"x" * (4 * MIB))})
    assert response.status_code == 413
    assert "一次上传的文件合计超过了1MB" in response.content.decode()
    assert "Traceback" not in response.content.decode()
    unannounced = client.post("/upload/", {"files": SimpleUploadedFile("a.txt", b"x" * (2 * MIB))})
    assert unannounced.status_code == 413
    assert client.post("/upload/", {"files": SimpleUploadedFile("a.txt", b"x" * MIB)}).status_code == 200
    assert time.monotonic() - began < 10


@pytest.mark.urls("tests.files.test_uploading")
def test_a_form_is_served_from_end_to_end() -> None:
    response = Client().post("/upload/", {"files": [SimpleUploadedFile("a.txt", made.text())]})
    assert response.content.decode() == "已收到"
    gc.collect()  # a temporary file that nobody closed would warn here


def test_nothing_lies_on_disk_under_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = post(Stream(8 * MIB))
    (file,) = request.FILES.getlist("files")
    assert file.size == 8 * MIB - len(HEAD) - len(TAIL)
    assert file.read(5) == b"xxxxx"
    assert list(tmp_path.iterdir()) == []
    file.close()


# ------------------------------------------------------------------------------- the field


def cleaned(*files: tuple[str, bytes], **options: Any) -> list[Received]:
    field = FilesField(**options)
    found: list[Received] = field.clean([SimpleUploadedFile(name, data) for name, data in files])
    return found


def faults(*files: tuple[str, bytes], **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(forms.ValidationError) as refused:
        cleaned(*files, **options)
    return [(error.code, error.message) for error in refused.value.error_list]


def test_files_come_out_checked() -> None:
    received = cleaned(("身份证.JPG", made.jpeg()), ("a.txt", made.text()))
    assert [(one.checked.kind, one.checked.name) for one in received] == [
        (Kind.JPEG, "身份证.jpg"),
        (Kind.TXT, "a.txt"),
    ]
    assert received[0].data == made.jpeg()


def test_each_fault_names_its_file() -> None:
    found = faults(
        ("好.pdf", made.pdf()), ("坏.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("程\u202e序.pdf", made.PROGRAM)
    )
    assert [code for code, _ in found] == [Code.OLD_OFFICE, Code.EXECUTABLE]
    assert found[0][1].startswith("“坏.doc”：这是旧版 Office")
    assert found[1][1].startswith("“程序.pdf”：")


def test_an_empty_file_is_named_and_nothing_chosen_is_nothing() -> None:
    assert [code for code, _ in faults(("空.pdf", b""))] == [Code.EMPTY]
    assert FilesField(required=False).clean([]) == []
    assert FilesField(required=False).clean(None) == []
    with pytest.raises(forms.ValidationError, match="请选择要上传的文件"):
        FilesField().clean([])


def test_too_many_and_too_much_are_said_with_the_figures(settings: Any) -> None:
    settings.GONGKAI_FILES_PER_UPLOAD, settings.GONGKAI_FILE_MIB, settings.GONGKAI_UPLOAD_MIB = 2, 1, 2
    ((code, sentence),) = faults(*[("a.txt", b"x")] * 3)
    assert (code, "选了3个，每个文件不超过1MB，最多2个，合计不超过2MB" in sentence) == (Code.TOO_MANY, True)
    ((code, sentence),) = faults(("a.txt", b"x" * (3 * MIB)))
    assert (code, "合计3MB" in sentence) == (Code.TOO_LARGE_TOGETHER, True)
    ((code, sentence),) = faults(("a.txt", b"x" * (MIB + 1)))
    assert (code, "这个文件1.1MB，上限1MB" in sentence) == (Code.TOO_LARGE, True)


def test_the_field_works_without_javascript_and_says_what_it_takes(settings: Any) -> None:
    form = Form()
    html = str(form["files"])
    assert " multiple" in html
    assert 'accept=".pdf,.jpg,' in html
    expected = "可以上传PDF、图片（JPEG、PNG、TIFF）、Office 文档（DOCX、XLSX、PPTX）、OFD、纯文本；每个文件"
    assert expected in str(form["files"].help_text)
    assert "每个文件不超过20MB，最多10个，合计不超过60MB" in str(form["files"].help_text)
    assert "没有接查毒软件" in uploading.help_text(frozenset({Kind.PDF}))
    settings.GONGKAI_SCANNER = "clamd:/run/clamd"
    assert uploading.help_text(frozenset({Kind.PDF})) == ("可以上传PDF；每个文件不超过20MB，最多10个，合计不超过60MB。")


def test_a_form_takes_several_files_from_one_field() -> None:
    files: MultiValueDict[str, Any] = MultiValueDict(
        {"files": [SimpleUploadedFile("a.txt", made.text()), SimpleUploadedFile("b.pdf", made.pdf())]}
    )
    form = Form({}, files)
    assert form.is_valid(), form.errors
    assert [one.checked.name for one in form.cleaned_data["files"]] == ["a.txt", "b.pdf"]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    gc.collect()
