"""What the made-up office writes on its public site: every place, project and number in it is invented.

Days are told from the day on which the demo is made, so that the notices are always of this week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Block = tuple[str, Any]
ISSUER = "明湖区人民政府办公室"
RULES = "明湖区公共阅读空间建设与开放办法"
POLICIES = ("政策文件", "明湖区人民政府和区政府办公室印发的政策文件及其解读。")
EXPLAINED = ("政策解读", "政策文件的背景、主要内容和办理办法的解读。")
NOTICES = ("通知公告", "面向公众的通知、公告和公示。")


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as an editor fills in its form."""

    title: str
    fields: dict[str, Any]


def policy(dated_on: date) -> Draft:
    """A normative document with its number, its days and a table to fill in."""
    effective_on = _first_of_next_month(dated_on)
    blocks = [
        _said("各镇人民政府、芦洲乡人民政府，各街道办事处，区政府各部门："),
        _said(f"《{RULES}》已经区政府同意，现印发给你们，请认真组织实施。"),
        ("heading", RULES),
        _said("第一条　为了规范公共阅读空间的建设和开放，方便群众就近阅读，结合本区实际，制定本办法。"),
        _said("第二条　本办法所称公共阅读空间，是指由政府或者社会力量举办，免费向公众开放的书房、书屋和社区阅览室。"),
        _said("第三条　公共阅读空间有固定场地和无障碍通道，藏书不少于两千册，每周开放四十小时以上，周末和晚间开放。"),
        _said("第四条　社会力量举办公共阅读空间的，对照附件自查，向所在街镇乡登记后即可使用统一标识，不另行审批。"),
        _said("第五条　公共阅读空间的名称、地址、开放时间由区文化和旅游局公布，调整开放时间应当提前七日告知读者。"),
        _said(f"第六条　本办法自{_day(effective_on)}起施行，有效期五年。"),
    ]  # fmt: skip
    return Draft(
        f"{ISSUER}关于印发{RULES}的通知",
        {
            "document_number": f"明湖政办发〔{dated_on.year}〕37号",
            "issued_by": ISSUER,
            "dated_on": dated_on,
            "effective_on": effective_on,
            "subject": "文化、广电、旅游",
            "body": blocks,
        },
    )


NOTES = ["见办法第三条；法定节假日的开放时间由各空间另行公布。", "自查表和登记表是办法的附件，可以在政策文件页下载。"]


def interpretation() -> Draft:
    """What the document means for readers and for who runs a reading room."""
    blocks = [
        ("heading", "为什么制定"),
        _said("近年来，书房、书屋越来越多，但开放时间不统一，群众反映“白天上班去不了，晚上想去已关门”。办法把开放时间和基本条件定了下来。"),
        ("heading", "对读者有什么好处"),
        _said(f"每周至少开放四十小时{_note(1)}，周末和晚间都要开放；调整开放时间，要提前七日告知。名称、地址和开放时间可以在网上查到。"),
        ("heading", "社会力量怎样参与"),
        _said(f"对照自查表{_note(2)}逐项检查，开放时间达到要求{_note(1)}、符合条件的，向所在街道、镇、乡提交登记表，就可以使用统一标识，不需要另外审批，也不收取任何费用。"),
        ("notes", NOTES),
    ]  # fmt: skip
    return Draft(f"《{RULES}》解读", {"body": blocks})


def lifts(year: int) -> Draft:
    """A notice that cites a document with the wrong brackets: 六角括号 are wanted (GB/T 9704)."""
    blocks = [
        _said(
            f"根据《明湖区既有住宅加装电梯工作方案》（明湖政办发[{year}]19号），现面向全区老旧小区开展加装电梯意向登记。"
        ),
        _said("一、登记范围：四层以上、没有电梯、已经竣工验收的既有住宅，以单元为单位登记。"),
        _said("二、登记办法：由业主推选的代表到所在社区服务站填写登记表，社区服务站当场核对并出具回执。"),
        _said("三、登记只用于安排技术勘察的先后顺序，不代替业主依法进行的表决。"),
    ]
    return Draft("关于开展老旧小区加装电梯意向登记的通知", {"body": blocks, "source": "区住房和城乡建设局"})


def stores() -> Draft:
    """A notice whose table was taken from an internal one: a hidden column came along (see enclosures)."""
    blocks = [
        _said("为方便群众就近求助和监督，现将调整后的防汛物资储备点予以公布。"),
        _said("储备点的位置、负责单位见附件。群众发现储备点被占用、通道被堵塞的，可以向所在街道、镇、乡反映。"),
    ]
    return Draft("关于公布防汛物资储备点的公告", {"body": blocks, "source": "区应急管理局"})


def path(closed_from: date) -> Draft:
    """A notice in which nothing is wrong."""
    until = closed_from + timedelta(days=20)
    blocks = [
        _said(f"因环湖健身步道东段路面改造，自{_day(closed_from)}至{_day(until)}，柳岸街道至望湖街道的步道临时封闭。"),
        _said("封闭期间，行人可以由湖滨路人行道绕行，自行车由湖滨路非机动车道绕行。施工现场设有指引标志。"),
        _said("给您带来不便，敬请谅解。"),
    ]
    return Draft("关于环湖健身步道东段临时封闭的通告", {"body": blocks, "source": "区城市管理局"})


LIBRARY_HOURS = "每周二至周日延长开放至22时"


def library() -> Draft:
    """A notice that a reviewer returns: the hour is not the one that the library gave."""
    blocks = [
        _said(f"为满足读者晚间阅读需要，明湖区图书馆自下月起{LIBRARY_HOURS}，周一闭馆。"),
        _said("少年儿童阅览室开放时间不变。读者可以在图书馆网站预约座位，也可以现场取号。"),
    ]
    return Draft("关于区图书馆调整夜间开放时间的公告", {"body": blocks, "source": "区文化和旅游局"})


LIBRARY_RETURNED = "闭馆时间与区图书馆来函不一致：来函为21时30分，文中写为22时。请核对后重新送审。"


def _said(words: str) -> Block:
    return "paragraph", f"<p>{words}</p>"


def _note(number: int) -> str:
    """The mark of a note, as the editor keeps it."""
    return f'<sup><a href="#note-{number}">[{number}]</a></sup>'


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
