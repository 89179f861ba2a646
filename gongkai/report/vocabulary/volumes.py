"""收到、受理、办理、答复、结转 of applications, and by which channel they came."""

from __future__ import annotations

import re

from gongkai.report.kinds import Kind
from gongkai.report.vocabulary.sentence import FILLER, REQUESTS

_OBJECT = (
    r"(?:依申请公开(?:的)?(?:政府)?(?:信息)?(?:公开)?(?:的)?(?:各类)?(?:事项|信息|信件|申请表?|件|案件|办件)?"
    r"|依申请(?:政府)?(?:信息)?公开(?:申请|事项|件|案件)?|依申请(?:事项|件|案件|办件)?"
    r"|(?:政府)?信息公开(?:类)?(?:的)?(?:各类)?(?:书面)?(?:申请(?:表|书|件|事项|案件|公开)?|案件|事项)"
    r"|(?:政府信息|信息)(?:的)?申请|公开(?:政府信息)?(?:的)?申请|申请公开(?:政府信息|信息)?(?:事项|件)?|各类申请|(?:有效|书面)?申请(?!人)(?:书|件|事项|表)?)"
)

_RECEIVE = r"(?:新收到|收到|接收到|接收|接到|受理|新收|收办|收件|收取到|收悉|接件)"
_HANDLE = r"(?:办理|处理|收办|承办|依法办理)"
_ANSWER = r"(?:答复|办结|办毕|审结|回复|办理完毕|处理完毕|办理答复|予以答复)"
_RECEIVED_LABEL = re.compile(rf"(?P<verb>{_RECEIVE})(?P<middle>[^0-9，。；：]{{0,40}}?){FILLER}$")
_HANDLED_LABEL = re.compile(rf"(?P<verb>{_HANDLE})[^0-9，。；：]{{0,24}}?{FILLER}$")
_ANSWERED_LABEL = re.compile(
    rf"{_ANSWER}(?:了)?(?:[^0-9，。；：]{{0,16}}?(?:申请|依申请公开|信息|事项|案件))?{FILLER}$"
)
_OBJECT_LABEL = re.compile(
    rf"(?:依申请公开|公开申请|申请公开|依申请)(?:政府)?(?:信息|事项|件|申请|案件|信件|办件)?{FILLER}$"
)
_OBJECT_RE = re.compile(_OBJECT)
_OBJECT_TAIL = re.compile(rf"^(?:的)?[^，。；0-9]{{0,12}}{_OBJECT}")
_OF_THEM = re.compile(r"^(?:政府信息公开|依申请公开|信息公开)?(?:的)?申请(?:事项|件)?(?:中|里|，|均|全部)")
_BARE_MIDDLE = re.compile(rf"^{FILLER}$")
_HANDLED_ALL = re.compile(r"(?:共|累计)(?:依法)?(?:办理|处理)$")
_OF_THE_YEAR = re.compile(r"(?:20\d\d年度?|全年|本年度?|累计|总|共|有|计){1,4}")
NEW_OF_ALL = re.compile(r"^(?:其中|为)?(?:本年度?|当年|今年|20\d\d年度?)?新(?:收|收到|增)(?:的)?(?:申请(?:件)?)?$")
"""其中本年新收N件: told beside the total, but about the whole report."""
_NOT_OWN = re.compile(r"指导|协助|协调|配合|转办|转来|交办|代办|代拟|拟制|代[省市县区]|代为|帮助|督促|督办")
_ADVERBS = re.compile(r"(?:按期|按时|及时|逾期|超期|未按|依法不|不予|主动|协助|指导|牵头|上级)")

_CARRY = r"(?:结转|转结|转入|顺延|延续|遗留|流转)"
_TO_NEXT = re.compile(rf"(?:{_CARRY}|转)(?:至|到|入|为)?(?:下|次|明|第二)(?:一)?(?:个)?年")
_FROM_LAST = re.compile(
    r"(?:上年度?|上一年度?|去年|往年|上年末)[^，。；0-9]{0,8}(?:结转|转结|转入|顺延|遗留|流转|未办结|待办|未办理完毕)"
    rf"|{_CARRY}(?:的)?(?:上年|上一年|去年)|(?:承接|接续|延续)(?:上年|上一年|去年)"
)
_OF_YEAR = re.compile(rf"(?P<from>20\d\d)年度?{_CARRY}")
_TO_YEAR = re.compile(rf"(?:{_CARRY}|转)(?:至|到|入)?(?P<to>20\d\d)年")
_TO_THIS = re.compile(rf"{_CARRY}(?:至|到|入)?(?:本|今|当)年")
_STILL_OPEN = re.compile(
    r"待办结|尚未办结|正在(?:依法)?(?:办理|处理)|尚在办理|仍在办理|在办(?![理结])|未到期|未到(?:答复|法定|办理)?期限|尚在(?:法定)?期限内|未办结|跨年度?办理"
)


BARE_CARRY = re.compile(r"^(?:另有|尚有|剩余|其余|余)?(?:未办结)?结转(?:件)?$")
"""结转N件 without saying from where or to: after 办结 it means to the next year."""


