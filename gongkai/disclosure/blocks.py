"""The blocks of a page's text: headings, paragraphs, tables, pictures, notes. No block holds a statutory fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from wagtail.blocks import (
    CharBlock,
    FieldBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from gongkai.disclosure.rows import RowsField, in_order
from gongkai.files.kinds import FILMS, SOUNDS, Kind, in_words

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript", "strikethrough"]
"""No pictures in running text: a picture is a block of its own, with the words for who cannot see it."""


class PictureChooser(ImageChooserBlock):
    """Chooses a picture, and hands the row itself on to whoever asks what a page refers to: no second query."""

    def extract_references(self, value: Any) -> Iterator[tuple[type[Model], Any, str, str]]:
        """The picture."""
        if value is not None:
            yield self.model_class, value, "", ""


class PaperChooser(DocumentChooserBlock):
    """Chooses a file, and hands the row itself on."""

    def extract_references(self, value: Any) -> Iterator[tuple[type[Model], Any, str, str]]:
        """The file."""
        if value is not None:
            yield self.model_class, value, "", ""


class Enclosures(StreamBlock):
    """The files at a page's end, in their order."""

    paper = PaperChooser(label="附件")


class PictureBlock(StructBlock):
    """A picture; who cannot see it reads ``alt``."""

    picture = PictureChooser(label="图片")
    alt = CharBlock(label="替代文字", max_length=200, help_text="给看不到图片的人读的说明（GB/T 37668）。")
    caption = CharBlock(label="图注", max_length=200, required=False)
    description = TextBlock(
        label="图中文字和内容的完整说明",
        max_length=20_000,
        required=False,
        rows=6,
        help_text="图解必填：图上有的文字、数字和关系，逐条写全，看不到图的人读了能得到同样的信息。",
    )

    class Meta:
        label = "图片"
        icon = "image"


class TableBlock(TypedTableBlock):
    """A table of words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([("text", CharBlock(label="文字", required=False))], **kwargs)

    class Meta:
        label = "表格"
        icon = "table"


class RowsBlock(FieldBlock):
    """The cells of a table, some of which go over several rows or columns."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = RowsField(label=kwargs.get("label", ""))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """From the database, which may give the words of a cell in another order: their digest must not change."""
        return in_order(value)

    def get_prep_value(self, value: Any) -> Any:
        """For the database and for the digest."""
        return in_order(value)


class GridValue(StructValue):
    """A table with merged cells, as readers get it."""

    @property
    def head(self) -> list[Any]:
        """The rows of its head."""
        return list(self["rows"] or [])[: self["head_rows"] or 0]

    @property
    def lines(self) -> list[Any]:
        """The rows below."""
        return list(self["rows"] or [])[self["head_rows"] or 0 :]


class GridBlock(StructBlock):
    """A table with merged cells, as it came from a Word file."""

    caption = CharBlock(label="表格标题", max_length=200, required=False)
    head_rows = IntegerBlock(label="表头有几行", min_value=0, max_value=9, default=1)
    rows = RowsBlock(label="单元格")

    class Meta:
        label = "有合并单元格的表格"
        icon = "table"
        value_class = GridValue


class QuestionBlock(StructBlock):
    """A question and its answer."""

    question = CharBlock(label="问", max_length=300)
    answer = RichTextBlock(label="答", features=FEATURES)

    class Meta:
        label = "问答"
        icon = "help"


class OfKinds(PaperChooser):
    """Chooses a file of certain kinds."""

    def __init__(self, kinds: frozenset[Kind], **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The file. Raises ValidationError for one of another kind."""
        found = super().clean(value)
        if found is not None and Kind(found.kind) not in self.kinds:
            raise ValidationError(f"请选择{in_words(self.kinds)}文件，现在选的是{Kind(found.kind).label}。")
        return found


class SoundBlock(StructBlock):
    """A recording; who cannot hear it reads ``transcript`` (WCAG 1.2.1)."""

    title = CharBlock(label="标题", max_length=100)
    file = OfKinds(SOUNDS, label="音频文件")
    transcript = TextBlock(
        label="文字稿", max_length=100_000, required=False, rows=8, help_text="说了什么、放了什么，逐句写出。"
    )

    class Meta:
        label = "音频"
        icon = "media"


class FilmBlock(StructBlock):
    """A film, with captions for who cannot hear it and a transcript for who cannot see it (WCAG 1.2.2, 1.2.3)."""

    title = CharBlock(label="标题", max_length=100)
    file = OfKinds(FILMS, label="视频文件")
    captions = OfKinds(frozenset({Kind.VTT}), label="字幕（WebVTT）", required=False)
    transcript = TextBlock(
        label="文字稿",
        max_length=100_000,
        required=False,
        rows=8,
        help_text="说了什么、画面上有什么，按先后写出，看不到、听不到的人读了能得到同样的信息。",
    )

    class Meta:
        label = "视频、动漫"
        icon = "media"


class Recordings(StreamBlock):
    """What is seen and heard beside the text."""

    film = FilmBlock()
    sound = SoundBlock()


class Body(StreamBlock):
    """The text of a page."""

    heading = CharBlock(label="小标题", max_length=100, icon="title")
    subheading = CharBlock(label="下一级小标题", max_length=100, icon="title")
    paragraph = RichTextBlock(label="段落", features=FEATURES)
    centred = RichTextBlock(label="居中的段落", features=FEATURES)
    right = RichTextBlock(label="靠右的段落（落款）", features=FEATURES)
    indented = RichTextBlock(label="缩进的段落", features=FEATURES)
    table = TableBlock()
    grid = GridBlock()
    picture = PictureBlock()
    question = QuestionBlock()
    notes = ListBlock(RichTextBlock(label="注释", features=FEATURES), label="脚注", icon="list-ol")
