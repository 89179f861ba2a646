"""Whoever carries the database file away reads no applicant: not in a table, not in the write-ahead log, not in
pages that were given up. Searched as bytes, because a thief would not ask through Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from gongkai.casework import deciding, handling, subjects
from gongkai.casework.intake import Wanted
from gongkai.casework.models import Case
from gongkai.casework.opinions import Opinion
from gongkai.casework.subjects import Person
from tests.factories import World, at, confirm, finish, letter, make_district, online

WORDS = {
    "name": "甄不存在之人",
    "identity_number": "990101199001010019",
    "representative": "贾代理",
    "telephone": "00098765432",
    "email": "zhen-bucunzai@example.invalid",
    "address": "明湖区子虚路404号",
    "description": "乌有大厦征收补偿协议（明征〔2022〕404号）",
    "correction": "请写明乌有大厦的楼号",
    "whom": "乌有置业有限公司",
    "opinion": "涉及我公司报价，不同意公开",
    "note": "甄女士来电催问",
    "where": "征收科卷柜第三格",
    "decision": "补偿协议复印件共七页",
    "proof": "挂号信XA404404404XA",
}
PERSON = Person(
    name=WORDS["name"],
    identity_kind="resident_identity_card",
    identity_number=WORDS["identity_number"],
    representative=WORDS["representative"],
    telephone=WORDS["telephone"],
    email=WORDS["email"],
    address=WORDS["address"],
)
WANTED = Wanted(WORDS["description"])


def a_case_with_every_kind_of_words(world: World) -> Case:
    """Words of every verb that takes any."""
    letter(world, person=PERSON, wanted=WANTED)
    case = confirm(world, online(world, person=PERSON, wanted=WANTED).case)
    key = {"case_id": case.pk, "by": world.officer}
    on = date(2023, 3, 2)
    handling.ask_correction(on=on, what=WORDS["correction"], at=at(2023, 3, 2), **key)
    handling.receive_correction(on=on, what=WORDS["correction"], at=at(2023, 3, 2), **key)
    handling.open_consultation(key="甲", party="third_party", on=on, whom=WORDS["whom"], at=at(2023, 3, 2), **key)
    handling.close_consultation(key="甲", opinion="objects", on=on, words=WORDS["opinion"], at=at(2023, 3, 2), **key)
    handling.write_note(words=WORDS["note"], at=at(2023, 3, 3), **key)
    handling.log_search(on=on, where=WORDS["where"], keywords="乌有", result="七页", at=at(2023, 3, 3), **key)
    facts = {"provided_content": WORDS["decision"], "provided_form": "复印件", "how_provided": "邮寄"}
    finish(world, case, opinion=Opinion("open", "provided", facts))
    other = confirm(world, online(world, person=PERSON, wanted=WANTED).case)
    finish(world, other)
    return case


@pytest.mark.django_db(transaction=True)
def test_nothing_personal_can_be_read_in_any_table_or_file() -> None:
    case = a_case_with_every_kind_of_words(make_district())
    for found in (b"".join(cells()), *files()):
        assert case.number.encode() in found, "the search looks into the right place"
        for name, words in WORDS.items():
            for spelling in spellings(words):
                assert spelling not in found, (name, spelling)


@pytest.mark.django_db
def test_with_the_keys_all_of_it_can_be_read_again() -> None:
    case = a_case_with_every_kind_of_words(make_district())
    assert subjects.person(case.subject) == PERSON
    from gongkai.casework import intake, log

    assert intake.wanted_of(case) == WANTED
    opened = json.dumps(list(log.texts(case).values()), ensure_ascii=False)
    for name in ("correction", "whom", "opinion", "note", "where", "decision"):
        assert WORDS[name] in opened, name
    addressee, paragraphs = deciding.read_letter(case.letters.get())
    assert addressee == WORDS["name"]
    assert WORDS["decision"] in "".join(paragraphs)


def spellings(words: str) -> Iterator[bytes]:
    """How words may stand in a file: plainly, in UTF-16, or escaped as JSON does."""
    yield words.encode()
    yield words.encode("utf-16-le")
    yield json.dumps(words)[1:-1].encode()


def files() -> list[bytes]:
    """The database file with its write-ahead log; PostgreSQL's files are not ours to read."""
    if connection.vendor != "sqlite":
        return []
    paths = [Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("", "-wal")]
    return [b"".join(path.read_bytes() for path in paths if path.exists())]


def cells() -> Iterator[bytes]:
    """Every value of every row of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
