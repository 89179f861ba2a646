"""What cleaning took out and what it had to leave, as sentences. Nothing is claimed that was not there."""

from __future__ import annotations

_REMOVED = {
    "EXIF": "去掉了拍摄和制作信息（EXIF：设备、时间、软件、作者等）。",
    "GPS": "去掉了拍摄地点（GPS 坐标）。",
    "XMP": "去掉了 XMP 元数据（作者、软件、修改历史等）。",
    "IPTC": "去掉了 IPTC 图片说明（作者、标题、关键词等）。",
    "THUMBNAIL": "去掉了缩略图；缩略图可能显示裁剪、涂抹以前的内容。",
    "TEXT": "去掉了图片文件里的文字注释。",
    "TIME": "去掉了图片的修改时间。",
    "PRIVATE": "去掉了设备或者软件附在图片里的私有数据。",
    "TAIL": "去掉了附在图片结尾之后的数据。",
    "TURNED": "按拍摄方向把图片转正。",
    "INFO": "去掉了文档属性（标题、作者、单位、软件、时间等）。",
    "JAVASCRIPT": "去掉了 PDF 里的脚本。",
    "OPENING": "去掉了打开、翻页等时候自动执行的动作。",
    "ATTACHED": "去掉了文档里附带的文件。",
    "ANNOTATORS": "去掉了批注的作者和时间；批注的文字还在。",
    "PIECES": "去掉了制作软件的私有数据。",
    "VERSIONS": "去掉了文件里以前保存的版本。",
    "CUSTOM": "去掉了自定义属性和自定义数据。",
    "COMMENTS": "去掉了批注及其作者。",
    "REVISERS": "去掉了修订人和修订时间。",
    "RSIDS": "去掉了编辑会话编号（可据以看出文档的编辑过程和来源）。",
    "PRINTER": "去掉了打印机设置。",
    "TEMPLATE": "去掉了模板的路径。",
    "PATH": "去掉了文件在制作人电脑上的保存路径和使用人。",
    "MEDIA_TAGS": "去掉了音频、视频里的说明信息（标题、作者、地点、设备、封面等）。",
    "MEDIA_TIME": "去掉了音频、视频的拍摄和制作时间。",
    "MEDIA_NAMES": "去掉了制作软件给画面和声音写的名称。",
    "MEDIA_SPARE": "去掉了播放时用不到的数据。",
    "CAPTION_NOTES": "去掉了字幕文件里的注释和样式。",
    "SIGNATURES": "去掉了电子签名，因为清理后的副本已不能验证；需要验证的，请用原件。",
}
_LEFT = {
    "REVISIONS": "文中有修订痕迹，删去的文字还能看到；请先接受或者拒绝全部修订。",
    "HIDDEN_TEXT": "文中有隐藏的文字，没有去掉。",
    "HIDDEN_SHEETS": "表格里有隐藏的工作表，没有去掉。",
    "NOTES": "演示文稿里有备注，没有去掉。",
    "SIGNED": "原件带有电子签名或者签章，清理后的副本已不能验证；需要验证的，请用原件。",
    "LAYERS": "文件里有图层，其中可能有平时看不到的内容，没有去掉。",
    "ANNOTATIONS": "文件里有批注，文字没有去掉。",
}
CONCEALING = frozenset(sentence for word, sentence in _LEFT.items() if word != "SIGNED")
"""Warnings of something that a reader does not see at first and can dig out: no file with one of them is published."""


class Removed:
    """The list, kept while a file is cleaned; each thing is said once, in the order of the tables above. ``told`` are
    the words that were taken out of a film, whose other bytes nobody can read."""

    def __init__(self) -> None:
        self._removed: set[str] = set()
        self.told = ""
        self._left: set[str] = set()

    def note(self, word: str) -> None:
        """Something was taken out."""
        if word not in _REMOVED:
            raise KeyError(word)
        self._removed.add(word)

    def leave(self, word: str) -> None:
        """Something remains that somebody must decide about."""
        if word not in _LEFT:
            raise KeyError(word)
        self._left.add(word)

    @property
    def sentences(self) -> list[str]:
        """What was taken out."""
        return [sentence for word, sentence in _REMOVED.items() if word in self._removed]

    @property
    def warnings(self) -> list[str]:
        """What remains."""
        return [sentence for word, sentence in _LEFT.items() if word in self._left]
