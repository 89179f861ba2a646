"""The yearly table of the site: counted where the system counts, entered by name elsewhere, public through the gate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Section, SiteReport
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete, NotCleared
from gongkai.portal.selfcheck import annual, providers, rhythm
from gongkai.portal.selfcheck.annual import Row
from gongkai.portal.selfcheck.models import SiteFigure
from gongkai.statute.website_checks import report_fields
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import reviewed
from tests.factories import World, at
from tests.portal.selfcheck.conftest import Opens

pytestmark = pytest.mark.django_db
NEXT_YEAR = at(2024, 1, 10)


def by_key(world: World) -> dict[str, Row]:
    return {row.field.key: row for row in annual.rows(world.office, 2023)}


def entered(world: World, *leaving: str) -> dict[str, tuple[Decimal, str]]:
    """A figure for everything that people enter."""
    keys = [key for key, row in by_key(world).items() if row.by_hand and key not in leaving]
    return {key: (Decimal(place), "值班登记簿") for place, key in enumerate(keys)}


def test_what_the_system_counts_is_counted_and_the_rest_is_entered_by_name(
    news: Section, world: World, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = by_key(world)
    assert (found["published"].value, found["news"].value, found["catalogue"].value) == (1, 1, 0)
    assert annual.rows(world.office, 2022)[2].value == 0
    assert (found["letters"].value, found["letters"].by_hand) == (0, False)
    assert found["interviews"].by_hand
    monkeypatch.setattr(providers, "_counts", dict(providers._counts))
    providers.offer_count("interviews.held", lambda year: year - 2000)
    assert (by_key(world)["interviews"].value, by_key(world)["interviews"].by_hand) == (23, False)
    figures = {"weibo_posts": (Decimal(12), "微博后台")}
    assert annual.enter(agency=world.office, year=2023, figures=figures, by=staff.author, at=NEXT_YEAR) == 1
    assert annual.enter(agency=world.office, year=2023, figures=figures, by=staff.author, at=NEXT_YEAR) == 0
    assert by_key(world)["weibo_posts"].origin == "文拟填报于2024-01-10，来源：微博后台"
    assert Entry.objects.filter(action=Action.FIGURE_ENTERED, detail__key="site.weibo_posts").count() == 1
    for key, value, source in (
        ("published", Decimal(9), "x"),
        ("drilled", Decimal(1), " "),
        ("drilled", Decimal(-1), "x"),
        ("no-such", Decimal(1), "x"),
    ):
        both = {"app": (Decimal(0), "没有"), key: (value, source)}
        with pytest.raises(Incomplete):
            annual.enter(agency=world.office, year=2023, figures=both, by=staff.author, at=NEXT_YEAR)
    assert SiteFigure.objects.count() == 1
    with pytest.raises(NotAllowed):
        annual.enter(agency=world.office, year=2023, figures=figures, by=world.stranger, at=NEXT_YEAR)


def test_the_table_goes_through_the_gate_and_the_next_one_is_due_on_31_january(
    news: Section, opens: Opens, world: World, staff: Staff, client: Client
) -> None:
    def compile_it() -> SiteReport:
        return annual.draft(agency=world.office, year=2023, by=staff.author, at=NEXT_YEAR)

    assert annual.owed(world.office, date(2024, 1, 10)) is None
    figures = entered(world, "drilled")
    annual.enter(agency=world.office, year=2023, figures=figures, by=staff.author, at=NEXT_YEAR)
    with pytest.raises(Incomplete, match="还有1项没有填报：是否开展应急演练"):
        compile_it()
    last = {"drilled": (Decimal(1), "演练记录")}
    annual.enter(agency=world.office, year=2023, figures=last, by=staff.author, at=NEXT_YEAR)
    with pytest.raises(Incomplete, match="请先开设"):
        compile_it()
    section = opens("政府网站年度报表", "annual")
    owed = annual.owed(world.office, date(2024, 1, 10))
    assert owed
    assert (owed.year, owed.due_on, owed.left) == (2023, date(2024, 1, 31), 21)
    draft = compile_it()
    assert compile_it().pk == draft.pk
    assert not draft.live
    reviewed(staff, draft)
    assert annual.owed(world.office, date(2024, 1, 10)) is None
    text = client.get(publishing.public_address(draft.gate_key)).content.decode()
    for field in report_fields().values():
        assert field.label in text
    assert text.count("人工填报</span>") == len(figures) + 1
    assert '<meta name="ColumnType" content="信息公开年报">' in text
    assert draft.title in client.get("/").content.decode()
    (column,) = [one for one in rhythm.columns(date(2024, 2, 1)) if one.section == section.pk]
    assert column.due_on == date(2025, 1, 31)
    # what is public stays what was reviewed, whatever is entered later
    annual.enter(agency=world.office, year=2023, figures={"app": (Decimal(99), "改")}, by=staff.author, at=NEXT_YEAR)
    compile_it()
    assert client.get(publishing.public_address(draft.gate_key)).content.decode() == text
    # nor is this so because nothing would be different: once reviewed, it is
    reviewed(staff, draft)
    assert client.get(publishing.public_address(draft.gate_key)).content.decode() != text


def test_a_table_without_all_its_figures_is_not_reviewed(news: Section, staff: Staff, world: World) -> None:
    page = SiteReport(title="报表", year=2023, attribute="proactive", owner=staff.author)
    Section.objects.get(pk=news.pk).add_child(instance=page)
    page.save_revision(user=staff.author)
    with pytest.raises(Incomplete, match="没有填报：独立用户访问总量"):
        pages.require_filled(page.gate_key)
    reviewed(staff, page)
    with pytest.raises(NotCleared, match="没有填报"):
        gate.release(keys=[page.gate_key], by=None, at=MONDAY)
    copied = page.copy(update_attrs={"slug": "x", "title": "又一份"}, keep_live=False)
    assert "没有年度" in pages.newest(copied).lacking()


def test_the_screen_keeps_what_was_typed_and_makes_the_draft(
    news: Section, opens: Opens, world: World, staff: Staff, client: Client
) -> None:
    opens("政府网站年度报表", "annual")
    where = f"/office/site/report/{world.office.code}/2023/"
    client.force_login(world.stranger)
    assert client.get(where).status_code == 404
    client.force_login(staff.author)
    assert "还有" in client.get(where).content.decode()
    bad = client.post(where, {"do": "save", "value-app": "许多", "source-app": "后台"})
    assert bad.status_code == 422
    assert "应为数字，不能是“许多”" in bad.content.decode()
    assert 'value="许多"' in bad.content.decode()
    assert client.post(where, {"do": "save", "value-app": "NaN", "source-app": "后台"}).status_code == 422
    assert client.post(where, {"do": "other"}).status_code == 404
    figures = entered(world)
    typed = {f"value-{key}": str(value) for key, (value, _) in figures.items()}
    typed |= {f"source-{key}": source for key, (_, source) in figures.items()} | {"do": "draft", "value-app": "1,234"}
    answer = client.post(where, typed)
    page = SiteReport.objects.get()
    assert answer["Location"] == f"/office/content/{page.pk}/"
    assert SiteFigure.objects.get(key="app").value == 1234
    assert "网站年度报表（" in client.get("/office/site/").content.decode()
