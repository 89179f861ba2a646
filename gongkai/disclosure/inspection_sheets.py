"""The list of matters of a random inspection (抽查事项清单) from a table file, and as one."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from gongkai.disclosure.catalogue.columns import bare, below_header
from gongkai.disclosure.catalogue.exporting import workbook
from gongkai.disclosure.inspections import InspectionMatter, RandomInspection
from gongkai.editorial.errors import Incomplete
from gongkai.files.sheets import UnreadableTable, open_book

NAMES = {"matter": "抽查事项", "basis": "抽查依据", "who": "抽查对象", "share": "抽查比例和频次", "way": "抽查方式"}
_OTHERS = {
    "事项名称": "matter",
    "检查依据": "basis",
    "检查对象": "who",
    "抽查比例": "share",
    "比例和频次": "share",
    "检查方式": "way",
}
_KNOWN = {bare(name): key for key, name in NAMES.items()} | {bare(name): key for name, key in _OTHERS.items()}
MOST_MATTERS = 500


def read(data: bytes) -> list[InspectionMatter]:
    """The matters of a file, all of them or none. Raises Incomplete with a sentence for each row that is wrong."""
    try:
        sheets = open_book(data).sheets
    except UnreadableTable as error:
        raise Incomplete(str(error), "file") from error
    found: list[InspectionMatter] = []
    faults: list[str] = []
    for sheet in sheets:
        for number, cells in below_header(sheet.rows, _KNOWN, ("matter", "basis", "who")):
            matter = InspectionMatter(**cells)
            faults += [f"第{number}行{fault}" for fault in _faults(matter)]
            found.append(matter)
    if not found:
        raise Incomplete("没有找到表头，或者表头下面没有内容。表头要有“抽查事项、抽查依据、抽查对象”。", "file")
    if faults or len(found) > MOST_MATTERS:
        said = faults[:5] or [f"事项有{len(found)}条，最多{MOST_MATTERS}条"]
        raise Incomplete(f"没有导入任何一行：{'；'.join(said)}。", "file")
    return found


def _faults(matter: InspectionMatter) -> list[str]:
    try:
        matter.full_clean(exclude=["inspection"])
    except ValidationError as error:
        return [f"“{NAMES.get(name, name)}”{said[0]}" for name, said in error.message_dict.items()]
    return []


def table(inspection: RandomInspection) -> bytes:
    """The matters of a draft as a workbook, which can be changed and taken in again."""
    body = [[getattr(matter, key) for key in NAMES] for matter in inspection.matters.all()]
    return workbook([list(NAMES.values()), *body], "抽查事项清单")
