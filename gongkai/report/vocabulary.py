"""How official Chinese words the figures of the tables: the patterns behind `claims`.

Every pattern is bounded, so that no text can make it slow.
"""

from __future__ import annotations

import re

from gongkai.report.kinds import OUTCOMES_OF, Kind

_OBJECT = (
    r"(?:依申请公开(?:的)?(?:政府)?(?:信息)?(?:公开)?(?:的)?(?:各类)?(?:事项|信息|信件|申请表?|件|案件|办件)?"
    r"|依申请(?:政府)?(?:信息)?公开(?:申请|事项|件|案件)?|依申请(?:事项|件|案件|办件)?"
    r"|(?:政府)?信息公开(?:类)?(?:的)?(?:各类)?(?:书面)?(?:申请(?:表|书|件|事项|案件|公开)?|案件|事项)"
    r"|(?:政府信息|信息)(?:的)?申请|公开(?:政府信息)?(?:的)?申请|申请公开(?:政府信息|信息)?(?:事项|件)?|各类申请|(?:有效|书面)?申请(?!人)(?:书|件|事项|表)?)"
)
_AMOUNT = r"(?:的)?(?:总数量|总数|总量|数量|总计|共计|合计|累计|总共|共有|共|计|数|量|为|是|达到?|有|了|：|办件|情况)"
_FILLER = rf"(?:{_AMOUNT}){{0,4}}"
REQUESTS = re.compile(
    r"依申请|申请公开|公开申请|信息公开(?:类)?(?:的)?(?:书面)?申请|政府信息(?:的)?申请|公开政府信息的?申请|信息公开.{0,4}申请|(?:邮寄|信函|当面|传真)[^，。；0-9]{0,10}申请(?!人)"
)
DISCLOSURE = re.compile(r"信息公开|政务公开|依申请公开|公开申请|申请公开")
OBJECT_LAST = re.compile(rf"(?:依申请公开|公开申请|申请公开|信息公开)[^，。；0-9]{{0,12}}{_FILLER}$")
RECEIVED_FULL = re.compile(r"(?:收到|受理)[^，。；]{0,30}(?:依申请公开|公开申请)[^，。；]{0,12}\d{1,9}[件条份宗]")
NOT_PROSE = re.compile(
    r"\||本年(?:制发|废止|收费|处理决定|新收)(?:政府信息|件数|金额|数量)|勾稽关系|收到和处理政府信息公开申请情况[^，。]{0,8}(?:等|六个|共)"
)
CONTINUES = (
    "其中",
    "包括",
    "均",
    "予以",
    "同意",
    "部分公开",
    "不予",
    "无法",
    "已",
    "全部",
    "结转",
    "按",
    "从",
    "答复",
    "办结",
    "线上",
    "网",
    "信函",
    "自然人",
    "法人",
    "行政",
    "因",
    "未",
    "无",
    "共",
    "上年",
)

_RECEIVE = r"(?:新收到|收到|接收到|接收|接到|受理|新收|收办|收件|收取到|收悉|接件)"
_HANDLE = r"(?:办理|处理|收办|承办|依法办理)"
_ANSWER = r"(?:答复|办结|办毕|审结|回复|办理完毕|处理完毕|办理答复|予以答复)"
_RECEIVED_LABEL = re.compile(rf"(?P<verb>{_RECEIVE})(?P<middle>[^0-9，。；：]{{0,40}}?){_FILLER}$")
_HANDLED_LABEL = re.compile(rf"(?P<verb>{_HANDLE})[^0-9，。；：]{{0,24}}?{_FILLER}$")
_ANSWERED_LABEL = re.compile(
    rf"{_ANSWER}(?:了)?(?:[^0-9，。；：]{{0,16}}?(?:申请|依申请公开|信息|事项|案件))?{_FILLER}$"
)
_OBJECT_LABEL = re.compile(
    rf"(?:依申请公开|公开申请|申请公开|依申请)(?:政府)?(?:信息|事项|件|申请|案件|信件|办件)?{_FILLER}$"
)
_OBJECT_RE = re.compile(_OBJECT)
_OBJECT_TAIL = re.compile(rf"^(?:的)?[^，。；0-9]{{0,12}}{_OBJECT}")
_BARE_MIDDLE = re.compile(rf"^{_FILLER}$")
_HANDLED_ALL = re.compile(r"(?:共|累计)(?:依法)?(?:办理|处理)$")
_OF_THE_YEAR = re.compile(r"(?:20\d\d年度?|全年|本年度?|累计|总|共|有|计){1,4}")
_NOT_OWN = re.compile(r"指导|协助|协调|配合|转办|转来|交办|代办|帮助|督促|督办")
_ADVERBS = re.compile(r"(?:按期|按时|及时|逾期|超期|未按|依法不|不予|主动|协助|指导|牵头|上级)")

