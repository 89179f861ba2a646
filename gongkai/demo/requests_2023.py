"""The eleven requests of 2023: eight online, two by post, one at the counter; all answered in time, none disputed.

Each story is one case from receipt to archive, in the words of the people who act in it.
"""

from __future__ import annotations

from datetime import date

from gongkai.casework import disclosing, handling
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind, Channel
from gongkai.casework.opinions import Opinion
from gongkai.demo import enclosures
from gongkai.demo.applicants import citizen, organisation
from gongkai.demo.desk import Desk, registered, submitted
from gongkai.demo.district import District
from gongkai.demo.stage import Story, moment

LI = citizen("李青禾", "19860412", 21, email="qinghe@example.invalid")
RENOVATION = "柳岸街道湖滨新村2023年老旧小区改造实施方案及其批复"
ROAD = "渔梁镇至莲塘镇县道拓宽工程立项批复"
ROAD_SAID = (
    "批复同意渔梁镇至莲塘镇县道由六米拓宽至九米，全长十一点四公里，写明建设内容、投资来源、工期和公示要求。"
    "文中经办人的姓名和电话已经遮盖。"
)
ONLINE_PROOF = "门户网站系统送达回执"


def stories(district: District) -> list[Story]:
    """All eleven, in the order of their receipt."""
    return [
        meeting_topics(district),
        renovation_plan(district),
        compensation_agreement(district),
        subsidy_list(district),
        house_register(district),
        village_road(district),
        relief_funds(district),
        renovation_again(district),
        noisy_market(district),
        draft_minutes(district),
        yearbook(district),
    ]


