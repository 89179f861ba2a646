"""Roles and what each may do. A manager can read this file."""

from django.db import models


class Role(models.TextChoices):
    """What a person is in an agency."""

    DISCLOSURE_OFFICER = "disclosure_officer", "公开工作人员"
    APPROVING_LEADER = "approving_leader", "审批领导"
    HANDLER = "handler", "承办人"
    AUDITOR = "auditor", "监督人员"
    EDITOR = "editor", "信息编辑"
    REVIEWER = "reviewer", "初审人员"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查人员"
    LEGAL_REVIEWER = "legal_reviewer", "法制审核人员"
    VILLAGE_CLERK = "village_clerk", "村文书"
    VILLAGE_COMMITTEE = "village_committee", "村民委员会成员"
    OVERSIGHT_MEMBER = "oversight_member", "村务监督委员会成员"
    TOWNSHIP_REVIEWER = "township_reviewer", "村务公开审核人员"


class Permission(models.TextChoices):
    """What may be done."""

    CASE_SEE = "case.see", "查看办件"
    CASE_REGISTER = "case.register", "登记申请"
    CASE_HANDLE = "case.handle", "办理申请"
    CASE_DRAFT = "case.draft", "拟定答复"
    CASE_APPROVE = "case.approve", "审批答复和延期"
    CASE_REVIEW = "case.review", "审核答复和收费通知"
    CASE_LEGALITY = "case.legality", "合法性审核"
    CASE_AMEND = "case.amend", "更正记录"
    CASE_EXPORT = "case.export", "导出案卷"
    TEMPLATE_EDIT = "template.edit", "维护文书模板"
    RETENTION_CONFIRM = "retention.confirm", "确认销毁到期个人信息"
    LEDGER_SEE = "ledger.see", "查看审计账本"
    REPORT_EDIT = "report.edit", "编制年度报告"
    REPORT_APPROVE = "report.approve", "批准年度报告"
    CALENDAR_IMPORT = "calendar.import", "导入放假安排"
    PEOPLE_EDIT = "people.edit", "维护机构与人员"
    JOBS_SEE = "jobs.see", "查看后台任务"
    JOBS_RETRY = "jobs.retry", "重新执行后台任务"
    CONTENT_DRAFT = "content.draft", "起草和送审公开内容"
    REVIEW_FIRST = "review.first", "初审"
    REVIEW_SECOND = "review.second", "复审"
    REVIEW_FINAL = "review.final", "终审"
    SECRECY_REVIEW = "secrecy.review", "保密审查"
    SECRECY_OVERRULE = "secrecy.overrule", "认定涉密标志为误报"
    ATTRIBUTE_DECIDE = "attribute.decide", "审查公开属性"
    CONTENT_RELEASE = "content.release", "发布和撤下公开内容"
    EMERGENCY_RELEASE = "content.emergency", "先发后审"
    PROCEDURE_EDIT = "procedure.edit", "维护审核流程"
    IDENTITY_ALLOW = "identity.allow", "同意他人查看身份信息"
    DIALOGUE_SEE = "dialogue.see", "查看来信和意见"
    DIALOGUE_HANDLE = "dialogue.handle", "办理来信、意见征集和网站找错"
    DIALOGUE_DRAFT = "dialogue.draft", "拟定来信答复"
    DIALOGUE_APPROVE = "dialogue.approve", "审定来信答复"
    VILLAGE_SEE = "village.see", "查看村务公开"
    VILLAGE_DRAFT = "village.draft", "起草村务公开内容"
    VILLAGE_SIGN = "village.sign", "村务监督委员会审查"
    VILLAGE_APPROVE = "village.approve", "审核村务公开内容"
    PATROL_READ = "patrol.read", "读网值班"
    OVERSIGHT_SEE = "oversight.see", "查看读网、督办和督查"
    OVERSIGHT_MANAGE = "oversight.manage", "读网排班、督办、督查和通报"
    RECTIFY = "rectification.answer", "报送整改情况和申辩"


