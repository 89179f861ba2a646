"""An officer's hand in a process of its own, beside a real server on the same data: releases, withdraws, renames.

Run as a program. Makes a small public site, prints its addresses, then does what each line of standard input says and
prints what came of it, all as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def prepare() -> dict[str, Any]:
    """A district with a section and three pages in it, all public, and an officer who is signed in."""
    from django.test import Client

    from gongkai.disclosure.models import Article
    from tests.editorial.papers import hire
    from tests.editorial.site import body, reviewed, write, write_everything
    from tests.factories import make_district

    world = make_district()
    staff = hire(world)
    written = write_everything(world, staff, word="养老服务")
    reviewed(staff, written.section)
    pages = {
        name: write(Article, written.section, staff.author, f"{name}的消息", body=body(name))
        for name in ("停水", "修路", "体检", "无人问过")
    }
    for page in pages.values():
        reviewed(staff, page)
    officer = Client()
    officer.force_login(world.officer)
    told = {"section": address(written.section), "apply": f"/apply/{world.office.code}/"}
    told |= {name: address(page) for name, page in pages.items()} | {"session": officer.cookies["sessionid"].value}
    _kept.update(world=world, staff=staff, section=written.section, pages=pages)
    return told


_kept: dict[str, Any] = {}


def address(page: Any) -> str:
    """Where everybody reads a page."""
    from gongkai.disclosure.publishing import public_address

    return public_address(page.gate_key)


def release(title: str) -> str:
    """A new page through the gate; its address."""
    from gongkai.disclosure.models import Article
    from tests.editorial.site import body, reviewed, write

    page = write(Article, _kept["section"], _kept["staff"].author, title, body=body(title))
    reviewed(_kept["staff"], page)
    return address(page)


def withdraw(name: str) -> str:
    """Take a page out of public sight."""
    from django.utils.timezone import now

    from gongkai.editorial import gate

    page = _kept["pages"][name]
    gate.withdraw(key=page.gate_key, why="内容有误", by=_kept["world"].officer, at=now())
    return address(page)


def rename(name: str, title: str) -> str:
    """Give a public page another title, through its reviews."""
    from tests.editorial.site import fresh, reviewed

    page = fresh(_kept["pages"][name])
    page.title = title
    page.save_revision(user=_kept["staff"].author)
    reviewed(_kept["staff"], page)
    return address(page)


def main() -> None:
    """Do what is asked until standard input ends."""
    django.setup()
    print(json.dumps(prepare()), flush=True)
    for line in sys.stdin:
        found = [globals()[verb](*words) for verb, *words in json.loads(line)]
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