RECEIVED_GROWTH = re.compile(r"(?:收到|受理|接收|新收|申请)[^。；]{0,40}(?:申请|依申请公开|件)")
CHANGE = re.compile(
    r"(?:同比|环比|比上年|比去年|比前年|较上年|较去年|较前年|较上一年|比20|较20|增加|减少|增长|下降|上升|净增|回落|多出|少了|增幅|降幅)[^，]{0,14}$"
)
PART = re.compile(r"其中|分别为|包括|包含|分别是")
INCLUDING_CARRIED = re.compile(r"含[^，。；）]{0,10}(?:结转|转结|遗留|顺延)|收办|包括[^，。；）]{0,8}结转")
OTHER_BASIS = re.compile(r"备案|立案|(?<!未)审结|(?<!均已)(?<!已)结案|跨年")
YEAR_AT_START = re.compile(
    r"^(?:（[一二三四五六七八九十]{1,2}）|[一二三四五六七八九十]{1,2}[、是])?(?:在|截至|截止)?(?P<year>20\d\d)年(?P<range>\d|以来|底|末|[-—至到])?"
)
PART_OF_YEAR = re.compile(
    r"上半年|下半年|[一二三四1-4第]季度|每季度|近[一二三两几五]年|历年|[1-9一二三四五六七八九]月份|20\d\d年[以起]来"
)
TIME_BEFORE = re.compile(
    r"(?:去年|上年度?|上一年度?|往年|前年|同期)(?:同期)?(?:全年|共|收到|受理|为|的)[^，。；]{0,20}$|平均|月均|每[月周天日年]|单日|最多"
)

EXCLUDED = re.compile(
    r"网络问政|问政|12345|热线|工单|留言|来信|信箱|咨询|意见|建议|提案|(?<!复)议案|投诉|举报|信访|问卷|征集|调查|纠错|来电|来访|诉求|回应"
    r"|行政审批|登记|补贴|救助|低保|项目申请|贷款|许可申请|服务事项|网民|舆情|信息条数|政策文件|公众参与|许可事项|主动公开"
)
EXCLUDED_AFTER = re.compile(
    r"^[^，。；0-9]{0,6}(?:网络问政|热线|工单|留言|来信|咨询|意见|建议|提案|投诉|举报|信访|问卷|来电|诉求|信息)(?!公开)(?!类申请)"
)
FOREIGN = re.compile(
    r"主动公开|发布|推送|转载|解读|培训|栏目|专栏|公报|会议|催办|沟通|提示|指导|考核|通报|检查|抽查|整改|纠纷|收取|信息处理费"
)

