"""Print the public key with which the signatures on case files are checked."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.casework import bundle_signing
from gongkai.privacy.keys import master_key


class Command(BaseCommand):
    """``gongkai bundle-key``."""

    help = "显示核对案卷签名用的公钥，供公布或者交给法院、上级机关。"

    def handle(self, *_: Any, **__: Any) -> None:
        """One line, so that it can be copied."""
        self.stdout.write(bundle_signing.public_key(master_key("signing")))
