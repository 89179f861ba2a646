"""What the API takes and gives, described for the people who write programs against it."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import ConfigDict, Field

from gongkai.casework import intake
from gongkai.casework.models import ApplicantKind

EXAMPLE_NUMBER = "MHB-2026-00001"


def _choices(pairs: tuple[tuple[str, str], ...]) -> str:
    return "；".join(f"{value}：{label}" for value, label in pairs)


KINDS = tuple((kind.value, str(kind.label)) for kind in ApplicantKind)


class Fault(Schema):
    """每个错误答复的形状。"""

    code: str = Field(description="固定不变的代码，供程序判断。", examples=["INCOMPLETE"])
    message: str = Field(description="给人看的中文说明。", examples=["申请的内容不完整或者不符合要求，没有登记。"])
    fields: dict[str, str] = Field(
        description="哪个字段有什么问题；与字段无关的错误为空。",
        examples=[{"identity_number": "身份证号码的校验位不对，请核对是否输错。"}],
    )


class FileIn(Schema):
    """一个附件。"""

    name: str = Field(description="文件名。", examples=["授权委托书.pdf"])
    content: str = Field(description="Base64编码的文件内容。", json_schema_extra={"format": "byte"})


class Application(Schema):
    """一件申请，只含《政府信息公开条例》第二十九条要求的内容，不问用途。"""

    model_config = ConfigDict(extra="forbid")

    applicant_kind: str = Field(description=f"申请人类别。{_choices(KINDS)}。", examples=["natural_person"])
    name: str = Field(description="申请人姓名或者名称。", examples=["王某某"])
    identity_kind: str = Field(
        description=f"证件类型。{_choices(intake.IDENTITY_KINDS)}。", examples=["resident_identity_card"]
    )
    identity_number: str = Field(description="证件号码，核对校验位。", examples=["990101199001010019"])
    representative: str = Field("", description="代理人姓名或者单位联系人，选填。")
    telephone: str = Field("", description="联系电话。电话、邮箱、地址至少一项。", examples=["00012345678"])
    email: str = Field("", description="电子邮箱。")
    address: str = Field("", description="通信地址；选择邮寄的必填。")
    postcode: str = Field("", description="邮政编码，6位数字。")
    title: str = Field("", description="文件名称或者文号，知道的话请填写。")
    description: str = Field(
        "",
        description=f"所需信息的内容，不超过{intake.LONGEST_REQUEST}字；写了title的可以省略。",
        examples=["2023年湖滨路改造工程的房屋征收补偿方案"],
    )
    form: str = Field(description=f"希望得到的形式。{_choices(intake.FORMS)}。", examples=["electronic"])
    delivery: str = Field(description=f"希望获取的方式。{_choices(intake.DELIVERY)}。", examples=["web"])
    files: list[FileIn] = Field([], description="申请的附件。")
    identity: list[FileIn] = Field([], description="身份证明的扫描件。")
    authority: list[FileIn] = Field([], description="授权委托书。")


class Correction(Schema):
    """补正的内容（条例第三十条）。"""

    model_config = ConfigDict(extra="forbid")

    what: str = Field(description="按照补正告知的要求逐项写明。", examples=["所指文件的文号是明发改〔2022〕15号。"])
    files: list[FileIn] = Field([], description="补正材料。")


class Withdrawal(Schema):
    """申请人撤回申请。"""

    model_config = ConfigDict(extra="forbid")

    words: str = Field("", description="撤回的原因，选填，不超过500字。", examples=["已经从别处获得。"])


class StepOut(Schema):
    """期限计算的一步。"""

    on: date = Field(description="日期。", examples=["2026-01-05"])
    what: str = Field(description="这一天发生了什么，或者为什么计入、不计入。", examples=["周末"])
    article: str | None = Field(description="依据的条款。", examples=["《政府信息公开条例》第三十三条第二款"])
    counted: bool | None = Field(description="这一天是否计入工作日；与计日无关的为空。")
    n: int | None = Field(description="已计到第几个工作日。", examples=[1])


class Progress(Schema):
    """一件申请办到哪一步、到哪天、为什么。不含申请人和所需信息的任何内容，也不含答复的结论。"""

    number: str = Field(description="收件编号。", examples=[EXAMPLE_NUMBER])
    stage: str = Field(description="环节的代码。", examples=["open"])
    stage_label: str = Field(description="环节，与申请人在网站上看到的相同。", examples=["办理中"])
    received_on: date | None = Field(description="收到申请之日（条例第三十一条）。", examples=["2026-01-05"])
    due_on: date | None = Field(description="答复期限；等待补正或者缴费时为空。", examples=["2026-02-02"])
    provisional: bool = Field(description="期限是否暂定：相关年份的放假安排尚未公布或者导入。")
    decided_on: date | None = Field(description="作出答复决定之日。")
    served_on: date | None = Field(description="答复送达之日。")
    why: str = Field(description="一句话说明期限。", examples=["答复期限至2026-02-02。"])
    steps: list[StepOut] = Field(description="逐日推算的依据。")
    law_version: str = Field(description="所用规则数据的版本。")
    calendar_version: str = Field(description="所用工作日历的版本。")


class ReceiptOut(Progress):
    """回执。"""

    query_code: str = Field(
        description="申请人的查询码，请交给申请人；数据库只存散列。", examples=["ABCD-EFGH-IJKL-MNOP"]
    )


class LetterLine(Schema):
    """一份告知书。"""

    place: int = Field(description="第几份，从1起。", examples=[1])
    title: str = Field(description="标题。", examples=["政府信息公开申请答复书"])
    number: str = Field(description="文号。", examples=["明办公开〔2026〕1号"])
    issued_on: date = Field(description="成文日期。", examples=["2026-01-20"])
    pdf: bool = Field(description="是否有制发时的PDF。")


class LetterOut(LetterLine):
    """一份告知书的全文。"""

    addressee: str = Field(description="抬头。")
    paragraphs: list[str] = Field(description="正文各段。")


class FileLine(Schema):
    """一个文件。"""

    id: int = Field(description="文件的编号。", examples=[17])
    name: str = Field(description="文件名。", examples=["批复.pdf"])
    role: str = Field(
        description="用途的代码：request申请附件，correction补正材料，reply提供的信息。", examples=["reply"]
    )
    role_label: str = Field(description="用途。", examples=["提供给申请人的信息"])
    size: int = Field(description="字节数。", examples=[52011])
    open: bool = Field(description="现在能否取得；还没有通过查毒的不能。")


class Statistics(Schema):
    """本机关一年的办理数量，口径与年度报告表二、表三相同。只有数量。"""

    year: int = Field(description="年份。", examples=[2025])
    agency: str = Field(description="机关全称。", examples=["明湖区人民政府办公室"])
    table_b: dict[str, list[int]] = Field(
        description="收到和处理政府信息公开申请情况：行的代码到七列数字（自然人、商业企业、科研机构、社会公益组织、"
        "法律服务机构、其他、总计）。"
    )
    table_c: list[list[int]] = Field(
        description="行政复议、未经复议直接起诉、复议后起诉三组，各五个数字（结果维持、结果纠正、其他结果、尚未审结、总计）。"
    )
    channels: dict[str, int] = Field(description="新收申请各渠道的件数。", examples=[{"web": 8, "counter": 1}])
    decided: int = Field(description="有答复期限的办结件数。", examples=[11])
    decided_in_time: int = Field(description="其中按期办结的件数。", examples=[11])


class ReportLine(Schema):
    """一份已经发布的年度报告。"""

    agency_code: str = Field(description="机关代码。", examples=["mhb"])
    agency: str = Field(description="机关全称。", examples=["明湖区人民政府办公室"])
    year: int = Field(description="年份。", examples=[2025])
    title: str = Field(description="标题。", examples=["明湖区人民政府办公室2025年政府信息公开工作年度报告"])
    published_on: date = Field(description="发布日期。", examples=["2026-01-29"])
    page: str = Field(description="网页的路径。", examples=["/reports/mhb/2025/"])
    data: str = Field(description="数据的路径。", examples=["/api/v1/reports/mhb/2025"])


class DueOut(Schema):
    """答复期限的推算，与“gongkai due --format json”相同。"""

    received_on: date = Field(description="收到申请之日。", examples=["2026-02-13"])
    due_on: date | None = Field(description="答复期限。", examples=["2026-03-19"])
    provisional: bool = Field(description="是否暂定。")
    original_due_on: date | None = Field(description="未延期时的期限。")
    correction_notice_by: date | None = Field(description="需要补正的，最晚哪天告知（条例第三十条）。")
    clock_started_on: date | None = Field(description="起算日（不计入）。")
    missing_notices: list[str] = Field(description="缺少的放假安排。")
    steps: list[StepOut] = Field(description="逐日推算的依据。")
    law_version: str = Field(description="所用规则数据的版本。")
    calendar_version: str = Field(description="所用工作日历的版本。")


FAULTS = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500})
