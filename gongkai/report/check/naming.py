"""NAME and SUBJECT: whether the report bears the right agency's name throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.check.material import Material, finding
from gongkai.report.model import Finding, Severity
from gongkai.report.naming import Place, misspellings, place_of, related, slip, stem
from gongkai.report.scope import AgencyKind

_CONTACT = re.compile(
    r"(?:请与|请联系|请致电|请向|由)(?P<who>[^，。；（）、“”《》]{4,32}?)(?:联系|编制|编写|咨询|负责编制)"
)
_SHARED_UPWARDS = re.compile(r"(?:本报告|疑问|编制|联系)")
_ORGAN = r"[一-龥]{2,14}?(?:局|委员会|镇|乡|街道办事处)"
_ACTS = r"(?:共|全年|累计|新收|收到|受理|主动公开)"
_FOREIGN = re.compile(
    r"向(?P<who>[一-龥]{0,8}?[市区县省](?:人民)?政府)(?:及|和|、)[一-龥]{0,12}(?:办公室|办公厅)提出的?[^，。]{0,12}申请"
)


def check_naming(material: Material) -> Iterator[Finding]:
    """The agency of the title, its spelling in the text, and agencies that do not belong."""
    agency = material.report.agency or material.report.title
    place = place_of(agency)
    wrong = slip(place)
    if wrong is not None:
        yield _misspelt(wrong.meant, wrong.written, "标题", material.report.title or agency)
    elif place.known:
        yield from _in_text(material, place.known)
        yield from _strangers(material, place.known)
    yield from _foreign_subject(material)
    yield from _other_organ(material, place)


def _misspelt(meant: str, written: str, where: str, evidence: str) -> Finding:
    return finding(
        "NAME",
        Severity.WARNING,
        f"机关名称疑有错字：“{written}”应为“{meant}”。",
        expected=meant,
        found=written,
        where=where,
        evidence=evidence,
        explanation="行政区划名录中没有这个名称，只有一个名称与它相差一个形近或者音近的字。",
    )


def _in_text(material: Material, known: tuple[str, ...]) -> Iterator[Finding]:
    """The right name in the title, a slip of it further down."""
    for name in known:
        if len(stem(name)) < 2 or name == stem(name):
            continue
        for variant in misspellings(name):
            sentence = next((s for s in material.sentences if _names_a_place(s.text, variant, name)), None)
            if sentence is not None:
                start = sentence.text.find(variant)
                yield _misspelt(stem(name), variant, "第一部分", sentence.around(start, start + len(variant)))
                return


def _names_a_place(text: str, variant: str, name: str) -> bool:
    """Whether the slip stands where a place stands: with the division's suffix or an organ behind it."""
    return (
        f"{variant}{name[-1]}" in text
        or re.search(re.escape(variant) + r"(?:人民政府|政府|县委|区委|市委)", text) is not None
    )


def _strangers(material: Material, known: tuple[str, ...]) -> Iterator[Finding]:
    """编制 and 联系 name a division that neither contains this one nor lies in it: copied from elsewhere."""
    for sentence in material.sentences:
        if sentence.section not in (0, 1, 6) or not _SHARED_UPWARDS.search(sentence.text):
            continue
        for match in _CONTACT.finditer(sentence.text):
            others = place_of(match["who"]).known
            if others and not any(related(own, other) for own in known for other in others):
                yield finding(
                    "NAME",
                    Severity.WARNING,
                    f"编制或者联系机关写作“{match['who']}”，与本报告机关所在地“{known[-1]}”不是同一地方。",
                    expected=known[-1],
                    found=others[-1],
                    where="标题",
                    evidence=sentence.around(match.start(), match.end()),
                    explanation="可能是照抄其他地方的报告时漏改。",
                )
                return


def _other_organ(material: Material, place: Place) -> Iterator[Finding]:
    """SUBJECT: 安丰县水利局共收到… in the report of another bureau of the same county."""
    home = place.unknown or (place.known[-1] if place.known else "")
    own = material.report.agency.rpartition(home)[2] if home else ""
    if material.kind not in (AgencyKind.TOWNSHIP, AgencyKind.DEPARTMENT) or not own:
        return
    acts = re.compile(rf"(?:^|[，。；）]){re.escape(home)}(?P<organ>{_ORGAN})(?={_ACTS})")
    for sentence in material.sentences:
        match = acts.search(sentence.text) if sentence.section == 1 else None
        if match is not None and not set(match["organ"]) <= set(own) and match["organ"] not in own:
            yield finding(
                "SUBJECT",
                Severity.WARNING,
                f"正文以“{home}{match['organ']}”为主语，本报告的机关是“{material.report.agency}”，疑为照抄其他机关的报告。",
                expected=material.report.agency,
                found=f"{home}{match['organ']}",
                where="第一部分",
                evidence=sentence.around(match.start("organ"), match.end()),
            )
            return


def _foreign_subject(material: Material) -> Iterator[Finding]:
    """SUBJECT: a township or department repeats what its government says of itself (pattern 27)."""
    if material.kind not in (AgencyKind.TOWNSHIP, AgencyKind.DEPARTMENT):
        return
    for sentence in material.sentences:
        match = _FOREIGN.search(sentence.text)
        if match is not None:
            yield finding(
                "SUBJECT",
                Severity.WARNING,
                f"正文写的是向“{match['who']}”提出的申请，不是本机关收到的申请，疑为照抄上级报告。",
                expected=material.report.agency,
                found=match["who"],
                where="第一部分",
                evidence=sentence.around(match.start(), match.end()),
            )
            return