P = Permission
GRANTS: dict[str, frozenset[str]] = {
    # Runs the office: takes requests in, keeps their clocks, writes letters, compiles the report.
    Role.DISCLOSURE_OFFICER: frozenset(
        {
            P.CASE_SEE,
            P.CASE_REGISTER,
            P.CASE_HANDLE,
            P.CASE_DRAFT,
            P.CASE_REVIEW,
            P.CASE_AMEND,
            P.CASE_EXPORT,
            P.TEMPLATE_EDIT,
            P.RETENTION_CONFIRM,
            P.REPORT_EDIT,
            P.CALENDAR_IMPORT,
            P.PEOPLE_EDIT,
            P.JOBS_SEE,
            P.JOBS_RETRY,
            P.CONTENT_DRAFT,
            P.REVIEW_SECOND,
            P.ATTRIBUTE_DECIDE,
            P.CONTENT_RELEASE,
            P.PROCEDURE_EDIT,
            P.IDENTITY_ALLOW,
            P.DIALOGUE_SEE,
            P.DIALOGUE_HANDLE,
            P.DIALOGUE_DRAFT,
            P.PATROL_READ,
            P.OVERSIGHT_SEE,
            P.OVERSIGHT_MANAGE,
            P.RECTIFY,
        }
    ),
    # 工作机构负责人: approves decisions, extensions and the report, never their own drafts.
    Role.APPROVING_LEADER: frozenset(
        {
            P.CASE_SEE,
            P.CASE_APPROVE,
            P.REPORT_APPROVE,
            P.LEDGER_SEE,
            P.REVIEW_FINAL,
            P.CONTENT_RELEASE,
            P.EMERGENCY_RELEASE,
            P.IDENTITY_ALLOW,
            P.DIALOGUE_SEE,
            P.DIALOGUE_APPROVE,
            P.OVERSIGHT_SEE,
        }
    ),
    # In a department: sees and drafts only what was assigned to that department; mends what is wrong on its pages.
    Role.HANDLER: frozenset({P.CASE_DRAFT, P.DIALOGUE_DRAFT, P.RECTIFY}),
    # Sees everything of the agency and of those below, changes nothing.
    Role.AUDITOR: frozenset({P.CASE_SEE, P.LEDGER_SEE, P.JOBS_SEE, P.DIALOGUE_SEE, P.VILLAGE_SEE, P.OVERSIGHT_SEE}),
    # Writes what is to be public and hands it in for review; from letters and opinions, too, which are read for that.
    # Takes turns at reading the sites, and mends what is found.
    Role.EDITOR: frozenset({P.CONTENT_DRAFT, P.DIALOGUE_SEE, P.PATROL_READ, P.OVERSIGHT_SEE, P.RECTIFY}),
    # 初审: the head of the section that wrote it; of letters, too, where a step of review is set for them. Runs the
    # reading of the sites, so that a second person can confirm what was mended.
    Role.REVIEWER: frozenset(
        {P.CONTENT_DRAFT, P.REVIEW_FIRST, P.CASE_REVIEW, P.PATROL_READ, P.OVERSIGHT_SEE, P.OVERSIGHT_MANAGE}
    ),
    # 保密审查: clears each item and each file, and alone may overrule a mark that was found.
    Role.SECRECY_REVIEWER: frozenset({P.SECRECY_REVIEW, P.SECRECY_OVERRULE}),
    # 法制: whether a letter's grounds, procedure and remedies are those of the law.
    Role.LEGAL_REVIEWER: frozenset({P.CASE_LEGALITY}),
    # In a village: writes what is posted, hangs it up, answers villagers.
    Role.VILLAGE_CLERK: frozenset({P.VILLAGE_SEE, P.VILLAGE_DRAFT}),
    Role.VILLAGE_COMMITTEE: frozenset({P.VILLAGE_SEE, P.VILLAGE_DRAFT}),
    # 村务监督委员会: looks through what the village committee wrote; never one of that committee.
    Role.OVERSIGHT_MEMBER: frozenset({P.VILLAGE_SEE, P.VILLAGE_SIGN}),
    # In a township: approves what its villages post, with the review for secrecy and personal data.
    Role.TOWNSHIP_REVIEWER: frozenset({P.VILLAGE_SEE, P.VILLAGE_APPROVE, P.SECRECY_OVERRULE}),
}
NEVER_TOGETHER: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (
        frozenset({Role.OVERSIGHT_MEMBER}),
        frozenset({Role.VILLAGE_CLERK, Role.VILLAGE_COMMITTEE}),
        "村务监督委员会成员不得由本村的村民委员会成员和村文书兼任（村委会组织法第三十七条）。",
    ),
)
"""Roles that nobody holds in one agency at a time, and the sentence that says so."""
REACHES_DOWN: frozenset[str] = frozenset({Role.AUDITOR, Role.TOWNSHIP_REVIEWER})
"""Roles that reach the agencies below the one where they are held."""
NEEDS_SECOND_FACTOR: frozenset[str] = frozenset(
    {
        P.CASE_APPROVE,
        P.CASE_REVIEW,
        P.CASE_LEGALITY,
        P.REPORT_APPROVE,
        P.PEOPLE_EDIT,
        P.IDENTITY_ALLOW,
        P.REVIEW_FIRST,
        P.REVIEW_SECOND,
        P.REVIEW_FINAL,
        P.SECRECY_REVIEW,
        P.SECRECY_OVERRULE,
        P.CONTENT_RELEASE,
        P.EMERGENCY_RELEASE,
        P.PROCEDURE_EDIT,
        P.DIALOGUE_APPROVE,
        P.VILLAGE_APPROVE,
    }
)
"""What nobody may do on a password alone where the second factor is demanded of reviewers: who approves or reviews,
who lets others see identities or lets anything out, and who decides what others may do."""
