"""Making a mirror: every public address as a reader gets it who comes for the first time."""

from __future__ import annotations

import io
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urljoin

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

import gongkai
from gongkai.disclosure import library
from gongkai.disclosure.models import PublicPage
from gongkai.portal import pages, tongues
from gongkai.portal.caching import following, reading, topics
from gongkai.portal.mirror import manifest, places, tree
from gongkai.portal.mirror.manifest import File, Manifest
from gongkai.portal.site import site

OUTAGE = "outage.html"
_URL = re.compile(r"""url\(["']?([^"')]+)""")
_NUMBER = re.compile(r"/c/[0-9]{6}/([0-9]{1,9})\.")
_DRAWN = {".html", ".css", ".js", ".py", ".yaml", ".svg"}


class Failed(Exception):
    """An address could not be made; what stood before stays. ``code`` is stable, ``str()`` is for people."""

    code = "MIRROR_FAILED"


class AtHome(WSGIRequest):
    """A stranger's request that comes from the house itself: the name of the site is not looked up among those that
    this machine serves."""

    def get_host(self) -> str:
        """The name of the site."""
        return str(self.META["HTTP_HOST"])


@dataclass(frozen=True, slots=True)
class Done:
    """A finished mirror: what is in it, how many answers were made anew, how many files left."""

    manifest: Manifest
    made: int
    gone: int


@dataclass
class Making:
    """One run."""

    into: tree.Tree
    told: Manifest
    before: Manifest | None
    stale: frozenset[str]
    spoken: bool
    handler: WSGIHandler = field(default_factory=WSGIHandler)
    releases: dict[int, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    made: int = 0

    def everything(self) -> None:
        """Each seed and what it leads to. Raises Failed."""
        waiting = deque(self._seeds())
        seen = set(waiting)
        while waiting:
            for link in self._one(waiting.popleft()):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
        self._interrupted()

    def _seeds(self) -> list[str]:
        found = [address for address in dict.fromkeys(places.seeds()) if places.name_of(address)]
        if self.spoken:
            chosen = tongues.traditional()
            written = [path for path in found if path.endswith(("/", ".html")) and tongues.offers(chosen, path)]
            found += [chosen.path + path for path in written]
        return found

    def _one(self, address: str) -> Iterable[str]:
        """Make an address, or take it over; the addresses it leads to."""
        if address.startswith("/static/"):
            return self._static(address)
        if tongues.split(address)[0] not in (tongues.SIMPLIFIED, *([tongues.traditional()] if self.spoken else [])):
            return ()
        old = self.before.files.get(address) if self.before else None
        if old is not None and self._stands(old) and self.into.keep(old.path):
            self.told.files[address] = old
            return old.links
        with reading.noting() as noted:
            response = self._answer(address)
        if response is None:
            return ()
        return self._write(address, response, None if noted.unknown else tuple(sorted(noted.topics)))

    def _stands(self, old: File) -> bool:
        """Whether what was made before is what would be made now."""
        if old.topics is None or self.before is None or not self.stale.isdisjoint(old.topics):
            return False
        return old.timeless or self.before.day == self.told.day

    def _answer(self, address: str) -> HttpResponse | None:
        response = self.handler.get_response(self._request(address))
        if response.status_code == 500:
            raise Failed(f"{address} 生成出错，镜像没有更换，仍是上一次的内容。详见系统日志。")
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            self.left_out.append(f"{address}（{response.status_code}）")
            return None
        return response

    def _request(self, address: str) -> AtHome:
        path, _, query = address.partition("?")
        scheme = "https" if settings.HTTPS else "http"
        return AtHome(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": unquote(path).encode().decode("latin-1"),
                "QUERY_STRING": query,
                "HTTP_HOST": self.told.host,
                "SERVER_NAME": self.told.host,
                "SERVER_PORT": "443" if settings.HTTPS else "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_X_FORWARDED_PROTO": scheme,
                "wsgi.url_scheme": scheme,
                "wsgi.input": io.BytesIO(),
                "wsgi.errors": sys.stderr,
            }
        )

    def _write(self, address: str, response: HttpResponse, shown: tuple[str, ...] | None) -> Iterable[str]:
        kind = response.headers["Content-Type"].partition(";")[0]
        try:
            path = places.path_of(address, kind)
        except ValueError:
            self.left_out.append(f"{address}（名称太长或者不能作为文件名）")
            return ()
        links = places.links(response.content.decode(), address, self.told.host) if kind == "text/html" else []
        self.made += 1
        number = _NUMBER.search(address)
        self.told.files[address] = File(
            address,
            path,
            self.into.write(path, response.content),
            kind,
            shown,
            tuple(links),
            self.releases.get(int(number[1])) if number else None,
            places.name_of(address) in places.TIMELESS,
        )
        return links

    def _static(self, address: str) -> Iterable[str]:
        """A file that comes with the program, and those that a style sheet asks for."""
        name = unquote(address.removeprefix("/static/"))
        found = finders.find(name)
        if not isinstance(found, str):
            self.left_out.append(f"{address}（找不到）")
            return ()
        content = Path(found).read_bytes()
        path = places.path_of(address, "")
        self.told.files[address] = File(address, path, self.into.write(path, content), "", None)
        if not name.endswith(".css"):
            return ()
        asked = (urljoin(address, link) for link in _URL.findall(content.decode()) if not link.startswith("data:"))
        return [link for link in asked if link.startswith("/static/")]

    def _interrupted(self) -> None:
        """What needs the program says that it is interrupted; a web server shows the same for all that is not there."""
        for address in (f"/{OUTAGE}", *(reverse(f"portal:{name}") for name in places.INTERRUPTED)):
            shown = pages.page(self._request(address), "portal/mirror/outage.html", column=pages.OUTAGE)
            path = OUTAGE if address == f"/{OUTAGE}" else places.path_of(address, "text/html")
            digest = self.into.write(path, shown.content)
            self.told.files[address] = File(address, path, digest, "text/html", None)


