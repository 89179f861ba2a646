"""收到、受理、办理、答复、结转 of applications, and by which channel they came."""

from __future__ import annotations

import re

from gongkai.report.kinds import Kind
from gongkai.report.vocabulary.sentence import FILLER

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
_BARE_MIDDLE = re.compile(rf"^{FILLER}$")
_HANDLED_ALL = re.compile(r"(?:共|累计)(?:依法)?(?:办理|处理)$")
_OF_THE_YEAR = re.compile(r"(?:20\d\d年度?|全年|本年度?|累计|总|共|有|计){1,4}")
_NOT_OWN = re.compile(r"指导|协助|协调|配合|转办|转来|交办|代办|帮助|督促|督办")
_ADVERBS = re.compile(r"(?:按期|按时|及时|逾期|超期|未按|依法不|不予|主动|协助|指导|牵头|上级)")

_CARRY = r"(?:结转|转结|转入|顺延|遗留|流转)"
_CARRIED_IN = re.compile(
    rf"(?:上年度?|上一年度?|去年|往年|上年末)[^，。；0-9]{{0,8}}{_CARRY}|{_CARRY}(?:的)?(?:上年|上一年|去年)|(?:上年|上一年|去年)度?(?:未办结|待办|遗留)"
)
_CARRIED_IN_YEAR = re.compile(rf"(20\d\d)年度?{_CARRY}(?!至|到|下|20)")
_CARRIED_OUT = re.compile(
    rf"(?:{_CARRY}|转)(?:至|到|入|为)?(?:下|次|明|第二)(?:一)?(?:个)?年|{_CARRY}(?:至|到|入)?(20\d\d)年|待办结|尚未办结|正在(?:依法)?办理|尚在办理|在办(?![理结])|未到期|未办结"
)


def carried_kind(label: str, tail: str, year: int | None) -> Kind | None:
    """上年结转 or 结转下年度."""
    here = f"{label}{tail}"
    if _CARRIED_OUT.search(here):
        return Kind.CARRIED_OUT
    if _CARRIED_IN.search(here):
        return Kind.CARRIED_IN
    match = _CARRIED_IN_YEAR.search(here)
    if match and year is not None:
        return Kind.CARRIED_IN if int(match[1]) < year else None
    return None


_CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("online", re.compile(r"线上|网上|网络|互联网|网站|平台|在线|电子邮件|邮箱|电子邮箱|政务服务网|系统提交|数据电文")),
    ("letter", re.compile(r"信函|邮寄|书信|(?<!公开)信件|快递|EMS|挂号|纸质|邮政|寄送")),
    ("counter", re.compile(r"当面|现场|窗口|线下|面交|到场|来访|柜台|书面")),
    ("fax", re.compile(r"传真")),
)


def channels(label: str) -> tuple[str, ...]:
    """The ways of application that the words name."""
    return tuple(name for name, pattern in _CHANNELS if pattern.search(label))


def channel_kind(label: str, tail: str) -> Kind | None:
    """A figure about one way of application: only when the label is about nothing else."""
    here = label[-16:]
    if not channels(here) or re.search(r"(?:共|合计|总计|总数|总量)(?:收到|受理|计)?|各类", here):
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
    if received is not None and _is_object(received["middle"], tail):
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


def _is_object(middle: str, tail: str) -> bool:
    """Whether what was received are applications: named before or after the figure, or nothing is named."""
    if _OBJECT_RE.search(middle) and not re.search(r"(?:许可|审批|登记|补贴|救助|复议|行政)申请", middle):
        return True
    return bool(_BARE_MIDDLE.match(middle)) and (not tail or _OBJECT_TAIL.match(tail) is not None)
