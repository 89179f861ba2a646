"""A stand-in for WeChat: the files of the mini-program run in a browser with the little of ``wx`` that they use."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page

from tests.village.test_miniprogram import PAGES, ROOT, SCRIPTS, xml

# Modules as CommonJS has them, a page as WeChat makes one, and answers from the real server. ``down`` is a telephone
# without a network.
STAND_IN = """() => {
  const made = {}, kept = {}
  const near = (from, to) => new URL(to, `http://x/${from}`).pathname.slice(1)
  const load = (name) => {
    if (!made[name]) {
      const module = (made[name] = { exports: {} })
      files[name](module, module.exports, (to) => load(near(name, to)))
    }
    return made[name].exports
  }
  const told = (window.told = { down: false, titles: [], opened: [], stopped: 0 })
  const send = (options, read) => {
    if (told.down) return setTimeout(() => options.fail({ errMsg: 'request:fail' }))
    fetch(options.url).then(async (answer) => options.success(await read(answer)))
  }
  window.wx = {
    request: (options) => send(options, async (answer) => ({ statusCode: answer.status, data: await answer.json() })),
    downloadFile: (options) =>
      send(options, async (answer) => {
        return { statusCode: answer.status, tempFilePath: `tmp:${(await answer.blob()).size}` }
      }),
    getStorageSync: (key) => (key in kept ? kept[key] : ''),
    setStorageSync: (key, value) => { kept[key] = value },
    setNavigationBarTitle: (options) => told.titles.push(options.title),
    showLoading: () => {}, hideLoading: () => {},
    stopPullDownRefresh: () => { told.stopped += 1 },
    previewImage: (options) => told.opened.push(options.urls[0]),
    openDocument: (options) => told.opened.push(options.fileType),
  }
  window.App = () => {}
  let definition
  window.Page = (one) => { definition = one }
  load('app.js')
  window.lib = (name) => load(`lib/${name}.js`)
  window.open_page = (name) => {
    delete made[`${name}.js`]
    load(`${name}.js`)
    const page = Object.assign({}, definition)
    page.data = JSON.parse(JSON.stringify(definition.data))
    // only what can be written as JSON reaches the view
    page.setData = (change) => Object.assign(page.data, JSON.parse(JSON.stringify(change)))
    return (window.page = page)
  }
}"""


def start(page: Page, server: str) -> None:
    """Load the program with its server set, on a page of that server."""
    page.goto(f"{server}/villages/")
    parts = []
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        if path.name == "config.js":
            text = re.sub(r"server: '[^']*'", f"server: {json.dumps(server)}", text)
        parts.append(f"{json.dumps(path.relative_to(ROOT).as_posix())}: (module, exports, require) => {{\n{text}\n}}")
    page.evaluate(f"() => {{ const files = {{{','.join(parts)}}};\n({STAND_IN})() }}")


def opened(page: Page, name: str, **query: Any) -> dict[str, Any]:
    """What a page shows once it is opened with a query."""
    full = f"pages/{name}/{name}"
    told = {key: str(value) for key, value in query.items()}
    script = "async ([name, query]) => { const p = open_page(name); await p.onLoad(query); p.onShow(); return p.data }"
    found: dict[str, Any] = page.evaluate(script, [full, told])
    return found


def done(page: Page, method: str, event: Any = None) -> dict[str, Any]:
    """What the page shows after somebody touched something."""
    script = "async ([method, event]) => { await page[method](event); return page.data }"
    found: dict[str, Any] = page.evaluate(script, [method, event])
    return found


def unbound(page: Page) -> list[str]:
    """Names that a page's markup shows and nobody gives, and touches that lead to no method."""
    lost = []
    for name in PAGES:
        told = page.evaluate(
            "(name) => { const p = open_page(name);"
            " return [Object.keys(p.data), Object.keys(p).filter((key) => typeof p[key] == 'function')] }",
            name,
        )
        names, methods = map(set, told)
        base = ROOT / f"{name}.wxml"
        roots = [xml(base)]
        roots += [xml(base.parent / part.attrib["src"]) for part in roots[0].iter("include")]
        parts = [part for root in roots for part in root.iter()]
        names |= {part.attrib.get("{wx}for-item", "item") for part in parts if "{wx}for" in part.attrib}
        names |= {"index"} if any("{wx}for" in part.attrib for part in parts) else set()
        for part in parts:
            told_here = [part.text or "", part.tail or "", *part.attrib.values()]
            used = {word for text in told_here for word in variables(text)}
            lost += [f"{name}: {word}" for word in used - names]
            bound = {value for key, value in part.attrib.items() if key.startswith(("bind", "catch"))}
            lost += [f"{name}: {method}()" for method in bound - methods]
    return lost


def variables(text: str) -> set[str]:
    """The names at the top of the bindings of a text."""
    found: set[str] = set()
    for binding in re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL):
        bare = re.sub(r"'[^']*'", "''", binding)
        found |= set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", bare)) - {"true", "false"}
    return found
