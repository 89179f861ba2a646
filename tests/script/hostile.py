"""Pages that lie to a reader of HTML, and a second reader that is not ours to say what a browser makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

# said once more and by hand, so that an attribute that is added in the program has to be added here on purpose
SHOWN = {"title", "alt", "placeholder", "aria-label", "aria-description"}
ONLY_ON = {("label", "option"), ("label", "optgroup"), ("label", "track"), ("summary", "table")}
META = {"description", "keywords", "og:title", "og:description", "og:site_name"}
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORDS: tuple[str, ...] = (
    "头发",
    "发展",
    "干部",
    "后街村",
    "萧后",
    "里面",
    "面条",
    "台湾",
    "范围",
    "关于余量",
    "皇后",
    "以后",
    "钟表",
    "一只猫",
    "只有",
    "<发",
    "&lt;头发&gt;",
    "复",
    "&nbsp;干",
)
FRAGMENTS = (
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<p translate=no>",
    "<span lang='en'>",
    "</span>",
    '<a href="/专题/干部/">',
    "</a>",
    '<a title="头发" href=/里/发>',
    "<input value='发' placeholder=头发>",
    "<script>var 发='</p>头发';</script>",
    "<script><!--<script>发</script>-->发</script>",
    "<style>.发{content:'发'}</style>",
    "<textarea name=发>头发</textarea>",
    "<pre>头<b>发</b></pre>",
    "<code>发</code>",
    "<!-- 头发 > -->",
    "<!-->",
    "<!--发--!>",
    "<!发>",
    "<?发?>",
    "</>",
    "</ 发>",
    "<img alt='头发' src='/发.png' data-发='发'>",
    '<div title="发>发" class=发>',
    "</div>",
    "<option>头发",
    "<option value=1>头发",
    "<select>",
    "</select>",
    "<svg>",
    "</svg>",
    "<svg/>",
    "<path d='发'/>",
    "<title>头发",
    "</title>",
    "<noscript>",
    "</noscript>",
    "<iframe title=发>",
    "</iframe>",
    "<plaintext>",
    "<![CDATA[ 发 ",
    "]]>",
    "<a =发 title = '头发'>",
    "<a title=发'发\"发>",
    "<a/title=发/>",
    "<a title='头",
    '<a title="',
    "'",
    '"',
    ">",
    "<",
    "=",
    "/",
    "\0",
    "\n",
    "<br>",
    "<html lang=zh-CN>",
    "<meta name=description content=头发>",
    "<meta name=发 content=头发>",
    "<table summary=头发>",
    "</table>",
    "<button value=发>头发</button>",
    "<xmp>",
    "</xmp>",
    "<math>",
    "</math>",
    "<mi title=发>",
    "<A\fTITLE=\t发\t>",
    "<a\u3000title=发>",
    "<template>",
    "</template>",
    "<x-发 发=发>",
)


def page(seed: int, most: int = 24) -> str:
    """A page out of such pieces; the same for the same seed."""
    chance = random.Random(seed)
    return "".join(chance.choice(chance.choice((FRAGMENTS, WORDS))) for _ in range(chance.randint(1, most)))


def masked(text: str) -> str:
    """A text with every Chinese character covered, and without the language that a page says it is in."""
    return HAN.sub("〇", re.sub(r"""(<html)(?: lang=(?:"[^"]*"|'[^']*'|[^\s>]*))?""", r"\1", text, count=1))


def kept(text: str) -> list[object]:
    """What has to stay as it is, as a browser's own reader of HTML (Lexbor) understands the page: elements in their
    order, every attribute that is not for people, what is within script, style, textarea, pre and code."""
    root = LexborHTMLParser(text.replace("\0", "")).root
    return list(_walked(root)) if root is not None else []


def _walked(root: LexborNode) -> Iterator[object]:
    for node in root.traverse(include_text=False):
        tag = node.tag or ""
        pairs = {name: value for name, value in node.attributes.items() if not _for_people(tag, name, node)}
        yield tag, tuple(sorted(pairs.items(), key=str))
        if tag in {"script", "style", "textarea", "pre", "code", "xmp", "iframe", "plaintext"}:
            yield node.text()


def _for_people(tag: str, name: str, node: LexborNode) -> bool:
    if tag == "html" and name == "lang":
        return True
    kinds = {(node.attributes.get(key) or "").lower() for key in ("name", "property")}
    return name in SHOWN or (name, tag) in ONLY_ON or (tag == "meta" and name == "content" and bool(kinds & META))