def meeting_topics(district: District) -> Story:
    """Published long ago: the applicant is told where."""
    person = citizen("王溪桥", "19790823", 13)
    wanted = Wanted("2022年明湖区人民政府常务会议议题目录", title="常务会议议题目录")
    receipt = yield submitted(district, moment("2023-02-13 09:20"), person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-02-13 10:05"))
    where = "明湖区人民政府门户网站“政府信息公开”专栏“政府会议—常务会议”栏目，可以直接查阅和下载"
    yield desk.proposes(moment("2023-02-15 15:10"), Opinion("open", "already_public", {"how_to_get": where}))
    yield from desk.concludes(moment("2023-02-16 09:30"), moment("2023-02-16 10:30"), channel="web", proof=ONLINE_PROOF)


def renovation_plan(district: District) -> Story:
    """Drafted by the housing department, disclosed. The applicant will ask again in July."""
    wanted = Wanted(RENOVATION, title="湖滨新村改造方案", hint="2023年2月批复")
    receipt = yield submitted(district, moment("2023-03-06 20:41"), LI, wanted)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-03-07 09:00"))
    yield desk.assigns(moment("2023-03-07 09:15"), "zjj", "zhujian")
    given = {
        "provided_content": "《柳岸街道湖滨新村2023年老旧小区改造实施方案》及批复，共18页",
        "provided_form": "电子文档",
        "how_provided": "答复当日起可以在门户网站凭收件编号和查询码下载",
    }
    yield desk.proposes(moment("2023-03-16 16:20"), Opinion("open", "provided", given), who="zhujian")
    yield from desk.concludes(moment("2023-03-20 11:00"), moment("2023-03-20 15:00"), channel="web", proof=ONLINE_PROOF)


def compensation_agreement(district: District) -> Story:
    """A signed letter; the company that made the agreement objects to part of it: severed, partly disclosed."""
    person = citizen("陈望舒", "19680705", 34, address="明湖区芦洲乡苇塘村（演示地址）")
    wanted = Wanted("青石镇石料场关闭补偿协议全文", form="paper", delivery="mail", title="石料场补偿协议")
    receipt = yield registered(district, moment("2023-03-21 10:10"), Channel.SIGNED_MAIL, person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.searches(
        moment("2023-03-22 09:40"), "办公室档案室、协同办公系统", "石料场 关闭 补偿", "检得协议一份，12页"
    )
    company = "青石石料有限公司（演示）"
    yield desk.notifies(
        moment("2023-03-27 14:00"),
        "open-consultation",
        party="third_party",
        whom=company,
        requested_information="石料场关闭补偿协议全文",
        consultation_reason="协议载有贵公司设备的来源和评估价格",
    )
    yield desk.records(
        moment("2023-04-07 10:30"),
        handling.close_consultation,
        key="征1",
        opinion="objects",
        words="不同意公开设备评估明细，认为属于商业秘密；其余部分没有异议。",
    )
    decision = {
        "open_part": "协议的补偿范围、补偿总额、支付方式和期限（复印件10页）",
        "how_provided": "随本告知书邮寄",
        "withheld_part": "协议附件二“设备评估明细”（2页）",
        "ground": "no_third",
        "reason": (
            "明细载有第三方尚在使用的设备来源和采购价格，经征求意见第三方不同意公开，且不公开不会对公共利益造成重大影响"
        ),
    }
    yield desk.proposes(moment("2023-04-20 16:00"), Opinion("partial", None, decision))
    yield from desk.concludes(
        moment("2023-04-24 10:00"), moment("2023-04-25 09:00"), channel="mail", proof="挂号信 XA00000000034"
    )


def subsidy_list(district: District) -> Story:
    """A company asks for what never was: searched thoroughly, does not exist."""
    person = organisation("明湖晴川科技有限公司（演示）", 41, representative="赵一帆")
    wanted = Wanted("2019年明湖区小微企业房租补贴发放名单", title="房租补贴名单")
    receipt = yield submitted(district, moment("2023-04-10 11:02"), person, wanted, ApplicantKind.BUSINESS)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-04-10 14:30"))
    yield desk.searches(
        moment("2023-04-14 10:00"),
        "办公室档案室2019年至2020年卷宗、协同办公系统、财政和工信部门会办材料",
        "房租补贴、租金减免、小微企业",
        "没有检得2019年发放房租补贴的文件或者名单",
    )
    searched = (
        "以“房租补贴”“租金减免”“小微企业”为检索词，检索了档案室2019年至2020年卷宗和协同办公系统，并向财政、工信部门核实，"
        "该年度没有开展此项补贴"
    )
    yield desk.proposes(moment("2023-04-20 09:30"), Opinion("na_none", "not_existing", {"search_done": searched}))
    yield from desk.concludes(moment("2023-04-23 10:00"), moment("2023-04-23 15:30"), channel="web", proof=ONLINE_PROOF)


def house_register(district: District) -> Story:
    """An ordinary letter, its receipt confirmed by telephone the next day; another agency's information."""
    person = citizen("孙听雨", "19550119", 55, address="明湖区书院街道12号（演示地址）")
    wanted = Wanted("本人祖屋1988年的房屋产权登记资料", form="paper", delivery="mail", title="房屋产权登记")
    receipt = yield registered(
        district,
        moment("2023-05-09 09:10"),
        Channel.ORDINARY_MAIL,
        person,
        wanted,
        arrived_on=date(2023, 5, 8),
        confirmed=(date(2023, 5, 9), "phone"),
    )
    desk = Desk.of(district, receipt)
    known = {
        "reason": "房屋产权登记资料由不动产登记机构保存",
        "responsible_agency": "明湖区自然资源分局不动产登记中心，电话0000-2023011",
    }
    yield desk.proposes(moment("2023-05-12 10:00"), Opinion("na_none", "not_ours", known))
    yield from desk.concludes(
        moment("2023-05-15 09:30"), moment("2023-05-15 14:00"), channel="mail", proof="挂号信 XA00000000055"
    )


def village_road(district: District) -> Story:
    """Unclear at first: corrected within the limit, the clock starts anew, disclosed; and then to everybody, for the
    next village asked too (条例第四十四条)."""
    person = citizen("周行之", "19910330", 67)
    receipt = yield submitted(district, moment("2023-05-22 08:15"), person, Wanted("修路的文件", title="修路的文件"))
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-05-22 09:30"))
    yield desk.notifies(
        moment("2023-05-25 10:00"),
        "ask-correction",
        unclear="没有写明是哪一条道路、哪一年的文件，无法据以检索",
        how_to_correct="请写明道路名称、大致年份，或者文件的名称、文号等便于查询的特征",
        limit_on=date(2023, 6, 15),
    )
    corrected = "渔梁镇至莲塘镇县道2022年拓宽工程的立项批复"
    yield desk.records(moment("2023-06-02 19:30"), handling.receive_correction, who="", what=corrected)
    given = {
        "provided_content": "渔梁镇至莲塘镇县道拓宽工程立项批复，共4页",
        "provided_form": "电子文档",
        "how_provided": "答复当日起可以在门户网站凭收件编号和查询码下载",
    }
    copy = yield desk.redacts(moment("2023-06-13 10:00"), ROAD, enclosures.approval(), enclosures.approval(whole=False))
    yield desk.confirms_redaction(moment("2023-06-14 14:00"), copy)
    yield desk.proposes(moment("2023-06-14 15:00"), Opinion("open", "provided", given))
    yield from desk.concludes(moment("2023-06-16 09:30"), moment("2023-06-16 11:00"), channel="web", proof=ONLINE_PROOF)
    yield desk.records(moment("2023-07-03 09:00"), handling.convert_to_proactive)
    yield from desk.opens(moment("2023-07-03 10:00"), disclosing.Entry(ROAD, ROAD_SAID, date(2022, 9, 20)), copy)


def relief_funds(district: District) -> Story:
    """At the counter; many files to look through, so extended once by the leader; disclosed."""
    person = citizen("吴晚舟", "19830917", 72)
    wanted = Wanted(
        "2020年至2022年各街道、镇、乡最低生活保障资金分配表", form="paper", delivery="counter", title="低保资金分配表"
    )
    receipt = yield registered(district, moment("2023-06-12 10:25"), Channel.COUNTER, person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.assigns(moment("2023-06-13 09:00"), "mzj", "minzheng")
    reason = "涉及三个年度、十个街道和镇乡的资金分配文件，需要逐份核对，无法在二十个工作日内完成"
    yield desk.does(moment("2023-07-05 09:30"), handling.request_extension, reason=reason)
    yield desk.does(moment("2023-07-07 10:00"), handling.approve_extension, who="leader")
    yield desk.notifies(moment("2023-07-07 15:00"), "notify-extension", extension_reason=reason)
    given = {
        "provided_content": "2020年至2022年最低生活保障资金分配表三份，共31页",
        "provided_form": "纸质复制件",
        "how_provided": "请于工作时间到明湖区人民政府办公室政务公开股领取",
    }
    yield desk.proposes(moment("2023-07-26 16:00"), Opinion("open", "provided", given), who="minzheng")
    yield from desk.concludes(
        moment("2023-07-28 09:30"), moment("2023-07-31 10:00"), channel="counter", proof="申请人当面签收"
    )


def renovation_again(district: District) -> Story:
    """The same person asks for the same plan again: not handled twice."""
    receipt = yield submitted(district, moment("2023-07-17 21:00"), LI, Wanted(RENOVATION, title="湖滨新村改造方案"))
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-07-18 09:10"))
    earlier = {"earlier_reply_on": "2023年3月20日", "earlier_reply_number": "明湖政办公开〔2023〕2号"}
    yield desk.proposes(moment("2023-07-20 10:30"), Opinion("np_repeat", None, earlier))
    yield from desk.concludes(moment("2023-07-24 09:30"), moment("2023-07-24 11:00"), channel="web", proof=ONLINE_PROOF)


def noisy_market(district: District) -> Story:
    """A complaint in the form of a request: told which way it belongs."""
    person = citizen("郑知微", "19760228", 88)
    wanted = Wanted("请公开为什么没有人管桥东市场凌晨卸货扰民，并处理相关责任人", title="市场凌晨卸货扰民")
    receipt = yield submitted(district, moment("2023-08-21 07:50"), person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-08-21 09:20"))
    known = {
        "reason": "申请内容是反映噪声扰民并要求处理责任人，不是对政府信息的描述",
        "proper_channel": "向明湖区城市管理局投诉，或者通过信访渠道反映",
    }
    yield desk.proposes(moment("2023-08-25 15:00"), Opinion("np_petition", None, known))
    yield from desk.concludes(moment("2023-08-30 09:30"), moment("2023-08-30 10:30"), channel="web", proof=ONLINE_PROOF)


def draft_minutes(district: District) -> Story:
    """A law firm asks for the notes of a discussion: deliberative, refused with reasons."""
    person = organisation("明湖知行律师事务所（演示）", 93, representative="林见山")
    wanted = Wanted("2023年8月区政府研究桥东片区更新方案的讨论记录", title="桥东片区讨论记录")
    receipt = yield submitted(district, moment("2023-09-18 16:05"), person, wanted, ApplicantKind.LEGAL_SERVICES)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-09-19 09:00"))
    known = {
        "deliberative_kind": "讨论记录",
        "reason": (
            "该片区更新方案尚未形成决定，记录只反映讨论过程中的不同意见，公开会影响后续决策；方案确定后将依法主动公开"
        ),
    }
    yield desk.proposes(moment("2023-10-08 10:00"), Opinion("no_process", None, known))
    yield from desk.concludes(moment("2023-10-11 09:30"), moment("2023-10-11 14:00"), channel="web", proof=ONLINE_PROOF)


def yearbook(district: District) -> Story:
    """A book that anybody can buy or borrow."""
    person = citizen("何以安", "19990610", 96)
    wanted = Wanted("《明湖年鉴（2022）》全书电子版", title="明湖年鉴")
    receipt = yield submitted(district, moment("2023-11-06 12:30"), person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.confirms(moment("2023-11-06 14:10"))
    known = {"publication_name": "《明湖年鉴（2022）》", "how_to_get": "区图书馆和区档案馆可以借阅，书店有售"}
    yield desk.proposes(moment("2023-11-08 10:00"), Opinion("np_pub", None, known))
    yield from desk.concludes(moment("2023-11-10 09:30"), moment("2023-11-10 10:30"), channel="web", proof=ONLINE_PROOF)
