"""nginx before gongkai, with the very file that we hand out: started in a folder, on ports of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
_AROUND = """
{user}
daemon off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{static};
        root {folder}/static;
        # as Debian sets nginx up
        sendfile on;
        tcp_nopush on;
        # and with what helps small files most
        location /tuned/ {{
            alias {folder}/static/;
            sendfile off;
            open_file_cache max=10000 inactive=60s;
            open_file_cache_valid 10s;
        }}
    }}
{ours}
}}
"""


def configuration(folder: Path, *, program: int, front: int, static: int, mirror: Path) -> str:
    """Our file without TLS, on these ports and in this folder; beside it a server of plain files."""
    ours = CONFIGURATION.read_text("utf-8")
    ours = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", ours, count=1, flags=re.DOTALL)
    ours = re.sub(
        r"    listen 443 ssl http2;\n    listen \[::\]:443 ssl http2;\n", f"    listen 127.0.0.1:{front};\n", ours
    )
    ours = re.sub(r"    ssl_\w+ .*;\n", "", ours)
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{program}").replace("/var/cache/nginx", f"{folder}/cache")
    ours = ours.replace("/srv/gongkai-mirror", str(mirror)).replace("server_name www.minghu.example;", "server_name _;")
    # started by root, its workers would be somebody who may not look into the folder
    user = "user root;" if os.geteuid() == 0 else ""
    return _AROUND.format(folder=folder, static=static, ours=ours, user=user)


@contextmanager
def nginx(folder: Path, **told: int | Path) -> Iterator[None]:
    """nginx, until it is no longer needed."""
    for name in ("cache", "static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "nginx.conf").write_text(configuration(folder, **told), "utf-8")  # type: ignore[arg-type]
    with running([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], int(str(told["front"]))):
        yield


@contextmanager
def running(command: Sequence[str], port: int, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server, once it answers on a port, until it is no longer needed."""
    process = subprocess.Popen(command, **more)  # type: ignore[call-overload]
    try:
        _wait(process, port)
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on {port}")


def ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    found = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return found


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """An answer: its status, its headers, its content."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()
