"""What an office's Word template may hold, checked when it is uploaded and again whenever it is used.

The language of a template is small on purpose: fields, 如果 and one level of 逐项. Whatever else the engine
behind it could do is refused by name, so that a template can neither look into the program nor keep it busy.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.runtime import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from gongkai.typeset.errors import TemplateFault
from gongkai.typeset.page import LABELS, LISTS

LARGEST = 5 << 20
LARGEST_UNPACKED = 50 << 20
MOST_ENTRIES = 500
REQUIRED = ("title", "number", "addressee", "paragraphs", "agency", "dated_on")
"""Without these there is no letter, whatever an office's taste."""

_FILTERS = frozenset({"length", "join"})
_LOOP = frozenset({"first", "last", "index", "length"})
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Filter,
    nodes.Getattr,
)
_ACTIVE = re.compile(r"vbaProject|vbaData|activeX/|embeddings/|\.bin$", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>")
_HARMLESS = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_STRAY = re.compile(r"\}\}|%\}|\{\{|\{%")


def sandbox() -> SandboxedEnvironment:
    """The environment templates are read and run in: escaping, strict about names, without any function."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    return environment


def checked(template: bytes, known: Mapping[str, str]) -> DocxTemplate:
    """Open a template that has passed every check on what it holds. Raises TemplateFault."""
    _check_package(template)
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        sources = list(_sources(document))
    except (ValueError, KeyError, AttributeError, etree.LxmlError) as error:
        raise _not_docx() from error
    trees = [_parsed(source) for source in sources]
    for source, tree in zip(sources, trees, strict=True):
        _check_language(source, tree)
    _check_fields(trees, known)
    return document


def _check_package(template: bytes) -> None:
    """The file as a package: its size, what it unpacks to, nothing active in it, nothing fetched from elsewhere."""
    if len(template) > LARGEST:
        raise TemplateFault(f"模板超过{LARGEST >> 20} MB，请压缩或者删去其中的图片。", code="TEMPLATE_TOO_LARGE")
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise TemplateFault("模板解压后大得不正常，未予打开。", code="TEMPLATE_ZIP_BOMB")
            _check_entries(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _not_docx() from error


def _check_entries(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise _not_docx()
    active = next((name for name in names if _ACTIVE.search(name)), "")
    if active or _MACRO_TYPE.search(package.read("[Content_Types].xml")):
        raise TemplateFault(
            "模板带有宏、控件或者嵌入的文件，不能使用；请另存为不含宏的 .docx。", code="TEMPLATE_MACRO", name=active
        )
    for name in names:
        part = package.read(name) if name.endswith((".xml", ".rels")) else b""
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise _not_docx()
        outside = [found[0] for found in _OUTSIDE.finditer(part) if not _HARMLESS.search(found[0])]
        if outside:
            message = "模板引用了文件以外的内容（如链接的图片或者远程模板），不能使用；请改为嵌入图片并断开链接。"
            raise TemplateFault(message, code="TEMPLATE_EXTERNAL", name=name)


def _not_docx() -> TemplateFault:
    return TemplateFault(
        "这不是可用的 Word 文档（.docx），或者文件已损坏、设有密码；旧版 .doc、.wps 请先另存为 .docx。",
        code="TEMPLATE_NOT_DOCX",
    )


def _sources(document: DocxTemplate) -> Iterator[str]:
    """Everything of the document that is run as a template: text, headers, footers, notes, properties."""
    yield _by_paragraph(document.patch_xml(document.get_xml()))
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield _by_paragraph(document.patch_xml(document.get_part_xml(part)))
    for part in document.docx.part.package.parts:
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            yield _by_paragraph(document.patch_xml(part.blob.decode("utf-8")))
    properties = document.docx.core_properties
    yield from (getattr(properties, name) for name in ("author", "comments", "identifier", "language", "subject"))
    yield properties.title


def _by_paragraph(xml: str) -> str:
    """One paragraph a line, so that a line number leads to what the office wrote there."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)


def _parsed(source: str) -> nodes.Template:
    try:
        return sandbox().parse(source)
    except TemplateSyntaxError as error:
        missing = re.search(r"Unexpected end of template.*?'(end\w+)'", error.message or "")
        if missing:
            message = f"模板中的标记没有结束：缺少“{{% {missing[1]} %}}”。"
            raise TemplateFault(message, code="TEMPLATE_SYNTAX", name=missing[1]) from None
        raise _broken(_line(source, error.lineno)) from None


def _line(source: str, number: int) -> str:
    lines = source.splitlines()
    return _shown(lines[min(number, len(lines)) - 1]) if lines else ""


def _shown(xml: str) -> str:
    return re.sub(r"<[^>]+>", "", xml).strip()[:60]


def _broken(shown: str) -> TemplateFault:
    message = f"模板中的标记写错了：“{shown}”；请检查花括号和百分号是否成对，名称前后有没有多余的符号。"
    return TemplateFault(message, code="TEMPLATE_SYNTAX", name=shown)


def _check_language(source: str, tree: nodes.Template) -> None:
    for node in _all(tree):
        if isinstance(node, nodes.TemplateData) and _STRAY.search(node.data):
            raise _broken(next(_shown(line) for line in node.data.splitlines() if _STRAY.search(line)))
        if not isinstance(node, _ALLOWED) or not _plain(node):
            raise _forbidden(node, _line(source, node.lineno))
        if isinstance(node, nodes.Output):
            _check_lists(node)


def _all(tree: nodes.Template) -> Iterator[nodes.Node]:
    return chain([tree], tree.find_all(nodes.Node))


def _plain(node: nodes.Node) -> bool:
    """Whether an allowed kind of node is used in the one way that is allowed."""
    match node:
        case nodes.Filter():
            return node.name in _FILTERS
        case nodes.Getattr():
            return isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in _LOOP
        case nodes.For():
            simple = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
            return simple and not node.recursive and not any(True for part in node.body for _ in _loops(part))
    return True


def _loops(node: nodes.Node) -> Iterator[nodes.Node]:
    return chain([node] if isinstance(node, nodes.For) else [], node.find_all(nodes.For))


def _forbidden(node: nodes.Node, shown: str) -> TemplateFault:
    named = getattr(node, "attr", None) or getattr(node, "name", None) or type(node).__name__
    message = (
        f"模板中使用了不允许的写法（{named}）：“{shown}”；"
        "只能使用栏目名称、如果（if）、不套叠的逐项（for）以及 length、join。"
    )
    return TemplateFault(message, code="TEMPLATE_FORBIDDEN", name=str(named))


def _check_lists(output: nodes.Output) -> None:
    for node in output.nodes:
        if isinstance(node, nodes.Name) and node.name in LISTS:
            message = f"“{LABELS[node.name]}”（{node.name}）可能有多项，须用 for 逐项写出，不能直接放入。"
            raise TemplateFault(message, code="TEMPLATE_LIST", name=node.name)


def _check_fields(trees: list[nodes.Template], known: Mapping[str, str]) -> None:
    used = set().union(*(meta.find_undeclared_variables(tree) for tree in trees))
    for name in sorted(used - set(known)):
        choices = "、".join(f"{label}（{key}）" for key, label in known.items())
        message = f"模板中的栏目“{name}”不存在；可以使用的栏目有：{choices}。"
        raise TemplateFault(message, code="TEMPLATE_FIELD_UNKNOWN", name=name)
    written = {name for tree in trees for name in _written(tree)}
    for name in REQUIRED:
        if name not in written:
            message = f"模板中没有必备栏目“{known.get(name, LABELS[name])}”（{name}），请在相应位置加入。"
            raise TemplateFault(message, code="TEMPLATE_FIELD_MISSING", name=name)


def _written(tree: nodes.Template) -> Iterator[str]:
    """The fields whose text the template puts out, rather than only asks about."""
    for output in tree.find_all(nodes.Output):
        yield from (name.name for name in output.find_all(nodes.Name))
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name):
            yield loop.iter.name
