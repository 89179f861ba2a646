"""Seeding: the whole made-up district in one transaction, once. A database that holds anything else is left
alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case
from gongkai.demo import (
    annual_report,
    dialogue_2023,
    dialogue_recent,
    former_site,
    interpretations_2023,
    mailing,
    oversight_year,
    present,
    publications_2023,
    requests_2023,
    shared,
    site,
    stocktakings,
    villages,
    website,
    years_since,
    zones_2023,
)
from gongkai.demo.district import GOVERNMENT, OFFICE, found
from gongkai.demo.stage import play
from gongkai.disclosure.models import PolicyDocument, PublicPage
from gongkai.editorial.pages import GatedPage
from gongkai.report.check import check
from gongkai.report.model import Finding
from gongkai.report.read import read_bytes
from gongkai.reporting import queries
from gongkai.reporting.models import AnnualReport


class NotEmpty(Exception):
    """The database holds an installation that is not the demo."""

    def __init__(self) -> None:
        super().__init__("数据库里已经有别的机构数据，演示不会写入。请另选数据目录：GONGKAI_DATA=目录 gongkai demo。")


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is: counts, and what the check of the published files says."""

    agencies: int
    requests: int
    open_requests: int
    title: str
    published_on: str
    findings: tuple[Finding, ...]


def seeded() -> bool:
    """Whether the district is there. Raises NotEmpty for a database with other agencies."""
    if Agency.objects.filter(code=GOVERNMENT, name="明湖区人民政府").exists():
        return True
    if Agency.objects.exists():
        raise NotEmpty
    return False


@transaction.atomic
def seed(now: datetime) -> bool:
    """Make the district, its year 2023, a few requests open at a moment and its public site.

    Does nothing the second time. Returns whether anything was made. Raises NotEmpty.
    """
    if seeded():
        return False
    district = found()
    documents: dict[date, GatedPage] = {}
    play(
        [
            *requests_2023.stories(district),
            publications_2023.story(district, documents),
            interpretations_2023.talks(district, documents),
            interpretations_2023.later(district, documents),
            *zones_2023.stories(district),
            shared.invited(district),
            *dialogue_2023.stories(district),
        ]
    )
    play(
        [
            annual_report.story(district),
            former_site.story(district),
            *years_since.stories(district, documents),
            website.story(district, now),
        ]
    )
    play(
        [
            *present.stories(district, now),
            site.story(district, now),
            *dialogue_2023.waiting(district, now),
            *dialogue_recent.stories(district, now),
            *stocktakings.stories(district, now),
            *oversight_year.stories(district, now),
            years_since.topic(district, now),
            website.this_week(district, now),
            *shared.stories(district, now),
            *villages.stories(district, now),
        ]
    )
    mailing.leave(now)
    return True


def summary() -> Summary:
    """Count what is there and check the published report as anybody would: from its HTML and its JSON."""
    published = queries.published_report(OFFICE, annual_report.YEAR)
    cases = Case.objects.filter(agency__code=OFFICE)
    findings: list[Finding] = []
    if published is not None:
        for name, content in (("html", published.html), ("json", published.json)):
            findings.extend(check(read_bytes(f"{OFFICE}-{annual_report.YEAR}.{name}", content.encode())))
    return Summary(
        agencies=Agency.objects.count(),
        requests=cases.filter(year=annual_report.YEAR).count(),
        open_requests=cases.filter(closed_on__isnull=True).count(),
        title=published.title if published else "",
        published_on=published.published_on.isoformat() if published else "",
        findings=tuple(findings),
    )


def policy_address() -> str:
    """Where everybody reads the office's newest policy document; the list of sections when it was taken down."""
    shown = PublicPage.objects.filter(agency__code=OFFICE, kind=PolicyDocument.item_kind, release__isnull=False)
    row = shown.order_by("-at").first()
    return reverse("portal:page", kwargs=row.address_parts()) if row else reverse("portal:sections")


def is_demo_only() -> bool:
    """Whether nothing but the demo stands in the database, so that it may be thrown away."""
    agencies = Agency.objects.filter(parent__isnull=True).values_list("code", flat=True)
    return set(agencies) <= {GOVERNMENT} and not AnnualReport.objects.exclude(agency__code=OFFICE).exists()