_LITIGATION = r"(?:行政诉讼|诉讼|应诉|起诉)"
LITIGATION = re.compile(_LITIGATION)
RECONSIDERATION = re.compile(r"复议")
BOTH_DISPUTES = re.compile(r"复议[^，。；0-9]{0,12}(?:诉讼|起诉|应诉)|诉讼[^，。；0-9]{0,8}复议")
OWN_BUSINESS = re.compile(r"办理|审理|受理|承办|代理|应诉|化解|调解")
"""A justice bureau counts the cases of others with these words."""
ONE_BLOCK = re.compile(r"未经复议|复议后")
RELATED_CASES = re.compile(r"(?:办理|处理|涉及)(?:的)?(?:相关|上述|此类|有关)?案件(?:共|共计|合计|总计)?$")
PENDING_AFTER = re.compile(
    r"^[^，。；0-9]{0,8}，(?:均)?(?:尚)?(?:未审结|正在(?:依法)?(?:办理|审理)|处于审理)(?:之)?(?:中|阶段|过程中)?(?=[，。；）]|$)"
)
_RESULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pending", re.compile(r"尚未审结|未审结|正在(?:办理|审理)|审理中|未结案|尚在|待审")),
    ("upheld", re.compile(r"维持|驳回诉讼请求|胜诉")),
    ("overturned", re.compile(r"纠正|纠错|撤销原|败诉|责令")),
    ("other", re.compile(r"其他结果|其他|终止|撤回")),
)
_WITH_RESULT = {
    (kind, result): Kind(f"{kind}.{result}")
    for kind in (Kind.RECONSIDERATION, Kind.LITIGATION)
    for result in ("upheld", "overturned", "other", "pending")
}


def result_kind(label: str, tail: str) -> str | None:
    """维持、纠正、其他、尚未审结 in the words around a figure."""
    for here in (label[-14:], tail[:10]):
        for name, pattern in _RESULTS:
            if pattern.search(here):
                return name
    return None


def with_result(kind: Kind, result: str) -> Kind | None:
    """复议 + 维持 → 复议维持; None where the tables have no such figure."""
    base = Kind(str(kind).split(".", maxsplit=1)[0])
    return _WITH_RESULT.get((base, result))


def litigation_kind(here: str) -> Kind:
    if re.search(r"未经复议|直接(?:提)?起诉|直接提起", here):
        return Kind.LITIGATION_DIRECT
    if re.search(r"复议后", here):
        return Kind.LITIGATION_AFTER
    return Kind.LITIGATION


_CARRY = r"(?:结转|转结|转入|顺延|遗留|流转)"
_CARRIED_IN = re.compile(
    rf"(?:上年度?|上一年度?|去年|往年|上年末)[^，。；0-9]{{0,8}}{_CARRY}|{_CARRY}(?:的)?(?:上年|上一年|去年)|(?:上年|上一年|去年)度?(?:未办结|待办|遗留)"
)
_CARRIED_IN_YEAR = re.compile(rf"(20\d\d)年度?{_CARRY}(?!至|到|下|20)")
_CARRIED_OUT = re.compile(
    rf"(?:{_CARRY}|转)(?:至|到|入|为)?(?:下|次|明|第二)(?:一)?(?:个)?年|{_CARRY}(?:至|到|入)?(20\d\d)年|待办结|尚未办结|正在(?:依法)?办理|尚在办理|在办(?![理结])|未到期|未办结"
)
_BARE_CARRY = re.compile(rf"{_CARRY}(?:办理|件|申请)?(?:共|为|：)?$")


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


