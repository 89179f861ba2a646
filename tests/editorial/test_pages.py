"""Pages of the site through the gate: what is released is what was reviewed, whatever field of it one changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Revision

from gongkai.disclosure import publishing, queries
from gongkai.disclosure.models import Article, Interpretation, PublicPage, Section
from gongkai.editorial import attributes, content, gate, items, labels, live_lock, pages, reviewing, showing
from gongkai.editorial.errors import Gone, Incomplete, NotCleared, OwnWork, WrongWay
from gongkai.editorial.models import Release, ReleasedPart, Round
from tests.editorial.papers import MONDAY, Staff, sign, sign_all
from tests.editorial.site import Written, body, fresh, home, paper, reviewed, write, write_everything
from tests.factories import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(world: World, staff: Staff) -> Written:
    return write_everything(world, staff)


def address(page: pages.GatedPage) -> str:
    return publishing.public_address(page.gate_key)


def test_from_a_draft_to_a_permanent_address(written: Written, staff: Staff, client: Client) -> None:
    assert [page.live for page in written.all()] == [False] * len(written.all())
    reviewed(staff, written.section)
    reviewed(staff, written.article)
    page = fresh(written.article)
    assert (page.live, page.latest_revision_id, page.has_unpublished_changes) == (True, page.live_revision_id, False)
    assert address(page) == f"/c/202303/{page.pk}.html"
    where = address(page)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(where)
    assert len(asked) <= 5, [query["sql"].partition(" FROM ")[2][:300] for query in asked]
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "消息各科室" in shown
    file, picture = f"/c/files/{written.paper.pk}/名单各科室.txt", f"/c/pictures/{written.picture.pk}/width-800"
    assert picture in shown
    assert client.get(file).content.decode() == "各科室\n"
    assert client.get(picture)["Content-Type"] == "image/png"
    assert client.get(f"/c/pictures/{written.picture.pk}/width-7").status_code == 404
    assert "消息各科室" in client.get(address(written.section)).content.decode()
    # taken down: page, file and picture in the same moment; the address stays its own
    gate.withdraw(key=page.gate_key, why="数据有误", by=staff.second, at=at(2023, 3, 7))
    assert [client.get(path).status_code for path in (where, file, picture)] == [404] * 3
    assert not fresh(page).live
    assert "消息各科室" not in client.get(address(written.section)).content.decode()
    with pytest.raises(NotCleared, match="没有初审"):
        gate.release(keys=[page.gate_key], by=staff.second, at=at(2023, 3, 7))


def test_whatever_a_reader_sees_is_reviewed(written: Written, staff: Staff, world: World) -> None:
    """Each field, each line, each block changes the digest; what no reader sees does not."""
    article = pages.newest(fresh(written.article))
    before = article.as_item().digest
    other = paper(world.office, staff.author, "别的名单", "别的名单")
    changes = {
        "title": "另一个标题",
        "slug": "another",
        "seo_title": "另一个",
        "search_description": "另一段",
        "source": "别处",
        "attribute": "withheld",
        "attribute_reason": "理由",
        "body": body("改了一个字"),
        "under_id": home(world.office).pk,
        "agency_id": world.other.pk,
    }
    covered = {name.removesuffix("_id") for name in changes} | {"enclosures", "live", "live_revision"}
    assert covered == content.names(Article), "a field was added: change it here"
    for name, value in changes.items():
        changed = pages.newest(fresh(written.article))
        setattr(changed, name, value)
        assert changed.as_item(whole=False).digest != before, name
    changed = pages.newest(fresh(written.article))
    changed.enclosures = [("paper", other)]
    assert changed.as_item().digest != before
    unseen = pages.newest(fresh(written.article))
    unseen.owner, unseen.show_in_menus = world.leader, True
    assert unseen.as_item().digest == before
    # words of every field reach the checks, those for who cannot see among them
    said = " ".join(words for _, words in article.as_item().texts)
    assert said.count("各科室") >= 5
    assert "<p>" not in said
    assert [part.name for part in article.as_item().parts] == ["名单各科室.txt", "图各科室.png"]


def test_while_a_round_runs_the_page_is_locked_and_an_edit_beside_the_lock_ends_it(
    written: Written, staff: Staff, world: World
) -> None:
    (row,) = reviewing.submit(keys=[written.article.gate_key], by=staff.author, at=MONDAY)
    lock = fresh(written.article).get_lock()
    assert lock is not None
    assert lock.for_user(staff.author)
    assert "初审" in lock.get_message(staff.author)
    draft = pages.newest(fresh(written.article))
    draft.save_revision(user=world.leader)  # saved, but the same content
    row.refresh_from_db()
    assert row.state == Round.State.OPEN
    draft.title = "改过的标题"
    draft.save_revision(user=world.leader)
    row.refresh_from_db()
    assert row.state == Round.State.CHANGED
    assert fresh(written.article).get_lock() is None
    # who edited is an author now, and reviews nothing of it
    again = reviewing.submit(keys=[written.article.gate_key], by=staff.author, at=MONDAY)[0]
    for _ in range(3):
        again = sign(again, staff)
    with pytest.raises(OwnWork):
        sign(again, staff, by=world.leader)


def test_an_edit_of_a_public_page_waits_for_its_own_review(written: Written, staff: Staff, client: Client) -> None:
    reviewed(staff, written.article)
    draft = pages.newest(fresh(written.article))
    draft.title, draft.body = "新标题", body("新的正文")
    draft.save_revision(user=staff.author)
    shown = client.get(address(written.article)).content.decode()
    assert "新标题" not in shown
    assert "消息各科室" in shown
    reviewed(staff, draft)
    assert "新标题" in client.get(address(written.article)).content.decode()
    assert Release.objects.filter(withdrawn_at=None, key=draft.gate_key).count() == 1
    assert PublicPage.objects.get(page=draft.pk).month == "202303"


def test_a_document_and_its_interpretation_go_together(written: Written, staff: Staff, client: Client) -> None:
    with pytest.raises(Incomplete, match="同步审签"):
        reviewing.submit(keys=[written.policy.gate_key], by=staff.author, at=MONDAY)
    rows = reviewing.submit(keys=[written.policy.gate_key, written.interpretation.gate_key], by=staff.author, at=MONDAY)
    sign_all(rows[0], staff)
    assert not fresh(written.policy).live
    sign_all(rows[1], staff)
    assert fresh(written.policy).live
    assert fresh(written.interpretation).live
    document = client.get(address(written.policy)).content.decode()
    assert address(written.interpretation) in document
    assert address(written.policy) in client.get(address(written.interpretation)).content.decode()


def test_a_page_that_is_not_filled_is_not_public_with_every_signature(written: Written, staff: Staff) -> None:
    draft = pages.newest(fresh(written.policy))
    draft.issued_by = ""
    draft.save_revision(user=staff.author, clean=False)
    with pytest.raises(Incomplete, match="还没有填完"):
        pages.require_filled(draft.gate_key)
    draft = pages.newest(fresh(written.interpretation))
    rows = reviewed(staff, written.policy, draft)
    assert {row.state for row in rows} == {Round.State.CLEARED}
    assert not fresh(written.policy).live
    with pytest.raises(NotCleared, match="没有填完"):
        gate.release(keys=[written.policy.gate_key, draft.gate_key], by=staff.second, at=MONDAY)


def test_moving_takes_the_agency_along_and_never_moves_what_is_public(
    written: Written, staff: Staff, world: World
) -> None:
    elsewhere = write(Section, home(world.other), staff.author, "别的栏目")
    page = fresh(written.article)
    page.move(Page.objects.get(pk=elsewhere.pk), "last-child")
    moved = fresh(written.article)
    assert (moved.agency, moved.under_id) == (world.other, elsewhere.pk)
    assert items.load(moved.gate_key).agency == world.other
    moved.move(Page.objects.get(pk=written.section.pk), "last-child")
    reviewed(staff, written.article)
    for public in (fresh(written.article), fresh(written.section)):
        with pytest.raises(WrongWay, match="正在公开，不能移动"):
            public.move(Page.objects.get(pk=elsewhere.pk), "last-child")


def test_files_of_what_is_public_stay_what_they_are(written: Written, staff: Staff) -> None:
    reviewed(staff, written.article)
    assert ReleasedPart.objects.filter(release__withdrawn_at=None).count() == 2
    for change in ({"title": "别的名字"}, {"digest": "0" * 64}):
        row = type(written.paper).objects.get(pk=written.paper.pk)
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(WrongWay, match="不能更换或者改名"):
            row.save()
    for stored in (written.paper, written.picture, fresh(written.article)):
        with pytest.raises(WrongWay, match="不能删除"), transaction.atomic():
            stored.delete()
    with pytest.raises(WrongWay), transaction.atomic():
        type(written.paper).objects.filter(pk=written.paper.pk).delete()
    with pytest.raises((WrongWay, ProtectedError)), transaction.atomic():
        Page.objects.filter(pk=written.article.pk).delete()
    # bytes changed on disk are not handed out
    with written.paper.file.storage.open(written.paper.file.name, "wb") as file:
        file.write("别的内容".encode())
    assert queries.released_file(written.paper.pk) is None


def test_an_agencys_pages_are_all_there(written: Written, world: World) -> None:
    assert set(publishing.keys(world.office)) == {page.gate_key for page in written.all()}
    assert list(publishing.keys(world.other)) == []
    with pytest.raises(Gone):
        items.load(home(world.office).gate_key)
    with pytest.raises(Gone):
        items.load("page:x")


def test_each_sort_of_page_has_its_name_and_its_own_procedure(written: Written, world: World, staff: Staff) -> None:
    """What the screen of the procedures sets for a sort counts for its pages, and for no other."""
    said = {page.as_item().kind: page.kind_label() for page in written.all()}
    assert said == {
        "section": "栏目", "article": "一般信息", "policy": "政策文件", "interpretation": "政策解读",
        "talk": "政策公开讲",
            "site_report": "网站年度报表", "catalogue": "主动公开目录", "inspection": "随机抽查", "leader": "负责人",
        "meeting": "政府会议", "points": "查阅场所", "profile": "机构职能", "topic": "专题专栏", "reprint": "转载",
    }  # fmt: skip
    assert said.items() <= items.sorts().items()
    assert "page" not in items.sorts()
    form = {"agency": world.office.pk, "kind": "article", "stage": ["second_review"], "at_once": "1"}
    officer = Client()
    officer.force_login(world.officer)
    assert officer.post("/office/reviews/procedures/", form).status_code == 302
    row, other = (reviewing.submit(keys=[page.gate_key], by=staff.author, at=MONDAY)[0] for page in written.all()[:2])
    assert (row.stage, other.stage) == ("first_review", "second_review")
    shown = officer.get("/office/reviews/").content.decode()
    assert "一般信息<br>" in shown


def test_the_database_keeps_its_own_lock() -> None:
    assert live_lock.is_on(connection)
    live_lock.take_off(connection)
    assert not live_lock.is_on(connection)
    live_lock.put_on(connection)
    assert live_lock.is_on(connection)


def test_saving_a_draft_costs_a_counted_number_of_questions(written: Written, staff: Staff) -> None:
    draft = pages.newest(fresh(written.article))
    draft.title = "第二稿"
    with CaptureQueriesContext(connection) as asked:
        draft.save_revision(user=staff.author)
    assert len(asked) <= 30, len(asked)
    with CaptureQueriesContext(connection) as asked:
        write(Interpretation, fresh(written.section), staff.author, "又一篇", document=written.policy)
    assert len(asked) <= 62, len(asked)
    assert Revision.objects.exists()


def test_marks_are_counted_as_the_drafts_have_them_without_loading_a_page(
    written: Written, world: World, staff: Staff
) -> None:
    reviewed(staff, written.section)
    reviewed(staff, written.article)
    draft = fresh(written.article)
    draft.title, draft.attribute, draft.attribute_reason = "改过的标题", "on_request", "内部事务信息"
    draft.save_revision(user=staff.author)
    unmarked = write(Article, written.section, staff.author, "没有标明", body=body("一"))
    unmarked.attribute = None
    unmarked.save_revision(user=staff.author, clean=False)
    with CaptureQueriesContext(connection) as asked:
        found = attributes.coverage(world.office)
    assert (found.total, found.marked, found.unmarked) == (
        len(written.all()) + 1,
        len(written.all()),
        ((unmarked.gate_key, "没有标明"),),
    )
    assert len(asked) <= 6
    with CaptureQueriesContext(connection) as asked:
        due = attributes.due_for_reassessment(world.office, today=date(2023, 3, 6))
    assert [(mark.key, mark.title, mark.attribute_reason, day) for mark, day in due] == [
        (draft.gate_key, "改过的标题", "内部事务信息", None)
    ]
    assert len(asked) <= 6
    assert attributes.coverage(world.other).total == 0


def test_what_a_draft_cites_is_not_deleted(written: Written, world: World, staff: Staff) -> None:
    spare = paper(world.office, staff.author, title="没有引用")
    for cited, draft in ((written.paper, "消息各科室"), (written.picture, "消息各科室")):
        with pytest.raises(WrongWay, match=f"草稿《{draft}》正引用“{cited.title}”，不能删除"), transaction.atomic():
            cited.delete()
    spare.delete()
    page = fresh(written.article)
    page.enclosures, page.body = [], body("改过")
    page.save_revision(user=staff.author)
    written.paper.delete()
    written.picture.delete()
    linked = paper(world.office, staff.author, title="文中链接")
    page.body = body(f'见<a linktype="document" id="{linked.pk}">附件</a>')
    page.save_revision(user=staff.author)
    with pytest.raises(WrongWay, match="草稿"), transaction.atomic():
        linked.delete()


def test_reviewers_read_what_readers_will_and_what_changed_in_words(
    written: Written, world: World, staff: Staff
) -> None:
    (row,) = reviewing.submit(keys=[written.article.gate_key], by=staff.author, at=MONDAY)
    page = showing.sheet(staff.first, row, at=MONDAY)
    names = [labels.label(field.name) for field in page.fields]
    assert {"正文", "搜索引擎显示的标题", "搜索引擎显示的摘要"} <= set(names)
    assert not {"缩略名", "slug", "公开机关", "所在栏目"} & set(names)
    reviewing.take_back(round_id=row.pk, by=staff.author, at=MONDAY)
    draft = fresh(written.article)
    draft.title, draft.slug = "另一个题目", "another-address"
    draft.save_revision(user=staff.author)
    (again,) = reviewing.submit(keys=[draft.gate_key], by=staff.author, at=MONDAY)
    found = showing.difference(showing.sheet(staff.first, again, at=MONDAY))
    assert found is not None
    assert [change.name for change in found.changes] == ["标题"]
    assert found.forms == ()
