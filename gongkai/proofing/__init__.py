"""Checks of Chinese official text: one interface, `check`, and packs of rules behind it.

A finding says where, what, how grave and on whose authority; nothing here knows a page, a database or a clock.
"""

from gongkai.proofing.checking import Config, Memory, check
from gongkai.proofing.errors import PackError
from gongkai.proofing.finding import Finding, Severity
from gongkai.proofing.html import read_html
from gongkai.proofing.packs import Pack, Rule, built_in, folder
from gongkai.proofing.plain import plain
from gongkai.proofing.text import Block, BlockKind, SourceKind, Text, paragraph_hash
from gongkai.proofing.waivers import Role, Waived, Waiver, waive

__all__ = [
    "Block",
    "BlockKind",
    "Config",
    "Finding",
    "Memory",
    "Pack",
    "PackError",
    "Role",
    "Rule",
    "Severity",
    "SourceKind",
    "Text",
    "Waived",
    "Waiver",
    "built_in",
    "check",
    "folder",
    "paragraph_hash",
    "plain",
    "read_html",
    "waive",
]
