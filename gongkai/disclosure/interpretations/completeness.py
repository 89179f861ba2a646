"""What each form of interpretation must have before anybody reviews it, in words for its author.

无障碍环境建设法第三十二条、GB/T 37668: whoever cannot see a picture or hear a recording gets the same from words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gongkai.statute.interpretations import Form

SHORTEST = 30
"""Letters of a picture's full description: fewer say what it is about and not what stands in it."""
FILMED = frozenset({Form.ANIMATION, Form.VIDEO})


def of_interpretation(page: Any) -> Iterator[str]:
    """What an interpretation lacks."""
    form = page.how
    yield from _OF_FORMS.get(form, _nothing)(page)
    yield from of_recordings(page.recordings)
    if form in FILMED and not _of_kind(page.recordings, "film"):
        yield f"{form.value}须添加视频文件"
    if form is Form.AUDIO and not _of_kind(page.recordings, "sound"):
        yield "音频须添加音频文件"


def of_recordings(recordings: Any) -> Iterator[str]:
    """What films and recordings lack, whatever page they are in."""
    for block in recordings:
        title = block.value["title"]
        if block.block_type == "film" and block.value["captions"] is None:
            yield f"视频“{title}”须添加字幕（WebVTT）"
        if not block.value["transcript"].strip():
            yield f"“{title}”须写文字稿"


def _nothing(_page: Any) -> Iterator[str]:
    return iter(())


def _words(page: Any) -> Iterator[str]:
    if not len(page.body):
        yield "须写正文"


def _pictures(page: Any) -> Iterator[str]:
    pictures = [block.value for block in _of_kind(page.body, "picture")]
    if not pictures:
        yield "图解至少要有一张图片"
    for number, picture in enumerate(pictures, start=1):
        told = picture["description"].strip()
        if len(told) < SHORTEST or told == picture["alt"].strip():
            yield f"第{number}张图须写完整说明，把图上的文字和内容写全（不少于{SHORTEST}字），替代文字不能代替"


def _answers(page: Any) -> Iterator[str]:
    if not _of_kind(page.body, "question"):
        yield f"{page.how.value}至少要有一组问答"


def _official(page: Any) -> Iterator[str]:
    yield from _words(page)
    if not (page.interpreter and page.interpreter_post):
        yield "负责人解读须写明解读人和职务"


def _press(page: Any) -> Iterator[str]:
    columns = {"held_on": "日期", "held_at": "地点", "speakers": "发布人"}
    yield from (f"新闻发布会须写明{label}" for name, label in columns.items() if not getattr(page, name))
    yield from _answers(page)


def _talk(page: Any) -> Iterator[str]:
    if page.talk_id is None:
        yield "政策公开讲须选择是哪一期"


def _of_kind(blocks: Any, kind: str) -> list[Any]:
    return [block for block in blocks if block.block_type == kind]


_OF_FORMS: dict[Form, Callable[[Any], Iterator[str]]] = {
    Form.TEXT: _words,
    Form.PICTURE: _pictures,
    Form.ANSWERS: _answers,
    Form.OFFICIAL: _official,
    Form.PRESS: _press,
    Form.TALK: _talk,
}
