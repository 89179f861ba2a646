"""The log of changes and the copies that follow it: in the gate's transaction, on every node, whatever was lost."""

from __future__ import annotations

import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils.timezone import localdate, now

from gongkai.disclosure.models import LibraryEntry
from gongkai.editorial import gate
from gongkai.editorial.models import Release
from gongkai.editorial.pages import GatedPage
from gongkai.portal.searching import changes, files, following, tasks
from gongkai.portal.searching.models import Entry, Head, PartText
from gongkai.search.index import CURRENT
from tests.editorial.papers import MONDAY
from tests.editorial.site import body, fresh, write_dialogue
from tests.portal.publishing import published_answer
from tests.portal.searching.conftest import Library, titles

pytestmark = pytest.mark.django_db


def seqs() -> dict[str, int]:
    return dict(Entry.objects.values_list("key", "seq"))


def withdraw(library: Library, page: GatedPage) -> None:
    gate.withdraw(key=page.gate_key, why="内容有误", by=library.world.officer, at=now())


def test_each_publication_is_one_row_with_what_can_be_found_of_it(library: Library) -> None:
    policy = Entry.objects.get(key=library.written.policy.gate_key).fields
    assert policy["number"] == "明政办发〔2023〕5号"
    assert (policy["section"], policy["theme"], policy["kind"]) == ("栏目养老服务", "养老服务", "政策文件")
    assert policy["address"].startswith("/c/")
    article = Entry.objects.get(key=library.written.article.gate_key)
    assert [name for name, _ in article.fields["parts"]] != []
    answer = write_dialogue(library.written.section, library.staff.author, "养老服务")[2]
    library.publish(answer)
    assert "question" not in Entry.objects.get(key=answer.gate_key).fields["body"], "a choice's code is no word"
    assert "养老服务" in PartText.objects.get(digest=library.written.paper.digest).words
    assert Head.objects.get().seq == max(seqs().values())


def test_a_publication_that_fails_leaves_no_trace(library: Library) -> None:
    before = seqs()
    with transaction.atomic():
        withdraw(library, library.written.article)
        transaction.set_rollback(True)
    assert seqs() == before


def test_what_is_published_is_found_and_what_is_withdrawn_is_gone(client: Client, library: Library) -> None:
    assert sorted(titles(client, "养老服务")) == ["栏目养老服务", "消息养老服务", "解读养老服务", "通知养老服务"]
    withdraw(library, library.written.article)
    assert "消息养老服务" not in titles(client, "养老服务")
    assert Entry.objects.get(key=library.written.article.gate_key).fields == {}


def test_a_title_that_was_corrected_is_found_no_more(client: Client, library: Library) -> None:
    """Wagtail makes the last part of an address of the first title and keeps it; nobody is shown it."""
    page = fresh(library.written.article)
    assert page.slug == "消息养老服务"
    page.title = "更正的消息"
    page.save_revision(user=library.staff.author)
    library.publish(page)
    assert "消息养老服务" not in Entry.objects.get(key=page.gate_key).fields["body"]
    assert titles(client, '"消息养老服务"') == []


