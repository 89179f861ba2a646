"""How fast official text is proofed: megabytes a second on one core, a whole document, and one paragraph of it again.

Promise: 2 MB/s; a document of 20,000 characters in 300 ms; an edit in it in 50 ms.
"""

from __future__ import annotations

import random
import sys
from datetime import date

from bench._measure import line, machine, median_seconds
from gongkai.proofing import Memory, check, plain

ON = date(2026, 11, 26)
_SENTENCES = (
    "各镇人民政府、街道办事处，区政府各部门、各直属机构：",
    "根据《中华人民共和国政府信息公开条例》（国务院令第711号）和《政府信息公开信息处理费管理办法》，现将有关事项通知如下。",
    "（一）加强组织领导。各单位主要负责人是第一责任人，要明确分管领导和工作机构，落实专人负责。",
    "2023年，全区一般公共预算收入完成123456.78万元，增长5.2%；支出234567.89万元，同比增长3.1%。",
    "咨询电话：0351-7654321，办公地址：明湖区人民路1号行政中心3号楼203室，邮编030001。",
    "涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。",
    "明政办发〔2023〕12号文件自2023年1月1日起施行，有效期5年，2022年12月31日前的有关规定同时废止。",
    "项目代码：2019-330102-48-01-012345，索引号：11140100012345678X/2023-00123，统一社会信用代码91140100MA0GX12345。",
)


def document(characters: int, seed: int = 1) -> str:
    """Text like that of an office, paragraph by paragraph, each a little different."""
    chance = random.Random(seed)
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        paragraphs.append("".join(chance.choices(_SENTENCES, k=4)) + f"第{len(paragraphs)}段。")
        length += len(paragraphs[-1]) + 1
    return "\n".join(paragraphs)


def main() -> int:
    print(f"proofing — {machine()}", flush=True)
    large, usual = document(300_000), document(20_000)
    size = len(large.encode()) / 1e6
    rate = size / median_seconds(lambda: check(plain(large), on=ON), 3, cpu=True)
    line("rules and personal data, one core", f"{rate:.1f} MB/s", "promise 2 MB/s")
    whole = median_seconds(lambda: check(plain(usual), on=ON), cpu=True) * 1000
    line(f"a document of {len(usual):,} characters", f"{whole:.0f} ms", "promise 300 ms")
    memory = Memory()
    check(plain(usual), on=ON, memory=memory)
    edits = iter(range(10**6))
    again = (
        median_seconds(lambda: check(plain(f"第{next(edits)}次修改，{usual}"), on=ON, memory=memory), cpu=True) * 1000
    )
    line("the same after an edit of one paragraph", f"{again:.0f} ms", "promise 50 ms")
    return 0 if rate >= 2 and whole <= 300 and again <= 50 else 1


if __name__ == "__main__":
    sys.exit(main())
