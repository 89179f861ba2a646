"""The public site as files: whole, in step with what is public, and never half written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import now

from gongkai.disclosure.models import Article, PublicPage
from gongkai.editorial import gate
from gongkai.portal.mirror import making, manifest, places, tree, verifying
from gongkai.village import posting
from tests.editorial.papers import Staff, hire
from tests.editorial.site import Written, reviewed, write, write_everything
from tests.factories import World, make_district
from tests.village.conftest import settle, snapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sweep]
HOST = "www.minghu.example"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(GONGKAI_SITE_DOMAIN=HOST):
        yield tmp_path / "mirror"


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def staff(world: World) -> Staff:
    return hire(world)


@pytest.fixture
def written(world: World, staff: Staff) -> Written:
    made = write_everything(world, staff, word="养老服务")
    reviewed(staff, made.section)
    reviewed(staff, made.article)
    reviewed(staff, made.policy, made.interpretation)
    return made


def place(number: int) -> str:
    return reverse("portal:page", kwargs=PublicPage.objects.get(page=number).address_parts())


def export(folder: Path, *options: str) -> str:
    said = StringIO()
    call_command("export_site", str(folder), *options, stdout=said, stderr=said)
    return said.getvalue()


def test_the_whole_site_and_then_only_what_changed(
    folder: Path, written: Written, staff: Staff, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.portal.caching.following.BACK", timedelta(0))
    hamlet = settle(world)
    posted = hamlet.public(hamlet.affairs(files=(snapshot("石桥.png"),)), on=now())
    said = export(folder)
    assert "没有导出" not in said
    first = manifest.read(folder / "current")
    assert verifying.differences(folder) == []
    article, policy = place(written.article.pk), place(written.policy.pk)
    for address in ("/", "/c/", "/policies/catalogue.csv", article, policy.replace(".html", ".pdf"), "/sitemap.xml"):
        assert address in first.files, address
    pictures = [address for address in first.files if address.startswith("/c/pictures/")]
    files = [address for address in first.files if address.startswith("/c/files/")]
    assert (len(pictures), len(files)) == (1, 1)
    assert any(address.startswith("/static/portal/") and address.endswith(".css") for address in first.files)
    current = folder / "current"
    bridge = reverse("portal:posting_file", args=[hamlet.agency.code, posted.pk, 1])
    assert (current / bridge[1:] / "index.png").read_bytes().startswith(b"\x89PNG")
    assert f'src="{bridge}"' in (current / first.files[bridge.partition("files/")[0]].path).read_text("utf-8")
    assert "养老服务" in (current / article[1:]).read_text("utf-8")
    assert HOST in (current / article[1:]).read_text("utf-8")
    outage = (current / "progress/index.html").read_text("utf-8")
    assert "网上服务暂时中断" in outage
    assert "0000-12345" in outage
    assert "csrfmiddlewaretoken" not in outage

    reviewed(staff, write(Article, written.section, staff.author, "停水通知"))
    gate.withdraw(key=written.article.gate_key, why="有误", by=world.officer, at=now())
    posting.withdraw(posting_id=posted.pk, why="有误", by=hamlet.reviewer, at=now())
    found = verifying.differences(folder)
    assert {sentence.partition("：")[0] for sentence in found} == {"已经不公开，镜像里还有", "已经公开，镜像里没有"}
    before = (current / policy[1:]).stat().st_ino
    export(folder, "--since")
    second = manifest.read(current)
    assert verifying.differences(folder) == []
    assert article not in second.files
    assert not (current / article[1:]).exists()
    assert not {files[0], bridge} & set(second.files)
    assert "停水通知" in (current / "index.html").read_text("utf-8")
    assert (current / policy[1:]).stat().st_ino == before, "what has not changed is the same file"
    done = making.make(folder, at=now(), host=HOST, since=True)
    assert done.made == 0
    assert len(list((folder / "trees").iterdir())) == 2


def test_who_is_interrupted_leaves_what_was_there(folder: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(GONGKAI_MIRROR_DIR=str(folder)):
        making.update(folder, at=now())
        assert making.update(folder, at=now()) == 0
    stood = (folder / "current").resolve()
    monkeypatch.setattr("gongkai.portal.views.site_pages.render_to_string", _broken)
    with pytest.raises(CommandError, match="镜像没有更换"):
        export(folder)
    assert (folder / "current").resolve() == stood
    (left,) = (folder / "trees").glob("*.part")
    monkeypatch.undo()
    with tree.alone(folder), pytest.raises(CommandError, match="另一个导出"):
        export(folder)
    assert not left.exists()
    (folder / "current" / "index.html").write_text("改")
    (folder / "current" / "map" / "index.html").unlink()
    (folder / "current" / "more.html").write_text("多")
    with pytest.raises(CommandError, match="3处不一致"):
        export(folder, "--verify")
    (folder / "current" / "manifest.json").write_text("{}")
    for options in (["--since"], ["--verify"]):
        with pytest.raises(CommandError, match="读不出来"):
            export(folder, *options)


def _broken(*_: object, **__: object) -> str:
    raise RuntimeError("the disk is full")


def test_the_web_server_looks_for_every_name_that_a_folder_s_file_may_have() -> None:
    conf = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text("utf-8")
    assert set(places.ENDINGS.values()) - set(re.findall(r"\$\{uri\}index\.(\w+)", conf)) == {"epub"}, (
        "an e-book has a name of its own"
    )


def test_every_address_has_a_name_that_a_disk_takes() -> None:
    names = {
        ("/", "text/html"): "index.html",
        ("/c/?page=2", "text/html"): "c/index.html@page=2",
        ("/c/202301/5.html", "text/html"): "c/202301/5.html",
        ("/disclosed/X/files/1/", "application/pdf"): "disclosed/X/files/1/index.pdf",
        ("/villages/x/7/files/1/", "image/jpeg"): "villages/x/7/files/1/index.jpeg",
        ("/c/files/7/%E5%90%8D%E5%8D%95.txt", "text/plain"): "c/files/7/名单.txt",
    }
    assert {asked: places.path_of(*asked) for asked in names} == names
    for bad in ("/c/files/7/..", f"/c/files/7/{'长' * 86}.pdf"):
        with pytest.raises(ValueError, match="/c/files/7"):
            places.path_of(bad, "")
    for outside in ("/office/", "/progress/", "/c/?page=0", "/c/?page=2&x=1", "/nowhere/", "/api/v1/reports"):
        assert places.name_of(outside) == ""
