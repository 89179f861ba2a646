"""The files of an answer as enclosures of the page on which it is chosen for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.base import ContentFile

from gongkai.agencies.models import User
from gongkai.dialogue import attachments
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure.models import Paper
from gongkai.disclosure.places import collections


def papers(letter: CitizenLetter, files: Iterable[int], *, by: User) -> list[tuple[str, Paper]]:
    """Copies of chosen files of the answer as files of the editor, which are looked into and cleaned anew; in the order
    in which they were added. Raises files.Refused, and what `files.store.read` raises."""
    wanted = {f"answer:{key}" for key in files}
    found = [part for part in attachments.parts(letter) if part.key in wanted] if wanted else []
    return [("paper", _paper(letter, part.name, part.read(), by)) for part in found]


def _paper(letter: CitizenLetter, name: str, data: bytes, by: User) -> Paper:
    (place,) = collections([letter.agency])
    paper = Paper(title=name, file=ContentFile(data, name=name), collection=place, uploaded_by_user=by)
    paper.save()
    return paper
