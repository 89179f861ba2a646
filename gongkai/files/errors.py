"""What can go wrong with a file.

FileError
├── Refused       the file is not taken in: what it is, or what is in it
├── Quarantined   taken in, but the virus scanner has not declared it clean
├── Gone          erased; what is left says that it was here
└── Damaged       what lies on disk is not what was stored

Every error carries a stable ``code`` for programs and a Chinese sentence for people.
"""

from __future__ import annotations

import struct
import zlib
from enum import StrEnum


class Code(StrEnum):
    """Why a file is not taken in, or not given."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY = "TOO_MANY"
    TOO_LARGE_TOGETHER = "TOO_LARGE_TOGETHER"
    KIND_NOT_WANTED = "KIND_NOT_WANTED"
    UNKNOWN_KIND = "UNKNOWN_KIND"
    OTHER_PICTURE = "OTHER_PICTURE"
    OTHER_OFFICE = "OTHER_OFFICE"
    OLD_OFFICE = "OLD_OFFICE"
    MEDIA = "MEDIA"
    MEDIA_FORM = "MEDIA_FORM"
    MEDIA_TRACK = "MEDIA_TRACK"
    CAPTIONS = "CAPTIONS"
    ARCHIVE = "ARCHIVE"
    MARKUP = "MARKUP"
    SCRIPT = "SCRIPT"
    EXECUTABLE = "EXECUTABLE"
    ENCRYPTED = "ENCRYPTED"
    POLYGLOT = "POLYGLOT"
    LEADING = "LEADING"
    TRAILING = "TRAILING"
    GARBLED = "GARBLED"
    DAMAGED = "DAMAGED"
    TRUNCATED = "TRUNCATED"
    TOO_COMPLEX = "TOO_COMPLEX"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    BOMB = "BOMB"
    NESTED = "NESTED"
    PATHS = "PATHS"
    MACRO = "MACRO"
    EXTERNAL = "EXTERNAL"
    ACTIVE = "ACTIVE"
    EMBEDDED_PROGRAM = "EMBEDDED_PROGRAM"
    EMBEDDED_OBJECT = "EMBEDDED_OBJECT"
    CONCEALING = "CONCEALING"
    MARKED = "MARKED"
    INFECTED = "INFECTED"
    WAITING = "WAITING"
    ERASED = "ERASED"
    CHANGED = "CHANGED"
    MISSING = "MISSING"


_SENTENCES: dict[Code, str] = {
    Code.EMPTY: "文件是空的，没有任何内容；请核对后重新选择文件。",
    Code.TOO_LARGE: "文件过大，超过每个文件的上限；扫描件可以降低分辨率，或者分成几个文件上传。",
    Code.TOO_MANY: "文件太多，超过一次可以上传的个数；请分次上传，或者合并成一个 PDF。",
    Code.TOO_LARGE_TOGETHER: "几个文件合起来过大，超过一次上传的上限；请分次上传。",
    Code.KIND_NOT_WANTED: "这里不收这一类文件。",
    Code.UNKNOWN_KIND: "无法识别这个文件的格式；请上传 PDF、JPEG 或 PNG 图片、DOCX、XLSX、PPTX、OFD 或纯文本。",
    Code.OTHER_PICTURE: "不收这种格式的图片（GIF、BMP、WEBP、HEIC 等）；请另存为 JPEG 或 PNG 再上传。",
    Code.OTHER_OFFICE: "不收这种格式的文档（RTF、ODT、模板等）；请另存为 DOCX、XLSX、PPTX 或 PDF 再上传。",
    Code.OLD_OFFICE: "这是旧版 Office 或 WPS 格式（.doc、.xls、.ppt、.wps）；请另存为 DOCX、XLSX、PPTX 或 PDF 再上传。",
    Code.MEDIA: "不收音频和视频文件；请把需要的内容写成文字，或者与工作机构联系。",
    Code.MEDIA_FORM: (
        "浏览器不能直接播放这种音频、视频；请转成 MP4（H.264 画面、AAC 声音）、WebM、MP3 或 M4A，再上传。"
    ),
    Code.MEDIA_TRACK: (
        "音频、视频里除画面、声音外还有别的数据轨（拍摄地点、传感器读数等），不能公开；"
        "请用剪辑软件重新导出，只保留画面和声音，再上传。"
    ),
    Code.CAPTIONS: "字幕文件不合 WebVTT 格式，播放时不能显示；请改正后重新上传。",
    Code.ARCHIVE: "不收压缩包；请先解压，再逐个上传其中的文件。",
    Code.MARKUP: "不收网页、SVG 等标记语言文件；请打印成 PDF 再上传。",
    Code.SCRIPT: "不收脚本和程序代码；如果需要文字内容，请复制到文本文件或者 Word 文档里。",
    Code.EXECUTABLE: "这是可执行程序，不能上传。",
    Code.ENCRYPTED: "文件设有打开密码，无法查看；请去掉密码后重新上传。",
    Code.POLYGLOT: "文件里藏有另一种格式的内容，不能接收；请用原来的软件重新保存，再上传。",
    Code.LEADING: "文件开头有多余的内容，不是规范的文件；请用原来的软件重新保存或者打印成 PDF，再上传。",
    Code.TRAILING: "文件结尾之后还有多余的内容，不能接收；请用原来的软件重新保存，再上传。",
    Code.GARBLED: "文本文件里有无法识别的字符；请另存为 UTF-8 或 GB18030 编码的纯文本，再上传。",
    Code.DAMAGED: "文件已损坏，无法打开；请核对能否在自己的电脑上打开，再重新上传。",
    Code.TRUNCATED: "文件不完整，后面一部分丢失；请重新取得完整的文件，再上传。",
    Code.TOO_COMPLEX: "文件结构过于复杂，检查用的时间或内存超过上限；请打印成 PDF 再上传。",
    Code.TOO_MANY_PIXELS: "图片尺寸过大；请缩小到长宽各不超过30000像素、总共不超过8900万像素，再上传。",
    Code.TOO_MANY_PAGES: "页数过多；请分成几个文件上传。",
    Code.BOMB: "文件解压后大得不正常，已停止检查，不能接收。",
    Code.NESTED: "文档里又套有压缩包或者多层文档，不能接收；请把其中的文件取出来，分别上传。",
    Code.PATHS: "文档内部的文件名不规范（含有上级目录、重名等），不能接收；请用 Office 或 WPS 重新保存，再上传。",
    Code.MACRO: "文档里有宏，不能接收；请另存为不含宏的 DOCX、XLSX、PPTX 或者 PDF，再上传。",
    Code.EXTERNAL: (
        "文档打开时会自动读取别处的内容（外部模板、链接的图片或对象），不能接收；请断开链接，或者打印成 PDF 再上传。"
    ),
    Code.ACTIVE: "文档打开时会自动启动别的程序或者命令，不能接收；请打印成新的 PDF 再上传。",
    Code.EMBEDDED_PROGRAM: "文档里嵌有程序或者脚本，不能接收；请删去后重新保存，再上传。",
    Code.EMBEDDED_OBJECT: "文档里嵌有 OLE 对象或控件，无法确认其内容，不能接收；请换成图片，或者打印成 PDF 再上传。",
    Code.CONCEALING: "文件里有平时看不到、公开后却能翻出来的内容，不能作为公开的附件；请处理后重新上传。",
    Code.MARKED: (
        "原件在平时看不到的地方有密级或者内部标志，不能接收。请先核实是否涉密；确实不涉密的，去掉标志后重新上传。"
    ),
    Code.INFECTED: "查毒发现有害内容，不能接收。",
    Code.WAITING: "文件还没有通过查毒，暂时不能打开；查毒服务恢复后即可打开，请稍后再试或者告知系统管理员。",
    Code.ERASED: "文件已经销毁，不能再打开。",
    Code.CHANGED: "保存的文件与收到时不一致，未予打开；请告知系统管理员核对磁盘和备份。",
    Code.MISSING: "保存的文件找不到了，请告知系统管理员从备份恢复。",
}

LIBRARY_FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What libraries let out when they read hostile bytes; each of them means that the file is damaged."""


class FileError(ValueError):
    """``str(error)`` is the Chinese sentence, ``error.code`` is stable."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{_SENTENCES[code]}{detail}")
        self.code: str = code.value
        self.detail = detail


class Refused(FileError):
    """The file is not taken in."""


class Quarantined(FileError):
    """The file waits for the virus scanner."""

    def __init__(self) -> None:
        super().__init__(Code.WAITING)


class Gone(FileError):
    """The file was erased."""

    def __init__(self) -> None:
        super().__init__(Code.ERASED)


class Damaged(FileError):
    """What lies on disk is not what was stored."""
