"""A second agency that publishes: its people, its section and a page in it."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.agencies.models import Agency
from gongkai.agencies.roles import Role
from gongkai.disclosure.models import Article, Section
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import Staff
from tests.editorial.site import body, home, paper, reviewed, write
from tests.factories import World, _person


@dataclass(frozen=True)
class Other:
    """Another agency at work on its own pages."""

    agency: Agency
    staff: Staff
    section: GatedPage
    article: GatedPage


def other_staff(world: World) -> Staff:
    """The people of the department who write, review and release."""
    agency, number = world.department, world.department.pk

    def hired(login: str, name: str, role: Role) -> object:
        return _person(f"other_{login}", number, name, agency, role)

    return Staff(
        hired("author", "季文", Role.EDITOR),  # type: ignore[arg-type]
        hired("first", "季初", Role.REVIEWER),  # type: ignore[arg-type]
        hired("second", "季复", Role.DISCLOSURE_OFFICER),  # type: ignore[arg-type]
        hired("secrecy", "季保", Role.SECRECY_REVIEWER),  # type: ignore[arg-type]
        hired("final", "季终", Role.APPROVING_LEADER),  # type: ignore[arg-type]
    )


def other_desk(world: World) -> Other:
    """The people of the department, with a section and an article with a file, both public."""
    agency, staff = world.department, other_staff(world)
    section = write(Section, home(agency), staff.author, "发展改革动态")
    file = paper(agency, staff.author, words="项目名单", title="项目名单")
    article = write(
        Article, section, staff.author, "湖滨绿道开工", body=body("湖滨绿道一期全长三公里。"), papers=[file]
    )
    reviewed(staff, section, article)
    return Other(agency, staff, section, article)