def carried_kind(label: str, tail: str, year: int | None) -> Kind | None:
    """上年结转 or 结转下年度."""
    here = f"{label}{tail}"
    if _TO_NEXT.search(here):
        return Kind.CARRIED_OUT
    if _TO_THIS.search(here) or _FROM_LAST.search(here):
        return Kind.CARRIED_IN
    target, source = _TO_YEAR.search(here), _OF_YEAR.search(here)
    if target is not None and (year is None or int(target["to"]) > year):
        return Kind.CARRIED_OUT
    if target is not None or (source is not None and year is not None and int(source["from"]) < year):
        return Kind.CARRIED_IN
    return Kind.CARRIED_OUT if _STILL_OPEN.search(here) else None


_CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("online", re.compile(r"线上|网上|网络|互联网|网站|平台|在线|电子邮件|邮箱|电子邮箱|政务服务网|系统提交|数据电文")),
    ("letter", re.compile(r"信函|邮寄|书信|(?<!公开)信件|快递|EMS|挂号|纸质|邮政|寄送")),
    ("counter", re.compile(r"当面|现场|窗口|线下|面交|到场|来访|柜台|书面")),
    ("fax", re.compile(r"传真")),
)


_EVERY_CHANNEL = re.compile(r"线上(?:、|和|及|与)?线下|各(?:种|类)?渠道|多(?:种)?渠道")


def channels(label: str) -> tuple[str, ...]:
    """The ways of application that the words name."""
    return tuple(name for name, pattern in _CHANNELS if pattern.search(label))


def channel_kind(label: str, tail: str) -> Kind | None:
    """A figure about one way of application: only when the label is about nothing else."""
    here = label[-16:]
    if (
        not channels(here)
        or _EVERY_CHANNEL.search(label)
        or re.search(r"(?:共|合计|总计|总数|总量)(?:收到|受理|计)?|各类", here)
    ):
        return None
    return Kind.CHANNEL if not tail or _OBJECT_TAIL.match(tail) or len(tail) <= 8 else None


def volume_kind(label: str, tail: str) -> tuple[Kind | None, str]:
    """Received, answered, or the vague 办理N件."""
    if _NOT_OWN.search(label):
        return None, ""
    answered = _ANSWERED_LABEL.search(label)
    received = _RECEIVED_LABEL.search(label)
    if received is not None and answered is not None and received.start() < answered.start():
        return Kind.VOLUME, "受理办结"
    if answered is not None:
        return (None, "") if _ADVERBS.search(label) else (Kind.ANSWERED, "答复")
    if received is not None and _is_object(label, received["middle"], tail):
        return Kind.RECEIVED, received["verb"]
    return _vague_volume(label, tail)


def _vague_volume(label: str, tail: str) -> tuple[Kind | None, str]:
    """办理N件, 依申请公开N件, 全年共N件依申请公开: which of three figures is meant stays open."""
    handled = _HANDLED_LABEL.search(label)
    named = _OBJECT_RE.search(label) or _OBJECT_TAIL.match(tail) or _HANDLED_ALL.search(label)
    if handled is not None and named is not None:
        return Kind.VOLUME, "办理"
    whole = _OF_THE_YEAR.fullmatch(label) is not None and _OBJECT_TAIL.match(tail) is not None
    return (Kind.VOLUME, "") if whole or _OBJECT_LABEL.search(label) else (None, "")


_OTHER_APPLICATION = re.compile(r"(?:许可|审批|登记|补贴|救助|复议|行政)申请")
_NOT_THEM = re.compile(r"拆分|补正|协查|协办|会商|撤回|延期|咨询|转办")
_PLAIN_APPLICATION = re.compile(r"申请(?!人|公开|表彰)(?:书|件|事项|表)?")
_WHOSE = re.compile(
    r"^(?:的|各|各类|各种|有效|书面|网上|网络|网站|门户|线上|线下|信函|邮寄|信件|邮件|电子|当面|现场|传真|窗口|在线|互联网|平台|系统|通过|渠道|方式|形式"
    r"|公民|自然人|法人|其他|其它|组织|企业|商业|单位|群众|社会|公众|市民|居民|村民|个人|申请人|提出|提交|递交|来自|以|等|总|共|新|全部|政府|信息|公开|依|正式|上年度?|去年|结转|本年度?|新增|遗留"
    r"|、|和|或|者|及|与|了|到|“|”|/|EMS)*+$"
)


def other_application(label: str) -> bool:
    """Whether the words are about an application for something else (公租房申请、宅基地审批申请)."""
    match = _PLAIN_APPLICATION.search(label)
    if match is None or REQUESTS.search(label) or re.search(r"信息公开|依申请", label):
        return False
    verb = max((found.end() for found in re.finditer(_RECEIVE + "|" + _HANDLE, label[: match.start()])), default=-1)
    return verb >= 0 and _WHOSE.match(label[verb : match.start()]) is None


def _is_object(label: str, middle: str, tail: str) -> bool:
    """Whether what was received are applications: named before or after the figure, or nothing is named."""
    if _OBJECT_RE.search(middle):
        return not (_OTHER_APPLICATION.search(middle) or _NOT_THEM.search(middle) or other_application(label))
    if middle.endswith("的") and not _BARE_MIDDLE.match(middle):
        return bool(_BARE_MIDDLE.match(middle[:-1])) and _OF_THEM.match(tail) is not None
    return bool(_BARE_MIDDLE.match(middle)) and (not tail or _OBJECT_TAIL.match(tail) is not None)
