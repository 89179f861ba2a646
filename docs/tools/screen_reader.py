"""What Orca says of pages, in the order in which it says it.

    apt-get install orca at-spi2-core xvfb dbus-x11 chromium xdotool
    gongkai demo --port 8000 &
    python docs/tools/screen_reader.py http://127.0.0.1:8000 "/search/?q=养老" /dialogue/

Starts a screen that nobody sees, Orca and Chromium in a session of their own, opens each address and prints every
utterance from Orca's log. `--press 提交` presses a button of that name first, to hear a form with its faults.
"""
# ruff: noqa: INP001, S603, S607, T201 (a script, not a package, which starts programs and prints)

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

DISPLAY = ":77"
PORT = 9377
SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: |\n|$)")
CHROMIUM = [
    "chromium",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--force-renderer-accessibility",
    "--lang=zh-CN",
    "--window-size=1280,900",
    f"--remote-debugging-port={PORT}",
]


def main() -> int:
    """Print what is said of each address."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--press", default="", help="name of a button to press on each page")
    parser.add_argument("--wait", type=float, default=10, help="seconds to listen to a page")
    asked = parser.parse_args()
    if "GONGKAI_LISTENING" not in os.environ:
        inner = ["dbus-run-session", "--", sys.executable, *sys.argv]
        return subprocess.run(inner, env={**os.environ, "GONGKAI_LISTENING": "1"}, check=False).returncode
    with TemporaryDirectory(prefix="orca-") as folder, ExitStack() as running:
        log = Path(folder) / "orca.log"
        _start(running, Path(folder), log)
        with sync_playwright() as playwright:
            page = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{PORT}").contexts[0].pages[0]
            for path in asked.paths:
                print(f"\n# {path}\n" + "\n".join(_said(page, asked.root + path, log, asked)))
    return 0


def _start(running: ExitStack, folder: Path, log: Path) -> None:
    """Screen, accessibility bus, Orca and browser; each ends with the session."""
    own = {"DISPLAY": DISPLAY, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "LANG": "zh_CN.UTF-8"}
    environment = {**os.environ, **own}
    for program, pause in (
        (["Xvfb", DISPLAY, "-screen", "0", "1280x900x24", "-nolisten", "tcp"], 2),
        (["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"], 2),
        (["orca", "--replace", "--debug-file", str(log)], 6),
        ([*CHROMIUM, f"--user-data-dir={folder}/browser", "about:blank"], 10),
    ):
        running.enter_context(_running(program, environment))
        time.sleep(pause)


@contextmanager
def _running(program: list[str], environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _said(page: Page, address: str, log: Path, asked: argparse.Namespace) -> list[str]:
    """What is said from the moment at which the page is there."""
    page.goto("about:blank")
    before = _length(log)
    page.goto(address, timeout=90_000)
    page.bring_to_front()
    if asked.press:
        page.get_by_role("button", name=asked.press).last.click()
        page.wait_for_load_state()
    _give_keys()
    time.sleep(asked.wait)
    return SAID.findall(log.read_text("utf-8", errors="replace")[before:])


def _length(log: Path) -> int:
    return len(log.read_text("utf-8", errors="replace"))


def _give_keys() -> None:
    """Make the browser's window the one that has the keys: there is nobody else to do it on this screen."""
    environment = {**os.environ, "DISPLAY": DISPLAY}
    search = ["xdotool", "search", "--onlyvisible", "--class", "chromium"]
    windows = subprocess.run(search, env=environment, capture_output=True, text=True, check=False).stdout.split()
    subprocess.run(["xdotool", "windowfocus", *windows[-1:]], env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main())
