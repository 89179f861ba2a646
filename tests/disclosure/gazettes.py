"""A gazette with an issue, made as offices make them."""

from __future__ import annotations

from datetime import date

from gongkai.disclosure.gazette import compiling
from gongkai.disclosure.gazette.models import Gazette, GazetteIssue
from gongkai.editorial import reviewing
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import MONDAY, Staff, sign_all
from tests.factories import World


def gazette(world: World) -> Gazette:
    """The government's gazette, made by its office."""
    return Gazette.objects.create(
        agency=world.office, name="明湖区人民政府公报", sponsor="明湖区人民政府", editor="明湖区人民政府办公室"
    )


def compiled(world: World, staff: Staff, *pages: GatedPage, column: str = "区政府文件") -> GazetteIssue:
    """An issue of these documents, set."""
    issue = compiling.open_issue(
        gazette=gazette(world), year=2023, number=1, dated_on=date(2023, 3, 5), by=staff.author, at=MONDAY
    )
    compiling.add(issue_id=issue.pk, pages=[page.pk for page in pages], column=column, by=staff.author, at=MONDAY)
    return compiling.set_in_type(issue_id=issue.pk, by=staff.author, at=MONDAY, print_run=400)


def released(issue: GazetteIssue, staff: Staff) -> GazetteIssue:
    """Hand an issue in and sign every review."""
    (row,) = reviewing.submit(keys=[issue.gate_key], by=staff.author, at=MONDAY)
    sign_all(row, staff)
    issue.refresh_from_db()
    return issue


def printed(world: World, staff: Staff, *pages: GatedPage) -> GazetteIssue:
    """A public issue of these documents."""
    return released(compiled(world, staff, *pages), staff)
