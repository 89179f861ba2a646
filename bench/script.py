"""How fast a page is written in traditional characters and its links are kept there.

Promise: under 3 ms for a page of 25 KB with 3,000 Chinese characters.
"""

from __future__ import annotations

import random
import sys

from bench._measure import line, machine, median_seconds
from bench.proofing import document
from gongkai.script import links, traditional
from gongkai.script.characters import Variant
from gongkai.script.markup import pieces, put_in
from gongkai.script.names import Names


def page(characters: int, seed: int = 1) -> str:
    """A page like those of the portal: a head, a menu, and a list of links with words between them."""
    chance = random.Random(seed)
    lines = [
        f'<li class="line"><a href="/c/202303/{chance.randint(1, 9999)}.html" title="{words[:12]}">{words[:30]}</a>'
        f'<span class="soft">{words[30:52]}</span><time datetime="2023-03-01">2023年3月1日</time></li>'
        for words in (document(160, seed * 1000 + number) for number in range(characters // 36))
    ]
    head = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>主动公开</title></head><body><ul>'
    return "\n".join([head, *lines, "</ul></body></html>"])


def dressed(text: str, variant: Variant, names: Names) -> str:
    """What the portal does with a page under /hant/."""
    read = list(pieces(text))
    kept = links.edits(text, read, "/hant", lambda path: path.startswith("/c/"))
    return put_in(text, traditional.edits(text, read, variant, names) + kept)


def main() -> int:
    print(f"script — {machine()}", flush=True)
    text = page(3000)
    names = Names({f"后街{number}村": f"后街{number}村" for number in range(300)} | {"萧后": "蕭后"})
    taken = {one: median_seconds(lambda one=one: dressed(text, one, names), 31, cpu=True) * 1000 for one in Variant}  # type: ignore[misc]
    for variant, spent in taken.items():
        line(f"{len(text.encode()) / 1000:.0f} KB to {variant.tag}, links kept", f"{spent:.2f} ms", "promise 3 ms")
    return 0 if max(taken.values()) < 3 else 1


if __name__ == "__main__":
    sys.exit(main())
