"""Start-up checks: an operator who gives a folder of fonts hears which faces of GB/T 9704—2012 it lacks, and a
pattern of archive numbers that cannot be written is refused before the first case is filed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as Concern

from gongkai.casework import archive_numbers, paper
from gongkai.casework.mail import addresses, taking
from gongkai.typeset import fonts

FONTS = "gongkai.W021"
NUMBERS = "gongkai.E022"
MAIL = "gongkai.E031"


@register()
def letters_have_their_faces(*_: Any, **__: Any) -> list[Concern]:
    """Without a folder nothing is said: the free faces were chosen then. Letters are printed either way."""
    folder = paper.font_dir()
    if folder is None:
        return []
    if not folder.is_dir():
        text = f"GONGKAI_FONT_DIR 所指的文件夹不存在：{settings.GONGKAI_FONT_DIR}。"
        return [Concern(text, hint="文书改用随程序附带的字体排印。", id=FONTS)]
    missing = fonts.lacking(folder)
    if not missing:
        return []
    text = f"字体文件夹里没有{'、'.join(missing)}，文书中这些字体的文字改用随程序附带的字体。"
    return [Concern(text, hint="放入字体文件后重新启动；文件按其中的字体名称识别，与文件名无关。", id=FONTS)]


@register()
def archive_numbers_can_be_written(*_: Any, **__: Any) -> list[Error]:
    """Each pattern names the year and the serial number and nothing that is not known."""
    hint = "可以使用{code}、{year}、{serial}，年份和流水号必须写入，例如{code}-XXGK-{year}-{serial:04d}。"
    return [
        Error(f"GONGKAI_ARCHIVE_NUMBER的写法“{pattern}”不能用作档号。", hint=hint, id=NUMBERS)
        for pattern in archive_numbers.patterns().values()
        if not archive_numbers.usable(pattern)
    ]


@register()
def mailboxes_can_be_read(*_: Any, **__: Any) -> list[Error]:
    """The setting names mailboxes, and the limits are numbers. Whether a mailbox answers is seen at each reading."""
    try:
        addresses.addresses()
        taking.limits_of_mail()
    except addresses.BadSetting as error:
        return [Error(str(error), id=MAIL)]
    except ValueError:
        return [Error("GONGKAI_MAIL_IN_MIB、GONGKAI_MAIL_IN_PER_SENDER应为大于0的整数。", id=MAIL)]
    return []