def make(folder: Path, *, at: datetime, host: str, since: bool = False, spoken: bool = False) -> Done:
    """Write the whole public site into a folder, or with ``since`` what has changed since the mirror that is there.

    ``spoken`` adds the pages in traditional characters. Raises Failed, tree.Busy, manifest.Unreadable, OSError; what
    stood before stays.
    """
    with tree.alone(folder):
        before = manifest.read(folder / tree.CURRENT) if since else None
        told = Manifest(at, localdate(at), host, made_by(spoken=spoken), _watched())
        work = Making(tree.Tree(folder, at), told, *_usable(before, told), spoken)
        work.releases = dict(PublicPage.objects.exclude(release=None).values_list("page", "release"))
        work.everything()
        done = Manifest(at, told.day, host, told.made_by, told.watched, told.files, tuple(work.left_out))
        done.write(work.into.path)
        work.into.switch()
    gone = set(before.files) - set(done.files) if before else set()
    return Done(done, work.made, len(gone))


def update(folder: Path, *, at: datetime) -> int:
    """Bring the mirror in a folder in step with what is public; how many answers were made anew. Raises Failed,
    OSError."""
    host = settings.GONGKAI_SITE_DOMAIN
    since = (folder / tree.CURRENT).exists()
    try:
        return make(folder, at=at, host=host, since=since, spoken=True).made
    except manifest.Unreadable:
        return make(folder, at=at, host=host, spoken=True).made
    except tree.Busy:
        return 0


def _usable(before: Manifest | None, told: Manifest) -> tuple[Manifest | None, frozenset[str]]:
    """The mirror before, when something of it can be taken over, and the topics that have changed since."""
    if before is None or (before.host, before.made_by) != (told.host, told.made_by):
        return None, frozenset()
    changed = following.since(before.begun_at)
    if changed is None:
        return None, frozenset()
    changed |= {name for name, digest in told.watched.items() if before.watched.get(name) != digest}
    day = before.day
    while day < told.day:
        day += timedelta(days=1)
        changed |= {topics.page(number) for number in library.turning(day)}
    return before, frozenset(changed)


def made_by(*, spoken: bool) -> str:
    """A digest of the program and of what the operator set: another one makes everything anew."""
    root = Path(gongkai.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in _DRAWN)
    marks = [f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    told = "\n".join([gongkai.__version__, repr(site()), str(spoken), tongues.traditional().tag, *marks])
    return sha256(told.encode()).hexdigest()


def _watched() -> dict[str, str]:
    """A digest of what officers change without the gate, by topic."""
    found: dict[str, str] = {}
    for name, (topic, word) in topics.WATCHED.items():
        model = apps.get_model(name)
        rows = model.objects.order_by("pk")
        told = repr(list(rows.values_list(*([word.strip('"')] if word else ()))))
        found[topic] = sha256((found.get(topic, "") + told).encode()).hexdigest()
    return found
