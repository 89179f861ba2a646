"""Pages that an agency has once: what it does, its catalogue, its places for reading."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from gongkai.agencies.models import Agency
from gongkai.editorial.errors import WrongWay
from gongkai.editorial.pages import GatedPage


class OnceForm(WagtailAdminPageForm):
    """The form of a page that an agency has once."""

    def clean(self) -> dict[str, Any]:
        """Says on the form that there is one already, before it is saved."""
        said: dict[str, Any] = super().clean()
        above: Page | None = self.parent_page
        agency = getattr(above.specific, "agency", None) if above else self.instance.agency
        if other := self.instance.other_of(agency):
            self.add_error(None, already(other))
        return said


class OncePage(GatedPage):
    """A page that an agency has once."""

    base_form_class = OnceForm

    class Meta(GatedPage.Meta):
        abstract = True
        constraints = [
            *GatedPage.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency"], name="%(class)s_once", violation_error_message="本机关已经有这样的一页。"
            ),
        ]

    def take_place(self, parent: Page) -> None:
        """Take the agency from the page above. Raises WrongWay where it has such a page: a copy asks no form."""
        super().take_place(parent)
        if other := self.other_of(self.agency):
            raise WrongWay(already(other))

    def other_of(self, agency: Agency | None) -> GatedPage | None:
        """The page of this kind that an agency has beside this one."""
        rows = type(self)._default_manager.filter(agency=agency).exclude(pk=self.pk)  # noqa: SLF001 - Django's name
        found: GatedPage | None = rows.first() if agency is not None else None
        return found


def already(other: GatedPage) -> str:
    """The sentence for who makes a second one."""
    return f"本机关已经有{other.kind_label()}页（《{other.title}》），请在那一页上修改。"
