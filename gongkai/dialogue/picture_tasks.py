"""The pictures in the files of an answer are read in the background, before somebody approves it."""

from __future__ import annotations

from django_tasks import task

from gongkai.dialogue import attachments
from gongkai.dialogue.models import CitizenLetter
from gongkai.editorial import letters
from gongkai.files.errors import FileError


@task(title="识别来信答复附件里的图片")
def read_pictures(letter_id: str) -> bool:
    """Read the pictures that nobody has read; whether that was all of them. What is kept stays kept, so that an attempt
    that is cut short loses one at most."""
    letter = CitizenLetter.objects.filter(pk=letter_id).exclude(key=b"").first()
    if letter is None:
        return True
    try:
        done = all(letters.read(part) for part in attachments.parts(letter))
    except FileError:
        return True  # the answer waits for its file, and says so
    if not done:
        read_pictures.enqueue(letter_id)
    return done
