"""The rows of 三、本年度办理结果 and the columns of applicants."""

from __future__ import annotations

import re

from gongkai.report.kinds import OUTCOMES_OF, Kind

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
    (Kind.SAFETY, re.compile(r"三安全|危及[^，。]{0,4}安全")),
    (Kind.THIRD, re.compile(r"第三方|商业秘密|个人隐私")),
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


_FOR_A_REASON = re.compile(r"(?:因|由于|属于|涉及)[^，。；]{2,30}(?:不予公开|无法提供|不予处理)")
"""One reason among several: less than the group, and of no row that is known."""


def outcome_kind(label: str, tail: str) -> Kind | None:
    """A row of 三、本年度办理结果. Where several rows are named at once, the label says none of them."""
    here = label if len(label) >= 2 else tail
    if PETITION_CLASS.match(label):
        return Kind.PETITION
    return _row(here) if len(here) <= 40 else None


def _row(here: str) -> Kind | None:
    found = [kind for kind, pattern in _ROWS if pattern.search(here)]
    if Kind.OPEN_OR_PARTIAL in found:
        return Kind.OPEN_OR_PARTIAL
    if not found:
        return None
    if _FOR_A_REASON.search(here) and not re.search(r"等(?:原因|情形|理由)", here) and set(found) <= set(OUTCOMES_OF):
        return None
    groups = {kind for kind in found if kind in OUTCOMES_OF}
    fine = [kind for kind in found if kind not in OUTCOMES_OF]
    if re.search(r"等(?:原因|情形|理由)", here) and groups:
        return next(iter(groups)) if len(groups) == 1 else None
    if len(fine) == 1:
        return fine[0]
    return found[0] if len(found) == 1 else None


_PETITION = r"(?:信访|举报|投诉)(?:[、，]?(?:举报|投诉|信访)){0,2}"
PETITION_CLASS = re.compile(
    rf"^(?:其中|有|另有)?(?:(?:属于|属|列为|作为|以|因){_PETITION}(?:类|等?形式)?|{_PETITION}(?:类|等?形式|的申请|类申请))"
    r"(?:的|申请|事项){0,2}(?:共|有)?$"
)
"""属于信访投诉举报类的N件: a row of table B, while 受理信访举报N件 is another matter."""
_EVERYBODY = re.compile(
    r"(?:公民|自然人)(?:、|和|及|或|或者|以及)(?:企业、?|法人)(?:、|和|及|或|或者|以及|[^，。；0-9]{0,4})(?:其他|其它)?组织"
)
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
    if _EVERYBODY.search(label):
        return None
    here = label[-18:] or tail[:12]
    found = [kind for kind, pattern in _APPLICANTS if pattern.search(here)]
    if Kind.ORGANISATION in found and (Kind.NATURAL_PERSON in found and "非自然人" not in here):
        return None
    return found[0] if found and (len(found) == 1 or found[0] is Kind.ORGANISATION) else None