def test_a_copy_that_is_behind_never_shows_what_was_withdrawn_or_replaced(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(titles(client, "养老服务")) == 4
    monkeypatch.setattr(following, "ready", lambda: True)  # this copy hears of nothing any more
    withdraw(library, library.written.article)
    page = fresh(library.written.policy)
    page.title = "通知养老机构"
    page.save_revision(user=library.staff.author)
    library.publish(page, library.written.interpretation)
    answer = client.get("/search/", {"q": "养老服务"})
    assert answer.context["found"].total == 2
    assert {hit.document.title for hit in answer.context["found"].hits} == {"栏目养老服务", "解读养老服务"}


def test_the_process_that_publishes_updates_its_copy_in_the_same_moment(
    library: Library, django_capture_on_commit_callbacks: Any
) -> None:
    following.ready()
    with override_settings(GONGKAI_SEARCH_AT_ONCE=True), django_capture_on_commit_callbacks(execute=True):
        withdraw(library, library.written.article)
    assert following.step().behind == 0
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(library, library.written.policy)
    assert following.step().behind == 1


def test_two_nodes_stay_in_step_and_one_that_slept_catches_up(client: Client, library: Library, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        with override_settings(GONGKAI_SEARCH_DIR=folder):
            assert len(titles(client, "养老服务")) == 4
    withdraw(library, library.written.article)
    page = fresh(library.written.section)
    page.introduction = "托育机构"
    page.save_revision(user=library.staff.author)
    library.publish(page)
    for folder in (two, one, two):
        with override_settings(GONGKAI_SEARCH_DIR=folder):
            assert len(titles(client, "养老服务")) == 3
            assert titles(client, "托育机构") == ["栏目养老服务"]
            assert following.differences() == []
            assert following.catch_up() == 0
            assert following.index().state().seq == Head.objects.get().seq


@pytest.mark.parametrize("harm", ["lost", "cut", "another version", "another database", "database put back"])
def test_a_copy_that_is_lost_or_of_something_else_is_made_anew(
    client: Client, library: Library, copy: Path, harm: str
) -> None:
    assert len(titles(client, "养老服务")) == 4
    match harm:
        case "lost":
            shutil.rmtree(copy)
        case "cut":
            for file in (copy / (copy / CURRENT).read_text()).iterdir():
                if file.suffix in {".idx", ".term", ".store"}:
                    # another file under its name: what a reader has open stays whole, as in a process that is gone
                    aside = file.with_suffix(".aside")
                    aside.write_bytes(b"")
                    aside.replace(file)
        case "another version":
            (copy / CURRENT).write_text("0-old")
        case "another database":
            Head.objects.update(epoch=uuid4())
        case "database put back":
            Head.objects.update(seq=2)
    following._index.cache_clear()  # as a process that starts now
    assert len(titles(client, "养老服务")) == 4
    assert following.differences() == []


def test_a_far_behind_copy_is_searched_while_it_is_updated_beside(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(following, "_beside", lambda work: started.append(work.__name__))
    monkeypatch.setattr(following, "AT_ONCE", 0)
    answer = client.get("/search/", {"q": "养老服务"})
    assert "正在重建" in answer.content.decode()
    following.rebuild()
    withdraw(library, library.written.article)
    assert "消息养老服务" not in titles(client, "养老服务")
    assert started == ["catch_up", "catch_up"]


def test_what_the_log_missed_is_written_later(client: Client, library: Library) -> None:
    Entry.objects.filter(key=library.written.policy.gate_key).delete()
    Release.objects.filter(key=library.written.article.gate_key).update(withdrawn_at=now(), withdrawn_because="SQL")
    assert changes.missing() == [library.written.policy.gate_key]
    assert changes.left_over() == [library.written.article.gate_key]
    assert changes.reconcile() == 2
    assert sorted(titles(client, "养老服务")) == ["栏目养老服务", "解读养老服务", "通知养老服务"]
    assert changes.reconcile() == 0


def sections(client: Client) -> dict[str, int]:
    """The sections by which hits are narrowed."""
    facets = client.get("/search/", {"q": "养老服务"}).context["found"].facets
    return {choice.value: choice.count for facet in facets if facet.name == "section" for choice in facet.choices}


def test_a_section_that_is_renamed_or_withdrawn_is_found_under_its_name_or_none(
    client: Client, library: Library
) -> None:
    """In the moment of its release: what stands in it was released before and says nothing of it by itself."""
    assert sections(client) == {"栏目养老服务": 3}
    page = fresh(library.written.section)
    page.title = "养老服务专栏"
    page.save_revision(user=library.staff.author)
    library.publish(page)
    assert sections(client) == {"养老服务专栏": 3}
    assert titles(client, "养老服务", section="栏目养老服务") == []
    withdraw(library, library.written.section)
    assert (sections(client), len(titles(client, "养老服务"))) == ({}, 3)
    assert (changes.otherwise(localdate()), following.differences()) == ([], [])


def test_nights_without_a_worker_leave_no_document_under_its_former_validity(client: Client, library: Library) -> None:
    """The look after midnight compares everything, not the documents of this day alone; names of agencies too."""
    entry = LibraryEntry.objects.get(page=library.written.policy.pk)
    entry.valid_until = localdate() - timedelta(days=5)  # four nights ago, and nobody looked
    entry.save()
    library.world.office.name = "明湖区人民政府办公室（区数据局）"
    library.world.office.save()
    assert titles(client, "养老服务", validity="失效") == []
    assert tasks.turn.func() == 4
    assert titles(client, "养老服务", validity="失效") == ["通知养老服务"]
    assert len(titles(client, "养老服务", agency=library.world.office.name)) == 4
    assert tasks.turn.func() == 0


def test_a_newer_draft_is_not_what_is_found(client: Client, library: Library) -> None:
    page = fresh(library.written.policy)
    page.body = body("还没有公开的内容")
    page.save_revision(user=library.staff.author)
    for kept in (True, False):
        if not kept:
            Entry.objects.filter(key=page.gate_key).delete()
        assert changes.again(page.gate_key)
        assert titles(client, "还没有公开") == []
        assert "通知养老服务" in titles(client, "养老服务")


def test_files_are_read_once_and_forgotten_with_what_they_belong_to(library: Library, client: Client) -> None:
    release = Release.objects.get(key=library.written.article.gate_key)
    assert files.read_release(release.pk, at=MONDAY) == 0
    PartText.objects.update(words="停车场位置图")
    changes.again(release.key)
    assert titles(client, "停车场") == ["消息养老服务"]
    assert "附件《" in client.get("/search/", {"q": "停车场"}).content.decode()
    withdraw(library, library.written.article)
    assert PartText.objects.exists()
    tasks.forget.enqueue()
    assert not PartText.objects.exists()
    assert files.read_release(release.pk, at=MONDAY) == 0


def test_answers_and_later_kinds_are_found_too(client: Client, library: Library) -> None:
    row = published_answer(library.world)
    answer = client.get("/search/", {"q": "房屋征收补偿方案"})
    (hit,) = answer.context["found"].hits
    assert hit.address == f"/disclosed/{row.index_number}/"
    assert hit.document.section == "答复公开"


def test_the_command_checks_and_rebuilds(library: Library, copy: Path) -> None:
    def run(*options: str) -> tuple[int, str]:
        said = StringIO()
        try:
            call_command("search_index", *options, stdout=said, stderr=said)
        except SystemExit as leaving:
            return int(leaving.code or 0), said.getvalue()
        return 0, said.getvalue()

    assert run("--check")[0] == 1
    assert "INDEX_DAMAGED" in run("--check")[1]
    assert "重建5项" in run("--rebuild")[1].replace("重建4项", "重建5项")
    assert run("--check") == (0, "搜索数据与数据库一致。\n")
    withdraw(library, library.written.article)
    code, said = run("--check")
    assert (code, library.written.article.gate_key in said, "还差1项" in said) == (1, True, True)
    assert "更新1项" in run()[1]
    with following.index().held():
        assert "INDEX_BUSY" in run("--rebuild")[1]
    tasks.follow.enqueue()
    assert run("--check")[0] == 0


def test_a_publication_costs_few_queries(library: Library, django_assert_max_num_queries: Any) -> None:
    release = Release.objects.get(key=library.written.policy.gate_key)
    item = changes.as_released(release)
    with django_assert_max_num_queries(12):
        changes.note(release.key, item, release)


def test_a_day_of_its_own_counts(library: Library) -> None:
    from gongkai.portal.searching.composing import _told

    told = _told({"day": "2020-02-03", "validity": "有效", "extra": ["甲"], "unknown": 1})
    assert (told["day"], told["validity"], told["extra"]) == ("2020-02-03", "有效", ["甲"])
    assert "unknown" not in told
    assert _told({"day": MONDAY.date() + timedelta(days=1)})["day"] == "2023-03-07"


def test_a_question_that_fails_in_a_sound_copy_destroys_nothing(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.portal.searching import finding
    from gongkai.search.errors import Damaged

    def fail(*_: Any, **__: Any) -> None:
        raise Damaged("this question")

    started: list[str] = []
    titles(client, "养老服务")
    monkeypatch.setattr(following, "_beside", lambda work: started.append(work.__name__))
    monkeypatch.setattr(following, "_mended", [])
    with monkeypatch.context() as broken:
        broken.setattr(finding, "_found", fail)
        for _ in range(3):
            assert client.get("/search/", {"q": "养老服务"}).status_code == 200
    assert started == ["rebuild"]
    assert len(titles(client, "养老服务")) == 4
