"""Pages, texts, messages, and archives with archives in them."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from email.message import EmailMessage

from tests.hidden.made import attribute, compound, doc_body, gbk, place, rtf, words, zipped
from tests.hidden.made_office import docx, para, pptx, run, slide, xlsx
from tests.hidden.made_pdf import pdf, shown
from tests.hidden.made_pictures import jpeg

LONG = "与此无关的一段很长很长的说明文字"


def page(body: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body><p>通知</p>{body}</body></html>".encode()
    )


place("html 正文")(lambda t: page(f"<p>{words(t)}</p>"))
place("html 分开的格式")(lambda t: page("<p>" + "".join(f"<span><b>{words(c)}</b></span>" for c in t) + "</p>"))
place("html 注释")(lambda t: page(f"<!-- {t} -->"))
place("html 隐藏的元素")(lambda t: page(f"<div style='display: none'>{words(t)}</div>"))
place("html 隐藏属性")(lambda t: page(f"<div hidden>{words(t)}</div>"))
place("html 元数据")(lambda t: page("", f"<meta name='keywords' content={attribute(t)}>"))
place("html 替代文字")(lambda t: page(f"<img alt={attribute(t)}>"))
place("html 标题属性")(lambda t: page(f"<a title={attribute(t)}>附件</a>"))
place("html 脚本")(lambda t: page(f"<script>var a = '{t}';</script>"))
place("html 模板")(lambda t: page(f"<template><p>{words(t)}</p></template>"))
place("html 隐藏的输入框")(lambda t: page(f"<input type=hidden value={attribute(t)}>"))
place("html 表格的一行")(lambda t: page("<table><tr>" + "".join(f"<td>{words(c)}</td>" for c in t) + "</tr></table>"))
place("html 表格的一列")(
    lambda t: page("<table>" + "".join(f"<tr><td>{words(c)}</td><td>{LONG}</td></tr>" for c in t) + "</table>")
)
place("html 一字一段")(lambda t: page("".join(f"<div>{words(c)}</div>" for c in t)))
place("html 实体")(lambda t: page("<p>" + "".join(f"&#{ord(c)};" for c in t) + "</p>"))
place("html 嵌入的文件")(
    lambda t: page(f"<img src='data:image/jpeg;base64,{base64.b64encode(jpeg(comment=t.encode())).decode()}'>")
)
place("html GBK")(lambda t: f"<html><meta charset=gbk><body>各单位：<p>{words(t)}</p></body></html>".encode("gbk"))
place("xml 元素")(lambda t: f"<?xml version='1.0'?><a><b>{words(t)}</b></a>".encode())
place("xml 属性")(lambda t: f"<a><b c={attribute(t)}/></a>".encode())
place("xml 注释")(lambda t: f"<!--{t}--><a/>".encode())
place("txt 正文")(lambda t: f"各科室：\r\n{t}\r\n".encode())
place("txt GBK")(lambda t: f"各科室：\r\n{t}\r\n".encode("gb18030"))
place("txt UTF-16")(lambda t: f"各科室：\r\n{t}\r\n".encode("utf-16"))
place("txt 一字一行")(lambda t: ("各科室请于下周五以前报送总结材料\n" + "\n".join(t)).encode())
place("md 注释")(lambda t: f"# 通知\n\n<!-- {t} -->\n".encode())
place("csv 一行")(lambda t: ("序号,名称\n1," + ",".join(t) + "\n").encode())
place("csv 一列")(lambda t: "\n".join(f"{c},{LONG}" for c in t).encode())
place("json 转义")(lambda t: json.dumps({"标题": "通知", "备注": [t]}).encode("ascii"))
place("json 键")(lambda t: json.dumps({t: 1}, ensure_ascii=False).encode())
place("js 转义")(lambda t: ('var a = "' + json.dumps(t)[1:-1] + '";\n').encode())


def message(text: str = "", subject: str = "通知", attached: bytes = b"", name: str = "") -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "a@example.com", "b@example.com"
    made["Message-ID"] = "<1@example.com>"
    made.set_content(text or "请查收。")
    if attached:
        made.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


place("eml 正文")(message)
place("eml 主题")(lambda t: message(subject=t))
place("eml 附件")(lambda t: message(attached=docx(para(run(t))), name="a.docx"))
place("eml 附件名")(lambda t: message(attached=b"a,b", name=f"{t}.csv"))


def plain_zip(name: str, content: bytes) -> bytes:
    return zipped({name: content})


def gbk_name(text: str) -> bytes:
    """A name in GBK without saying so, as packers in China write it."""
    raw = f"{text}.txt".encode("gb18030")
    return zipped({"n" * len(raw): "甲"}).replace(b"n" * len(raw), raw)


def twice(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("一/a.txt", text)
        archive.writestr("二/a.txt", "乙")
    return buffer.getvalue()


NESTED = {
    "zip 文本": lambda t: plain_zip("a.txt", t.encode()),
    "zip 文件名": lambda t: plain_zip(f"{t}.txt", b"a"),
    "zip 文件名 GBK": gbk_name,
    "zip 注释": lambda t: zipped({"a.txt": "甲"}, comment=t.encode("gb18030")),
    "zip 文件之间": lambda t: t.encode("gb18030") + zipped({"a.txt": "甲"}),
    "zip 文件夹": twice,
    "zip 文档": lambda t: plain_zip("a.docx", docx(para(run(t, "<w:vanish/>")))),
    "zip 文档，两层": lambda t: plain_zip("b.zip", plain_zip("a.docx", docx(para(run(t))))),
    "zip 表格，在幻灯片里": lambda t: plain_zip("a.pptx", pptx({"ppt/embeddings/a.xlsx": xlsx([[t]], state="hidden")})),
    "zip PDF": lambda t: plain_zip("a.pdf", pdf(content=shown(t, y=300))),
    "zip 旧文档": lambda t: plain_zip("a.doc", doc_body(t)),
    "zip RTF": lambda t: plain_zip("a.rtf", rtf("{\\v " + gbk(t) + "}")),
    "zip 照片": lambda t: plain_zip("a.jpg", jpeg(comment=t.encode())),
    "zip 邮件": lambda t: plain_zip("a.eml", message(attached=pptx({"ppt/slides/slide1.xml": slide(t)}), name="a")),
    "zip 五层": lambda t: plain_zip("1", plain_zip("2", plain_zip("3", plain_zip("4", plain_zip("5", t.encode()))))),
}  # fmt: skip
for _name, _make in NESTED.items():
    place(_name)(_make)


def packed(rtf: bytes) -> bytes:
    """As Outlook keeps RTF: what its dictionary begins with as a reference, every other byte as it is."""
    head = b"{\\rtf1\\ansi"
    assert rtf.startswith(head)
    tokens = [(len(head) - 2).to_bytes(2, "big"), *(bytes([byte]) for byte in rtf[len(head) :])]
    written = (207 + len(rtf)) % 4096
    tokens.append((written << 4).to_bytes(2, "big"))
    body = bytearray()
    for start in range(0, len(tokens), 8):
        run = tokens[start : start + 8]
        body += bytes([sum((len(token) == 2) << bit for bit, token in enumerate(run))]) + b"".join(run)
    return struct.pack("<II4sI", len(body) + 12, len(rtf), b"LZFu", 0) + bytes(body)


@place("msg 压缩的正文")
def _msg_packed(text: str) -> bytes:
    letters = "".join(f"\\u{ord(letter)}?" for letter in "关于印发方案的通知 " + text)
    rtf = f"{{\\rtf1\\ansi\\ansicpg936\\fromtext {{\\fonttbl}}\\pard {letters}\\par}}".encode()
    return compound({"__properties_version1.0": bytes(32), "__substg1.0_10090102": packed(rtf)})
