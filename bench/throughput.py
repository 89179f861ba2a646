"""How many readers a page serves, side by side in one run: a plain file of nginx, nginx with its cache before us, us
alone, us without what is kept, and a page of stock Wagtail.

The plain file is served as Debian sets nginx up; beside it the same file with what helps small files most.

Promise: behind nginx at least 0.93 of the plain file, and still there when the program is stopped; alone at least 0.25;
an answer that is not kept costs at most 5 ms of processor and 5 questions to the database.

    python -m bench.throughput [folder of a demo] [seconds of each round]

Needs nginx and wrk (Debian: apt-get install nginx-light wrk). Without a folder the demo is made first, a minute.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench._front import NGINX, get, nginx, ports, running
from bench._measure import line, machine

ROUNDS = 3
PROMISES = {"nginx before us": 0.93, "us alone": 0.25}
CPU_MS, QUESTIONS = 5.0, 5
STOCK = "bench._stock"


def main() -> int:
    if sys.argv[1:2] == ["cost"]:
        _cost()
        return 0
    wrk = shutil.which("wrk")
    if wrk is None or not Path(NGINX).exists():
        print("throughput: needs nginx and wrk (apt-get install nginx-light wrk); not measured")
        return 1
    print(f"throughput of one page — {machine()}, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(sys.argv[1]) if len(sys.argv) > 1 else _demo(Path(temporary) / "demo")
        seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 4.0
        return _measure(Path(temporary), data, lambda address: _rate(wrk, address, seconds))


def _demo(folder: Path) -> Path:
    _gongkai(folder, "demo", "--no-serve")
    return folder


def _environment(data: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "GONGKAI_DATA": str(data), "GONGKAI_WORKERS": "0", **more}


def _gongkai(data: Path, *words: str) -> None:
    command = [sys.executable, "-m", "gongkai", *words]
    subprocess.run(command, env=_environment(data), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _measure(folder: Path, data: Path, rate: Callable[[str], float]) -> int:
    told = json.loads(_output(data, "cost"))
    page, mirror = told["page"], folder / "mirror"
    _gongkai(data, "export-site", str(mirror), "--host", "127.0.0.1")
    program, bare, stock, front, static = ports(5)
    kept = running(_serve(program), program, env=_environment(data), stderr=subprocess.DEVNULL)
    fresh = running(_serve(bare), bare, env=_environment(data, GONGKAI_PAGE_CACHE="0"), stderr=subprocess.DEVNULL)
    theirs = running(_granian(stock), stock, env=_stock(folder), stderr=subprocess.DEVNULL)
    with nginx(folder, program=program, front=front, static=static, mirror=mirror):
        with kept, fresh, theirs:
            (folder / "static" / "page.html").write_bytes(get(f"http://127.0.0.1:{program}{page}")[2])
            places = {
                "plain file of nginx": f"http://127.0.0.1:{static}/page.html",
                "the same, opened once": f"http://127.0.0.1:{static}/tuned/page.html",
                "nginx before us": f"http://127.0.0.1:{front}{page}",
                "us alone": f"http://127.0.0.1:{program}{page}",
                "us, nothing kept": f"http://127.0.0.1:{bare}{page}",
                "stock Wagtail": f"http://127.0.0.1:{stock}/article/",
            }
            rates = _in_turn(places, rate)
        failed = _report(rates, told)
        stopped = [get(f"http://127.0.0.1:{front}{address}") for address in (page, "/guide/")]
    statuses = [(status, headers.get("X-Cache-Status", "")) for status, headers, _ in stopped]
    line("program stopped: that page, and one never asked", " ".join(f"{one}/{how}" for one, how in statuses))
    return 1 if failed or any(status != 200 for status, _ in statuses) else 0


def _in_turn(places: dict[str, str], rate: Callable[[str], float]) -> dict[str, list[float]]:
    """Rounds in turn, so that a busy moment of the machine hits all; each ratio is taken within its round."""
    found: dict[str, list[float]] = {name: [] for name in places}
    for name, address in places.items():
        status = get(address)[0]
        assert status == 200, (name, status)
        rate(address)
    for _ in range(ROUNDS):
        for name, address in places.items():
            found[name].append(rate(address))
    return found


def _report(rates: dict[str, list[float]], told: dict[str, Any]) -> bool:
    base, failed = rates["plain file of nginx"], False
    for name, found in rates.items():
        ratio = median(one / other for one, other in zip(found, base, strict=True))
        promise = PROMISES.get(name)
        note = "" if promise is None else f"promise {promise}: {'kept' if ratio >= promise else 'NOT KEPT'}"
        failed |= promise is not None and ratio < promise
        line(name, f"{median(found):,.0f}/s", f"{ratio:.4f} of the plain file  {note}")
    for kind, (cpu, questions) in told["costs"].items():
        right = cpu <= CPU_MS and questions <= QUESTIONS
        failed |= not right
        note = f"{questions} questions; promise 5 ms, 5: {'kept' if right else 'NOT KEPT'}"
        line(f"not kept, {kind}: processor", f"{cpu:.2f} ms", note)
    return failed


def _rate(wrk: str, address: str, seconds: float) -> float:
    command = [wrk, "-t1", "-c16", f"-d{max(1, round(seconds))}s", address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    assert found, said
    return float(found[1])


def _serve(port: int) -> list[str]:
    return [sys.executable, "-m", "gongkai", "serve", "--port", str(port), "--workers", "2"]


def _granian(port: int) -> list[str]:
    options = ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    return [sys.executable, "-m", "granian", *options, "--log-level", "warning", f"{STOCK}:application"]


def _stock(folder: Path) -> dict[str, str]:
    """A scratch project of stock Wagtail, with one article of the size of ours."""
    environment = {**os.environ, "STOCK_DATA": str(folder)}
    subprocess.run([sys.executable, "-m", STOCK], env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def _output(data: Path, word: str) -> str:
    command = [sys.executable, "-m", "bench.throughput", word]
    environment = _environment(data, GONGKAI_PAGE_CACHE="0")
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _cost() -> None:
    """In a process of its own: what an answer of each kind costs that is not kept, without a server around it."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test.client import RequestFactory
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from gongkai.config.wsgi import application  # noqa: F401 - loads and settles
    from gongkai.disclosure.models import PublicPage

    handler, asked = WSGIHandler(), RequestFactory(headers={"Host": "127.0.0.1"})
    costs: dict[str, tuple[float, int]] = {}
    first: dict[str, str] = {}
    for row in PublicPage.objects.filter(release__withdrawn_at=None).exclude(release=None).order_by("-pk"):
        first.setdefault(row.kind, reverse("portal:page", kwargs=row.address_parts()))
    for kind, address in first.items():
        taken = []
        for _ in range(60):
            begun = time.process_time()
            status = handler.get_response(asked.get(address)).status_code
            taken.append(time.process_time() - begun)
            assert status == 200, (address, status)
        with CaptureQueriesContext(connection) as questions:
            handler.get_response(asked.get(address))
        costs[kind] = (median(sorted(taken)[:30]) * 1000, len(questions))
    print(json.dumps({"page": first.get("article", first["policy"]), "costs": costs}))


if __name__ == "__main__":
    sys.exit(main())
