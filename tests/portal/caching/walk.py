"""Every public address of a small site, and a walk of random changes through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.timezone import now

from gongkai.agencies.models import Agency
from gongkai.disclosure.models import Article, DocumentEffect, Interpretation, PolicyDocument, PublicPage
from gongkai.disclosure.record import Effect
from gongkai.editorial import gate
from gongkai.editorial.pages import GatedPage
from gongkai.portal import names_kept
from tests.editorial.site import body, fresh, write
from tests.portal.caching.conftest import Site

ALWAYS = (
    "home", "sections", "library", "library_json", "library_csv", "library_feed", "gazette", "disclosed", "reports",
    "guide", "map", "sitemap", "robots",
)  # fmt: skip


def addresses(site: Site) -> list[str]:
    """What can be read now, and what could be read before."""
    found = [reverse(f"portal:{name}") for name in ALWAYS]
    found += [reverse("portal:agency_guide", args=[site.world.office.code]), "/hant/", "/hant/c/"]
    for row in PublicPage.objects.order_by("page"):
        place = reverse("portal:page", kwargs=row.address_parts())
        found.append(place)
        if row.kind == PolicyDocument.item_kind:
            found += [f"/hant{place}", place.replace(".html", ".json")]
    found.append(reverse("portal:page_file", args=[site.written.paper.pk, "x"]))
    return found


def read(reader: Client, address: str) -> tuple[int, str, bytes]:
    """What a reader gets who comes for the first time."""
    answer = reader.get(address)
    return answer.status_code, answer.headers.get("Content-Type", ""), answer.content


def differing(site: Site, reader: Client) -> list[str]:
    """The addresses at which readers see something else than what would be made now."""
    wrong = []
    for address in addresses(site):
        seen = read(reader, address)
        cache.clear()  # what is known of names is asked for anew
        with override_settings(GONGKAI_PAGE_CACHE=False):
            if read(reader, address) != seen:
                wrong.append(address)
    return wrong


@dataclass
class Walk:
    """A walk through what editors do. Each step says what it was."""

    site: Site
    chance: Random
    pages: list[GatedPage] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.pages = self.site.written.all()[1:]

    def step(self) -> str:
        """One change."""
        steps = (
            self.publish,
            self.repeal,
            self.withdraw,
            self.restore,
            self.rename,
            self.explain,
            self.tree,
            self.name,
        )
        self.count += 1
        return self.chance.choice(steps)()

    def publish(self) -> str:
        page = write(Article, fresh(self.site.written.section), self.site.staff.author, f"新消息{self.count}")
        self.site.publish(page)
        self.pages.append(page)
        return f"published {page.pk}"

    def repeal(self) -> str:
        """A document that ends another, or will, or changes it."""
        page = write(
            PolicyDocument, fresh(self.site.written.section), self.site.staff.author, f"关于废止文件的通知{self.count}",
            issued_by="明湖区人民政府", dated_on="2023-03-01", body=body("现予废止。"),
        )  # fmt: skip
        newest: Any = page.latest_revision.as_object()
        kind = self.chance.choice([Effect.REPEALS, Effect.AMENDS])
        newest.effects.set([DocumentEffect(kind=kind, target=self.site.written.policy)])
        newest.save_revision()
        self.site.publish(page)
        self.pages.append(page)
        return f"{page.pk} {kind.value}"

    def withdraw(self) -> str:
        public = [page for page in self.pages if gate.standing(page.gate_key)]
        if not public:
            return "nothing to withdraw"
        page = self.chance.choice(public)
        gate.withdraw(key=page.gate_key, why="有误", by=self.site.world.officer, at=now())
        return f"withdrew {page.pk}"

    def restore(self) -> str:
        """Something that was withdrawn comes back, changed; otherwise a new one."""
        gone = [page for page in self.pages if not gate.standing(page.gate_key)]
        return self._again(self.chance.choice(gone)) if gone else self.publish()

    def rename(self) -> str:
        return self._again(self.chance.choice(self.pages))

    def explain(self) -> str:
        """An interpretation that turns to another document."""
        documents = [page for page in self.pages if isinstance(page, PolicyDocument)]
        chosen = self.chance.choice(documents)
        page = next(page for page in self.pages if isinstance(page, Interpretation))
        newest: Any = fresh(page).latest_revision.as_object()
        newest.document_id = chosen.pk
        newest.save_revision()
        self._release(page, chosen)
        return f"{page.pk} explains {chosen.pk}"

    def tree(self) -> str:
        Agency.objects.filter(pk=self.site.world.office.pk).update(name=f"明湖区人民政府办公室{self.count}")
        return "renamed the office"

    def name(self) -> str:
        form = self.chance.choice(["台", "臺"])
        row = names_kept.KeptName.objects.update_or_create(
            name="养老服务", defaults={"form": "養老服務" + form, "set_by": "user:1", "set_at": now()}
        )[0]
        return f"{row.name} is {row.form}"

    def _again(self, page: GatedPage) -> str:
        newest: Any = fresh(page).latest_revision.as_object()
        newest.title = f"改过的标题{self.count}"
        newest.save_revision()
        self._release(page)
        return f"renamed {page.pk}"

    def _release(self, *pages: GatedPage) -> None:
        """With whatever has to go out together with them."""
        keys = {page.gate_key for page in pages}
        for page in pages:
            keys |= set(fresh(page).latest_revision.as_object().companions())
        self.site.publish(*(page for page in self.pages if page.gate_key in keys))
