"""``gongkai verify-bundle``: whether a case's file is whole and who signed it; needs no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from gongkai.casework import bundle_signing
from gongkai.casework.bundle_signing import Checked
from gongkai.cli.arguments import NOTHING_TO_REPORT, Arguments, guarded, print_json, read_format
from gongkai.statute.errors import BadInput

FAULTS_FOUND = 1
_DESCRIPTION = """核对案卷压缩包和归档信息包：每个文件与清单的校验值，清单与签名；归档信息包
并核对封装结构。不需要数据库。

  gongkai verify-bundle MHB-2026-00001.zip --key 立卷机关公布的公钥"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gongkai verify-bundle`` and return its exit status."""
    return guarded(_run, sys.argv[1:] if argv is None else argv)


def _run(argv: Sequence[str]) -> int:
    arguments = Arguments("verify-bundle", _DESCRIPTION)
    arguments.add_argument("file", metavar="文件", nargs="?", help="案卷压缩包")
    arguments.option("--key", metavar="公钥", default="", help="立卷机关公布的公钥；不写的，签名者由您自行核对")
    arguments.option("--format", metavar="格式", default="text", help="text（默认）或 json")
    options = arguments.parse_args(argv)
    output = read_format(options.format)
    if options.file is None:
        raise BadInput("请写明要核对的案卷压缩包。", code="ARGUMENTS")
    try:
        found = bundle_signing.verify(Path(options.file), key=options.key)
    except bundle_signing.Unreadable as error:
        raise BadInput(str(error), code=error.code) from error
    if output == "json":
        print_json(asdict(found))
    else:
        _print(found, bool(options.key))
    return FAULTS_FOUND if found.faults else NOTHING_TO_REPORT


def _print(found: Checked, compared: bool) -> None:
    what = "归档信息包" if found.kind == bundle_signing.PACKAGE else "案卷"
    print(f"{what}{found.case}，{found.made_at}成卷，清单列有{found.files}个文件。")
    for fault in found.faults:
        print(f"不符：{fault}")
    if found.faults:
        return
    print("每个文件与清单一致，清单与签名一致。")
    if found.kind == bundle_signing.PACKAGE:
        print("封装内容符合封装结构（DA/T 48），封装的每个文件与清单一致。")
    print("签名者是所给公钥的持有人。" if compared else f"签名用的公钥是 {found.key} ，请与立卷机关公布的公钥核对。")
