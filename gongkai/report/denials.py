"""Denials: 未收到…申请, 无结转, 未发生行政复议, 办结率100%. Each says that some figure is 0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.kinds import Kind
from gongkai.report.vocabulary import EXCLUDED, REQUESTS

Denial = tuple[Kind, int, int]

_NOT = r"(?:未曾|尚未|从未|并未|未|没有|没|无|零)"
_APPLICATION = (
    r"(?:政府信息公开申请|信息公开(?:的)?申请|依申请公开(?:政府信息)?(?:申请|事项|件|信息|案件)?"
    r"|公开(?:政府)?(?:信息)?(?:的)?申请|依申请(?:事项|件)|申请公开(?:政府)?信息|申请要求)"
)
_NO_REQUEST = re.compile(
    rf"{_NOT}(?:有)?(?:收到|接到|接收到|接收|受理过?|收过?|新收|发生)(?:过|到)?(?P<who>[^，。；0-9]{{0,36}}?){_APPLICATION}(?P<after>[^，。；]{{0,16}})"
    rf"|(?:没有|无|未有)(?P<who2>[^，。；0-9]{{0,24}}?){_APPLICATION}(?P<after2>[^，。；]{{0,10}})"
    r"|(?P<zero>零申请)(?![^，。；]{0,6}(?:复议|诉讼))"
    rf"|{_APPLICATION}[^，。；0-9]{{0,8}}(?:为|：|是)(?:0|零|无)(?=[，。；、]|$)"
)
_OTHER_MATTER = re.compile(
    r"不予|予以|部分|减免|免费|加急|更正|复议|诉讼|收费|费用|超期|逾期|投诉|不当|引发|引起|未按|未及时|延期|办理费|撤销|纠|责任|不满|驳回|拒|提起|泄|结转|未办|举报|问题|异议|困难"
)
_ONE_CHANNEL = re.compile(r"信函|传真|当面|书面|电子邮件|邮件|网上|网络|口头|现场|邮寄|线上|线下")
_EVERY_CHANNEL = re.compile(
    r"(?:书面|信函|当面|现场)[^，。]{0,12}(?:网络|网上|线上|邮件)[^，。]{0,12}等?(?:各种|任何|多种)?(?:形式|方式|渠道|途径)|任何形式"
)
_HAPPENED = r"(?:发生|产生|收到|出现|涉及|引发|引起|导致|存在|提起|形成|接到|被|有)"
_ABOUT = (
    r"(?:任何|一件|一起|一例|一宗|因|由于|政府|信息|公开|依申请|工作|申请|相关|有关|涉及|类|方面|引发|引起|产生|导致"
    r"|而|的|被|提起|行政|本机关|我局|我县|我区|我市|处理|办理)"
)
_DISPUTE = r"(?:复议|诉讼|应诉)"
_NO_DISPUTE = re.compile(
    rf"(?:{_NOT}(?:有)?{_HAPPENED}[^。；，0-9]{{0,40}}?{_DISPUTE}|(?:无|没有|零|未){_ABOUT}{{0,12}}{_DISPUTE})(?P<more>[^。；，0-9]{{0,24}})"
)
_CONDITION = re.compile(r"(?:有|若|如|是否)$")
_QUALIFIED = re.compile(r"不当|超期|逾期|未按|违法|过错|有效(?:降低|减少|避免)|指导|答辩不|责任|信访")
_LOST = re.compile(r"纠错|纠正|败诉|撤销|责令|追责")
_NO_CARRY_OUT = re.compile(
    r"(?:无|没有|未|零|不存在)(?:有)?(?:需要?)?(?:跨年(?:办理|件|度)|下(?:一)?年度?(?:结转|转结)|(?:结转|转结|顺延)(?:至|到)?(?:下|次|20\d\d年?)[^，。；]{0,12}|(?:结转|转结)(?:件|事项|情况)?(?=[，。；、]|$)|20\d\d年度?继续办理)"
)
_NO_CARRY_IN = re.compile(r"(?:无|没有)(?:上(?:一)?年度?|去年)(?:结转|转结|遗留)")
_CLOSED = re.compile(
    r"(?P<rate>(?:办结|答复|回复|按时办结|按期办结|按期答复|按时答复|及时答复|办理|公开)率(?:均|都|也|已)?(?:为|达到?|达成|保持|实现|：)?(?:了)?(?:100%|百分之百|百分百))"
    r"|(?P<all>(?:均|全部|都)(?:已)?(?:经)?(?:全部)?(?:按期|按时|依法|依规|按规定|及时|如期|严格|在规定(?:时间|时限|期限)内|在法定(?:期限|时限|时间)内|在期限内|予以|依法依规){0,4}(?:办结|办理完毕|处理完毕|答复完毕|办毕))"
    r"|(?P<time>(?:均|全部|都)(?:已)?(?:按期|按时|依法|依规|按规定|及时|如期|在法定答复期限内|在规定(?:时间|时限|期限)内|在法定(?:期限|时限|时间)内|予以|依法依规){1,4}(?:予以)?(?:了)?(?:答复|回复))"
)
_NOT_ISSUED = re.compile(
    r"(?:未|没有|无)(?:有)?(?:新)?(?:制发|制定|出台|印发|发布)(?:过)?(?:的)?(?:任何)?(?:新的)?(?:行政|政府)?规范性文件(?![^，。；]{0,4}(?:解读|清理))"
)
_NO_DECISION = re.compile(
    r"(?:^|[，；：]|(?:全年|年内|本年度?|本机关|本单位|我局|我镇|我办|我委|我街道|本级)(?:共|均)?)(?:未|没有|无)(?:曾)?(?:作出|实施|办理|开展|发生|产生|涉及)?(?:过)?(?:任何)?"
    r"(?P<what>行政(?:许可|处罚|强制)(?:(?:、|和|及|与|以及)(?:行政)?(?:许可|处罚|强制)){0,2})(?:类)?(?:决定|事项|案件|行为|措施|执行)?(?=[，。；])"
)
_NO_FEE = re.compile(r"(?:未|没有|无)(?:收取|发生|产生)?(?:过)?(?:任何)?行政事业性收费(?:事项|项目|收入)?(?=[，。；])")
_NOT_REPEALED = re.compile(r"(?:未|没有|无)(?:有)?(?:废止|失效)(?:的)?(?:行政)?规范性文件")
_NOT_OVERTURNED = re.compile(r"(?:未|没有|无)(?:有)?被(?:纠错|纠正|撤销|责令)")
_CONCLUDED = re.compile(
    r"(?:均|全部|都)(?:已)?(?:全部|经)?(?:结案|审结|办结)|（已(?:结案|审结|办结)）|已全部(?:结案|审结|办结)"
)
_IN_TIME = re.compile(r"(?:按期|按时|及时)(?:办结|答复|办理|回复)率|法定|规定(?:时间|时限|期限)|期限内")
"""Says that nothing was late, which leaves room for cases whose term still runs."""
_CHANNEL_CASES = re.compile(r"(?:受理|收到)(?:线上|线下|网上|信函|当面)[^，。；]{0,24}，[^，。；]{0,4}$")
"""受理线下申请9件，已全部办结: said of one channel."""
_EXCEPTED = re.compile(r"除[^，。；]{1,30}(?:外|以外)，?[^，。；]{0,6}$")
_WIDE = 60


def denials(text: str, *, requests: bool, elsewhere: bool = False) -> Iterator[Denial]:
    """Every denial in a sentence with its place. ``requests`` tells that it speaks of applications,
    ``elsewhere`` that its last figure was of something else (留言60条 … 办结率100%)."""
    yield from _requests(text)
    yield from _disputes(text, requests=requests)
    if requests and not elsewhere and not (EXCLUDED.search(text) and not REQUESTS.search(text)):
        yield from _carrying(text)
    for pattern, kind in (
        (_NOT_ISSUED, Kind.NORMATIVE_ISSUED),
        (_NOT_REPEALED, Kind.NORMATIVE_REPEALED),
        (_NO_FEE, Kind.FEES),
    ):
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()
    yield from _decisions(text)


def _decisions(text: str) -> Iterator[Denial]:
    """未作出行政许可、行政处罚、行政强制决定: each decision named."""
    for match in _NO_DECISION.finditer(text):
        for what, kind in (("许可", Kind.LICENCES), ("处罚", Kind.PENALTIES), ("强制", Kind.COERCIONS)):
            if what in match["what"]:
                yield kind, match.start(), match.end()


def _requests(text: str) -> Iterator[Denial]:
    """No application. Denying one channel only (未收到信函申请) says nothing of the others; saying it of
    every channel in turn (pattern 21) does, and counts once."""
    partial: list[re.Match[str]] = []
    for match in _NO_REQUEST.finditer(text):
        around = (match["who"] or match["who2"] or "") + (match["after"] or match["after2"] or "")
        if _OTHER_MATTER.search(around) or text[max(0, match.start() - 1) : match.start()] == "有":
            continue
        who = match["who"] or match["who2"] or ""
        if _ONE_CHANNEL.search(who) and not _EVERY_CHANNEL.search(who):
            partial.append(match)
            continue
        yield Kind.RECEIVED, match.start(), match.end()
        return
    if len(partial) >= 2 and "收到" not in re.sub(r"未收到", "", text):
        yield Kind.RECEIVED, partial[0].start(), partial[-1].end()


def _disputes(text: str, *, requests: bool) -> Iterator[Denial]:
    related = requests or re.search(r"信息公开|政务公开|依申请", text) is not None
    for match in _NO_DISPUTE.finditer(text):
        what = match[0]
        before = text[max(0, match.start() - 2) : match.start()]
        if not related or _QUALIFIED.search(what) or _CONDITION.search(before):
            continue
        if _LOST.search(what):
            yield _lost_where(what), match.start(), match.end()
            continue
        if "复议" in what and re.search(r"诉讼|应诉", what):
            yield Kind.DISPUTES_EACH, match.start(), match.end()
        else:
            yield (Kind.RECONSIDERATION if "复议" in what else Kind.LITIGATION), match.start(), match.end()
    for match in _NOT_OVERTURNED.finditer(text):
        if related and "复议" in text[max(0, match.start() - _WIDE) : match.start()]:
            yield Kind.RECONSIDERATION_OVERTURNED, match.start(), match.end()
    concluded = _CONCLUDED.search(text)
    if (
        related
        and concluded is not None
        and _about_disputes(text[max(0, concluded.start() - _WIDE) : concluded.start()])
    ):
        yield Kind.DISPUTES_PENDING, concluded.start(), concluded.end()


def _lost_where(what: str) -> Kind:
    """复议被纠错, 诉讼败诉, or both."""
    suits = re.search(r"诉讼|应诉|败诉", what) is not None
    if "复议" not in what:
        return Kind.LITIGATION_OVERTURNED
    return Kind.DISPUTES_OVERTURNED if suits else Kind.RECONSIDERATION_OVERTURNED


def _about_disputes(before: str) -> bool:
    """Whether 均已审结 is said of disputes, without an exception (除3件仍在审理外)."""
    return re.search(r"复议|诉讼", before) is not None and _EXCEPTED.search(before) is None


def _carrying(text: str) -> Iterator[Denial]:
    for match in _NO_CARRY_OUT.finditer(text):
        yield Kind.CARRIED_OUT, match.start(), match.end()
    for match in _NO_CARRY_IN.finditer(text):
        yield Kind.CARRIED_IN, match.start(), match.end()
    for match in _CLOSED.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if _CHANNEL_CASES.search(before) or re.search(
            r"除[^，。]{0,20}(?:外|结转)|工单|热线|留言|建议|提案|复议|诉讼", before
        ):
            continue
        in_time = match["time"] or _IN_TIME.search(text[max(0, match.start() - 2) : match.end()])
        yield (Kind.ALL_IN_TIME if in_time else Kind.ALL_CLOSED), match.start(), match.end()
