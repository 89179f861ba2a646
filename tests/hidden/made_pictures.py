"""Pictures with a text beside their pixels."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

from tests.hidden.made import place, wide, words, zipped


def picture() -> Image.Image:
    return Image.radial_gradient("L").resize((8, 8)).convert("RGB")


def saved(form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture().save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(**options: Any) -> bytes:
    return saved("JPEG", **options)


def exif(tag: int, value: Any, inside: bool = False) -> Any:
    made = Image.Exif()
    (made.get_ifd(0x8769) if inside else made)[tag] = value
    return made


def xmp(text: str) -> bytes:
    return (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='urn:rdf'><rdf:Description>"
        f"{''.join(f'&#x{ord(letter):x};' for letter in text)}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def chunk(mark: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + mark + body + struct.pack(">I", zlib.crc32(mark + body))


def png(*chunks: bytes) -> bytes:
    plain = saved("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def iptc(text: str) -> bytes:
    body = b"\x1c\x02\x78" + struct.pack(">H", len(text.encode("gb18030"))) + text.encode("gb18030")
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(body)) + body + b"\0" * (len(body) & 1)
    segment = b"Photoshop 3.0\0" + block
    plain = jpeg()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def itxt(text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", text, zip=True)
    return saved("PNG", pnginfo=info)


place("jpg 说明")(lambda t: jpeg(exif=exif(0x010E, t.encode("gb18030"))))
place("jpg XP 注释")(lambda t: jpeg(exif=exif(0x9C9C, wide(t) + b"\0\0")))
place("jpg 用户注释")(lambda t: jpeg(exif=exif(0x9286, b"UNICODE\0" + t.encode("utf-16-be"), inside=True)))
place("jpg XMP")(lambda t: jpeg(xmp=xmp(t)))
place("jpg IPTC")(iptc)
place("jpg 备注")(lambda t: jpeg(comment=t.encode()))
place("jpg 后面附的压缩包")(lambda t: jpeg() + zipped({"a.txt": t}))
place("jpg 结尾之后")(lambda t: jpeg() + t.encode("gb18030"))
place("png 文字块")(lambda t: png(chunk(b"tEXt", b"Comment\0" + t.encode())))
place("png 压缩的文字块")(lambda t: png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(t.encode("gb18030")))))
place("png 国际文字块")(itxt)
place("png XMP")(lambda t: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(t))))
place("png 私有块")(lambda t: png(chunk(b"prVt", t.encode())))
place("gif 注释")(lambda t: saved("GIF", comment=t.encode()))
place("webp XMP")(lambda t: saved("WEBP", xmp=xmp(t)))
place("webp 说明")(lambda t: saved("WEBP", exif=exif(0x010E, t.encode())))
place("tif 说明")(lambda t: saved("TIFF", tiffinfo={270: t.encode()}))
place("bmp 结尾之后")(lambda t: saved("BMP") + t.encode())
place("svg 说明")(lambda t: f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{words(t)}</desc></svg>".encode())
