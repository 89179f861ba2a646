"""The words of a register and what they stand for: channels, applicants, the 21 outcomes, ways of service.

A wording is known, or it is declared by the office in a mapping, or the row is refused with the words that come
near. Nothing is taken for the nearest word: 不予公开 without its ground stands in none of the rows of table B.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from gongkai.casework.errors import CaseworkError
from gongkai.casework.models import ApplicantKind, Channel
from gongkai.casework.register_fields import BY_KEY, COLUMNS, Shape, plain
from gongkai.statute.outcomes import outcome_rules
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B

WITHDRAWN = "withdrawn"
"""Not a row of its own: 申请人撤回 counts as 其他处理（3.其他）, but the case ends by another event."""
UNDECIDED = "undecided"
"""The register says in words that the case is still open."""
BLANK = frozenset(
    plain(word) for word in ("", "无", "/", "—", "－", "空", "n/a", "na", "不适用", "未发生", "没有", "无需")
)


class BadMapping(CaseworkError):
    """The mapping is not what it should be."""

    code = "REGISTER_MAPPING"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A wording nobody knows: the words, and those of the list that it may have meant."""

    words: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        near = f"是不是：{'；'.join(self.nearest)}？" if self.nearest else ""
        return f"写作“{self.words}”，不在认识的写法之内。{near}也可以在对照表中指定"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list: key to its official words, and other wordings to keys. ``vague`` are wordings that fit several
    rows, each with what has to be told apart."""

    official: Mapping[str, str]
    known: Mapping[str, str]
    vague: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, words: str, own: Mapping[str, str] | None = None) -> str | Unknown:
        """The key that a wording stands for."""
        bare = plain(words)
        for wording, meaning in (own or {}).items():
            if plain(wording) == bare:
                return meaning
        if (found := self.known.get(bare) or self.known.get(_bare(words))) is not None:
            return found
        return Unknown(words[:40], self.vague.get(bare) or self._near(bare))

    def meaning(self, words: str) -> str | None:
        """The key that the right side of a mapping names, by key or by words."""
        return words if words in self.official else self.known.get(plain(words))

    def _near(self, bare: str) -> tuple[str, ...]:
        # a whole word inside the other counts for more than letters in common
        inside = [
            key for word, key in self.known.items() if len(word) > 2 and (word in bare or (bare and bare in word))
        ]
        close = [self.known[word] for word in difflib.get_close_matches(bare, self.known, n=6, cutoff=0.5)]
        return tuple(self.official[key] for key in list(dict.fromkeys([*inside, *close]))[:3])


_NUMBERING = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十\d]+[)）]?[.、．:：]?\s*)+")


def _bare(words: str) -> str:
    """A wording without the number of its row and without what stands in brackets."""
    return plain(re.sub(r"[(（].*?[)）]", "", _NUMBERING.sub("", words)))


def _vocabulary(
    official: Mapping[str, str], also: Mapping[str, str], vague: Mapping[str, Iterable[str]] | None = None
) -> Vocabulary:
    known = {plain(words): key for key, words in official.items()}
    for key, wordings in also.items():
        known |= {plain(wording): key for wording in wordings.split()}
    unclear = {plain(words): tuple(official[key] for key in keys) for words, keys in (vague or {}).items()}
    return Vocabulary(official, known, unclear)


CHANNELS = _vocabulary(
    dict(Channel.choices),
    {
        "counter": "当面 当面提交 现场 现场提交 窗口 现场申请 当面申请 来人 上门 书面当面 服务窗口 直接送交",
        "signed_mail": "邮寄 信函 挂号信 快递 EMS 特快专递 邮政特快专递 邮政快递 挂号 书面邮寄 邮寄申请 中通 顺丰",
        "ordinary_mail": "平信 普通信函 平邮 普通邮寄 无需签收的邮寄",
        "web": "互联网 网络 网上 网站 在线 线上 门户网站 网上申请 在线申请 网上提交 政府网站 平台 申请平台 网站平台 "
        "电子邮件 邮箱 email 电子邮箱 网络申请",
        "fax": "传真",
        "other": "其他 其它 其他渠道 其他方式",
    },
    {"邮件": ("signed_mail", "ordinary_mail", "web"), "书面": ("counter", "signed_mail", "ordinary_mail", "fax")},
)
KINDS = _vocabulary(
    dict(ApplicantKind.choices),
    {
        "natural_person": "公民 个人 自然人公民 居民 村民",
        "business": "企业 商业企业法人 公司 企业法人 商业企业",
        "research": "科研 科研单位 高校 高等院校 研究机构 科研院所",
        "public_interest": "社会公益 公益组织 社会组织 社会团体 社会公益机构",
        "legal_services": "律师事务所 律所 法律服务 法律服务所 法律服务机构",
        "other": "其它 其他组织",
    },
    dict.fromkeys(
        ("法人", "法人或其他组织", "法人和其他组织", "法人及其他组织", "单位", "组织", "机构"),
        ("business", "research", "public_interest", "legal_services", "other"),
    ),
)
_SHORT: Mapping[str, str] = {
    "open": "公开 同意公开 已公开 主动公开 已主动公开 属于主动公开 告知获取方式 全部公开 提供 已提供 予以提供",
    "partial": "部份公开 区分处理 部分予以公开 区分公开 部分公开部分不予公开",
    "no_secret": "国家秘密 涉密 属于国家秘密 涉及国家秘密",
    "no_law": "法律禁止公开 法律行政法规禁止公开 法律法规禁止公开 禁止公开",
    "no_safety": "三安全一稳定 危及三安全一稳定 危及国家安全公共安全经济安全社会稳定",
    "no_third": "第三方合法权益 保护第三方 商业秘密 个人隐私 涉及商业秘密 涉及个人隐私 "
    "第三方不同意公开 损害第三方合法权益",
    "no_internal": "内部事务信息 三类内部事务信息 内部事务 内部管理信息",
    "no_process": "过程性信息 四类过程性信息 过程信息",
    "no_enforce": "行政执法案卷 执法案卷 行政执法案卷信息 执法案卷信息",
    "no_query": "行政查询事项 查询事项 行政查询",
    "na_none": "不掌握 信息不存在 政府信息不存在 不存在 非本机关 不属于本机关 不属于本机关公开 不属于本机关负责公开 "
    "非本机关信息 不属于本行政机关公开 本机关不掌握 不属本机关公开 不掌握相关信息 非本机关负责公开",
    "na_make": "需要另行制作 另行制作 没有现成信息 需加工分析 加工分析 需要加工分析 需另行制作",
    "na_unclear": "补正后仍不明确 补正后不明确 补正后内容仍不明确",
    "np_petition": "信访 投诉 举报 信访举报投诉 信访投诉举报 信访类 信访事项",
    "np_repeat": "重复 重复申请 重复提交",
    "np_pub": "公开出版物 要求提供公开出版物 出版物",
    "np_mass": "大量反复申请 反复大量申请 无正当理由大量反复 无正当理由反复申请",
    "np_confirm": "要求确认或重新出具 确认或重新出具 重新出具 要求确认 确认或者重新出具",
    "ot_nocorrect": "逾期不补正 逾期未补正 未补正 不再处理逾期不补正",
    "ot_nopay": "逾期不缴费 逾期未缴费 未缴费 逾期未按收费通知要求缴纳费用",
    "ot_other": "其他处理 其他 其它 其他处理其他",
    WITHDRAWN: "撤回 申请人撤回 主动撤回 撤回申请 已撤回 申请人撤销 撤销申请 申请人主动撤回",
    UNDECIDED: "在办 办理中 未办结 正在办理 待答复 未答复 结转 结转下年度 结转下年度继续办理 办理当中",
}
_REFUSALS = tuple(key for key in RESULT_KEYS if key.startswith("no_"))
_UNABLE = tuple(key for key in RESULT_KEYS if key.startswith("na_"))
_UNPROCESSED = tuple(key for key in RESULT_KEYS if key.startswith("np_"))
_VAGUE: dict[str, tuple[str, ...]] = {
    "不予公开": _REFUSALS,
    "不公开": _REFUSALS,
    "不予提供": _REFUSALS,
    "无法提供": _UNABLE,
    "不予处理": _UNPROCESSED,
}
_VAGUE |= {"视为放弃": ("ot_nocorrect", "ot_nopay"), "视为放弃申请": ("ot_nocorrect", "ot_nopay")}
_VAGUE |= {"内容不明确": ("na_unclear", "ot_nocorrect"), "申请内容不明确": ("na_unclear", "ot_nocorrect")}
_ANSWERED = (*RESULT_KEYS[:2], "na_none")


def _outcomes() -> Vocabulary:
    official = {row.key: row.full_label for row in TABLE_B if row.key in RESULT_KEYS}
    official |= {WITHDRAWN: "申请人撤回", UNDECIDED: "办理中"}
    also = dict(_SHORT)
    for row in TABLE_B:
        if row.key in RESULT_KEYS:
            rule = next(rule for outcome, rule in outcome_rules().items() if outcome.value == row.key)
            numberless = _NUMBERING.sub("", row.label)
            words = (
                row.label,
                numberless,
                row.group + numberless,
                re.sub(r"（.+?）", "", row.group) + numberless,
                rule.label,
            )
            also[row.key] = " ".join([also.get(row.key, ""), *words])
    vague = dict(_VAGUE) | dict.fromkeys(
        ("已答复", "已办结", "答复", "办结", "按时答复", "已回复", "依法答复"), _ANSWERED
    )
    return _vocabulary(official, also, vague)


OUTCOMES = _outcomes()
DELIVERY = _vocabulary(
    {"counter": "当面", "mail": "邮寄", "web": "网上", "other_agency": "委托转交"},
    {
        "counter": "当面送达 当面领取 现场领取 自取 直接送达 窗口 现场 签收 当面签收",
        "mail": "邮寄送达 EMS 挂号信 特快专递 快递 邮政 信函 邮政特快专递",
        "web": "网站 互联网 网络 在线 电子邮件 邮箱 系统 平台 网上送达 线上 电子送达 电子邮箱 email 网上答复",
        "other_agency": "转交 委托送达 代为送达 委托其他机关转交",
    },
    {"邮件": ("mail", "web"), "书面": ("counter", "mail")},
)
OPINIONS = _vocabulary(
    {"consents": "同意公开", "objects": "不同意公开", "silent": "逾期未答复"},
    {"consents": "同意", "objects": "不同意 反对 不同意提供", "silent": "未答复 未回复 逾期未回复 没有答复 未反馈"},
)
FEE_METHODS = _vocabulary(
    {"per_item": "按件计收", "per_page": "按量计收"}, {"per_item": "按件", "per_page": "按量 按页 按页计收 按量页计收"}
)
RESULTS = _vocabulary(
    {"upheld": "结果维持", "overturned": "结果纠正", "other": "其他结果"},
    {
        "upheld": "维持 驳回诉讼请求 驳回复议请求 驳回复议申请",
        "overturned": "纠正 撤销 确认违法 责令履行 责令重作 撤销重作 变更",
        "other": "其他 终止 不予受理 撤诉 调解 驳回起诉 不予立案",
    },
    {"驳回": ("upheld", "other"), "败诉": ("upheld", "overturned"), "胜诉": ("upheld", "overturned")},
)
VOCABULARIES: Mapping[str, Vocabulary] = {
    "channel": CHANNELS,
    "kind": KINDS,
    "outcome": OUTCOMES,
    "delivery": DELIVERY,
    "opinion": OPINIONS,
    "fee_method": FEE_METHODS,
    "reconsideration_result": RESULTS,
    "lawsuit_result": RESULTS,
}
assert set(VOCABULARIES) == {column.key for column in COLUMNS if column.shape is Shape.CHOICE}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What an office declared about its own register: headings, wordings, and what a blank stands for."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)


NO_DICTIONARY = Dictionary()
_MAY_BE_BLANK = ("channel", "kind", "delivery")
LONGEST_MAPPING = 20_000


def read_mapping(text: str) -> Dictionary:
    """A mapping in YAML: 列名, 对照 and 空白. Raises BadMapping naming the entry."""
    if len(text) > LONGEST_MAPPING:
        raise BadMapping(f"对照表超过{LONGEST_MAPPING}字。")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMapping("对照表不是正确的YAML：请核对冒号后的空格和每行的缩进。") from error
    if data is None:
        return NO_DICTIONARY
    parts = _words_of(data, "对照表")
    if strange := set(parts) - {"列名", "对照", "空白"}:
        raise BadMapping(f"对照表只有“列名”“对照”“空白”三部分，没有“{'”“'.join(sorted(strange))}”。")
    words = {}
    for label, entries in _words_of(parts.get("对照") or {}, "对照").items():
        key = _choice(label)
        words[key] = {wording: _meaning(key, label, to) for wording, to in _words_of(entries, label).items()}
    return Dictionary(_columns(parts.get("列名") or {}), words, _blanks(parts.get("空白") or {}))


def _words_of(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping(f"“{where}”应当逐行写作“台账的写法: 本系统的写法”。")
    return {str(key): entry for key, entry in value.items()}


def _columns(value: Any) -> dict[str, str]:
    found = {}
    labels = {column.label: column.key for column in COLUMNS}
    for heading, label in _words_of(value, "列名").items():
        if (key := labels.get(str(label), str(label))) not in BY_KEY:
            raise BadMapping(f"“列名”中“{heading}”对应的“{label}”不是本系统的列。列有：{'、'.join(labels)}。")
        found[heading] = key
    return found


def _blanks(value: Any) -> dict[str, str]:
    found = {}
    for label, words in _words_of(value, "空白").items():
        key = _choice(label)
        if key not in _MAY_BE_BLANK:
            raise BadMapping(
                f"“空白”只能指定{'、'.join(BY_KEY[each].label for each in _MAY_BE_BLANK)}，不能指定“{label}”。"
            )
        found[key] = _meaning(key, label, words)
    return found


def _choice(label: str) -> str:
    for key in VOCABULARIES:
        if label in (key, BY_KEY[key].label):
            return key
    raise BadMapping(
        f"“{label}”不是有固定写法的列。有固定写法的是：{'、'.join(BY_KEY[key].label for key in VOCABULARIES)}。"
    )


def _meaning(key: str, label: str, words: Any) -> str:
    found = VOCABULARIES[key].meaning(str(words))
    if found is None:
        choices = "、".join(VOCABULARIES[key].official.values())
        raise BadMapping(f"“{label}”没有“{words}”这一写法。可以写：{choices}。")
    return found