_ROWS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.OPEN_OR_PARTIAL,
        re.compile(
            r"(?:予以|同意|全部|主动)?公开(?:及|和|与|、|或|或者|以及)(?:予以)?部分(?:予以)?公开|(?:全部|予以)公开(?:或|及|和)部分公开"
        ),
    ),
    (Kind.PARTIAL, re.compile(r"部分(?:予以)?公开|区分处理")),
    (Kind.PETITION, re.compile(r"信访[、]?(?:举报|投诉)?[、]?(?:举报|投诉)?(?:类|等)")),
    (Kind.INTERNAL, re.compile(r"内部事务|内部管理信息")),
    (Kind.DELIBERATIVE, re.compile(r"过程性")),
    (Kind.ENFORCEMENT, re.compile(r"执法案卷")),
    (Kind.QUERY, re.compile(r"行政查询")),
    (Kind.SECRET, re.compile(r"国家秘密")),
    (Kind.SAFETY, re.compile(r"三安全")),
    (Kind.THIRD, re.compile(r"第三方")),
    (Kind.BARRED, re.compile(r"法律行政法规禁止|法律、行政法规禁止")),
    (Kind.NOT_HELD, re.compile(r"不掌握(?!等)|信息不存在|非本机关")),
    (Kind.MAKING, re.compile(r"(?:另行|需要|重新)制作|没有现成")),
    (Kind.UNCLEAR, re.compile(r"(?:内容)?仍不明确")),
    (Kind.REPEATED, re.compile(r"重复申请")),
    (Kind.PUBLICATION, re.compile(r"公开出版物")),
    (Kind.EXCESSIVE, re.compile(r"大量反复")),
    (Kind.NOT_CORRECTED, re.compile(r"逾期(?:不|未)补正|不补正")),
    (Kind.FEE_UNPAID, re.compile(r"逾期未?(?:按)?.{0,8}缴(?:费|纳)")),
    (Kind.UNABLE, re.compile(r"无法提供|不掌握等")),
    (Kind.NOT_PROCESSED, re.compile(r"不予处理")),
    (Kind.REFUSED, re.compile(r"不予(?:以)?公开|不公开|拒绝公开")),
    (Kind.OTHERWISE, re.compile(r"(?:作|做|作为)?其他(?:方式)?处理")),
    (
        Kind.OPEN,
        re.compile(
            r"^(?:其中|已|均|依法|决定|分别|按照?|：|为|有|作出|答复|全部){0,4}(?:予以公开|同意公开|给予公开|公开答复|全部公开|全部予以公开|予公开)(?:答复|的)?|^(?:其中)?公开$"
        ),
    ),
)
_ROW_END = re.compile(
    r"(?:答复|决定|处理|类|申请|信息|的|情形|办理|相关政府|相关|等原因|原因|共|为|有|：|、|了|”|理由|情况)*$"
)


def outcome_kind(label: str, tail: str) -> Kind | None:
    """A row of 三、本年度办理结果. Where several rows are named at once, the label says none of them."""
    here = label if len(label) >= 2 else tail
    if len(here) > 40:
        return None
    found = [kind for kind, pattern in _ROWS if pattern.search(here)]
    if Kind.OPEN_OR_PARTIAL in found:
        return Kind.OPEN_OR_PARTIAL
    if not found:
        return None
    groups = {kind for kind in found if kind in OUTCOMES_OF}
    fine = [kind for kind in found if kind not in OUTCOMES_OF]
    if re.search(r"等(?:原因|情形|理由)", here) and groups:
        return next(iter(groups)) if len(groups) == 1 else None
    if len(fine) == 1:
        return fine[0]
    return found[0] if len(found) == 1 else None


_APPLICANTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.ORGANISATION,
        re.compile(r"法人(?:或|和|及|、)?(?:者)?(?:其他|其它)?组织|法人和其他|非自然人|(?:其他|其它)组织"),
    ),
    (Kind.NATURAL_PERSON, re.compile(r"自然人|公民")),
    (Kind.BUSINESS, re.compile(r"商业企业|企业")),
    (Kind.RESEARCH, re.compile(r"科研机构")),
    (Kind.PUBLIC_INTEREST, re.compile(r"社会公益组织|公益组织")),
    (Kind.LEGAL_SERVICES, re.compile(r"法律服务机构")),
)


def applicant_kind(label: str, tail: str) -> Kind | None:
    """Who applied. A label that names several kinds (公民、法人和其他组织申请N件) means all of them."""
    here = label[-18:] or tail[:12]
    found = [kind for kind, pattern in _APPLICANTS if pattern.search(here)]
    if Kind.ORGANISATION in found and (Kind.NATURAL_PERSON in found and "非自然人" not in here):
        return None
    return found[0] if found and (len(found) == 1 or found[0] is Kind.ORGANISATION) else None


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


DOCUMENTS = re.compile(r"主动公开[^，。；]{0,24}(?:规范性文件|规章)$")
_NORMATIVE = re.compile(r"规范性文件")
_ISSUED = re.compile(r"制发|制定|印发|出台|新增|制作|发文|新制|发布|公布|公开|下发|形成")
_OWN_ISSUE = re.compile(r"制发|制定|出台|印发")
_NOT_A_COUNT = re.compile(
    r"类|解读|清理|备案|审查|审核|修改|修订|评估|征求|草案|政策性文件|(?:其他|各类|和|及|、|与)文件|信息|起草|梳理|合法性|目录"
)


def material_kind(label: str, tail: str) -> Kind | None:
    """Table A: normative documents, rules, licences, penalties, coercion."""
    here = label[-36:] + ("" if label and _ends_in_noun(label) else tail[:14])
    if _NORMATIVE.search(here):
        return _normative(here)
    if (
        re.search(r"(?:政府)?规章(?!制度)", here)
        and re.search(r"制发|制定|公布|出台|颁布|新增", here)
        and not re.search(r"修|废止|清理|含|和", here + tail[:4])
    ):
        return Kind.RULES_ISSUED
    if _NOT_A_COUNT.search(here):
        return None
    return _decision(label, tail)


def _ends_in_noun(label: str) -> bool:
    return re.search(r"(?:文件|规章|许可|处罚|强制)[^，。；]{0,6}$", label) is not None


def _normative(here: str) -> Kind | None:
    if re.search(
        r"类|解读|清理|备案|审查|审核|修改|修订|评估|征求|草案|政策性文件|信息|起草|梳理|合法性|失效|目录|名义|代拟",
        here,
    ):
        return None
    if re.search(r"现行有效|继续有效|有效的?(?:行政)?规范性", here):
        return Kind.NORMATIVE_IN_FORCE
    if re.search(r"废止|宣布失效", here):
        return Kind.NORMATIVE_REPEALED
    return Kind.NORMATIVE_ISSUED


_BARE_DECISION = {"行政许可": Kind.LICENCES, "行政处罚": Kind.PENALTIES, "行政强制": Kind.COERCIONS}
_CONTINUED = re.compile(
    r"^(?:其中|共|并|同时)?(?P<what>废止|宣布失效|现行有效|继续有效|目前有效|有效)(?:的)?(?:共|为|有)?$"
)


def continued_kind(label: str, before: str) -> Kind | None:
    """废止M件，现行有效K件 after 制发行政规范性文件N件: the noun stands before."""
    decision = _BARE_DECISION.get(label)
    if decision is not None and re.search(r"(?:作出|实施|办理)(?:各类)?行政(?:许可|处罚|强制)[^。；]{0,24}$", before):
        return decision
    match = _CONTINUED.match(label)
    noun = before.rfind("规范性文件")
    if match is None or noun < 0 or before.rfind("规章") > noun or len(before) - noun > 40:
        return None
    return Kind.NORMATIVE_IN_FORCE if "有效" in match["what"] else Kind.NORMATIVE_REPEALED


_DECISIONS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.LICENCES,
        re.compile(
            r"(?:作出|办理|实施|完成|办结|审批|核发)(?:的)?(?:各类)?行政许可(?:决定|事项|数量)?(?:共|共计|合计|总计|数量|：|为)?$"
        ),
    ),
    (
        Kind.PENALTIES,
        re.compile(
            r"(?:作出|实施|办理|办结|下达)(?:的)?(?:各类)?行政处罚(?:决定|案件|数量)?(?:共|共计|合计|总计|数量|：|为)?$"
        ),
    ),
    (
        Kind.COERCIONS,
        re.compile(r"(?:作出|实施|采取)(?:的)?行政强制(?:决定|措施|执行|数量)?(?:共|共计|合计|总计|数量|：|为)?$"),
    ),
)


def _decision(label: str, tail: str) -> Kind | None:
    del tail
    return next((kind for kind, pattern in _DECISIONS if pattern.search(label)), None)


def verb_of(label: str) -> str:
    """制发 where the document was made by the agency, 公开 where it was only published."""
    if _OWN_ISSUE.search(label):
        return "制发"
    return "公开" if _ISSUED.search(label) or not label else ""
