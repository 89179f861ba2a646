"""Two tables: the entries of each chain, and the head of each chain.

No foreign keys: the ledger never stands in the way of live data and outlives it. Database triggers
refuse UPDATE and DELETE on entries (migration 0002).
"""

from django.db import models


class Action(models.TextChoices):
    """Everything that may stand in the ledger. The list is closed."""

    CASE_EVENT = "case:event", "办件事项"
    CASE_READ = "case:read", "查看办件"
    SUBJECT_ERASED = "subject:erased", "个人信息销毁"
    SIGNED_IN = "user:signed-in", "登录"
    SIGN_IN_FAILED = "user:sign-in-failed", "登录失败"
    FACTOR_ENROLLED = "factor:enrolled", "启用动态口令"
    FACTOR_GIVEN = "factor:given", "动态口令通过"
    FACTOR_FAILED = "factor:failed", "动态口令错误"
    FACTOR_RESET = "factor:reset", "重置动态口令"
    PASSWORD_CHANGED = "password:changed", "更改密码"
    PASSWORD_RESET = "password:reset", "重置密码"
    USER_LOCKED = "user:locked", "停用账号"
    USER_UNLOCKED = "user:unlocked", "恢复账号"
    SESSIONS_ENDED = "sessions:ended", "结束登录"
    ACCESS_REFUSED = "access:refused", "访问被拒绝"
    NOTICE_SEEN = "notice:seen", "查看安全提示"
    IDENTITY_ASKED = "identity:asked", "请求查看身份信息"
    IDENTITY_AGREED = "identity:agreed", "同意查看身份信息"
    IDENTITY_REFUSED = "identity:refused", "不同意查看身份信息"
    AGENCY_CREATED = "agency:created", "机构设立"
    AGENCY_ENDED = "agency:ended", "机构撤并"
    AGENCY_REVIVED = "agency:revived", "恢复机构"
    POST_GIVEN = "post:given", "任职"
    POST_ENDED = "post:ended", "离任"
    REGISTER_IMPORTED = "register:imported", "导入历年台账"
    REGISTER_EXPORTED = "register:exported", "导出登记台账"
    NOTICE_IMPORTED = "calendar:imported", "导入放假安排"
    ABSENCE_RECORDED = "absence:recorded", "登记离岗"
    ABSENCE_CANCELLED = "absence:cancelled", "取消离岗"
    CLOSURE_RECORDED = "closure:recorded", "登记停止办公"
    CLOSURE_CANCELLED = "closure:cancelled", "取消停止办公的登记"
    FEED_MADE = "calendar-feed:made", "生成日历订阅地址"
    FEED_REVOKED = "calendar-feed:revoked", "停用日历订阅地址"
    HANDED_OVER = "people:handed-over", "工作交接"
    API_KEY_MADE = "api-key:made", "生成接口密钥"
    API_KEY_REVOKED = "api-key:revoked", "停用接口密钥"
    HOOK_MADE = "hook:made", "登记事件推送"
    HOOK_REVOKED = "hook:revoked", "停用事件推送"
    TEMPLATE_UPLOADED = "template:uploaded", "上传文书模板"
    TEMPLATE_RETIRED = "template:retired", "停用文书模板"
    BUNDLE_MADE = "bundle:made", "导出案卷"
    RETENTION_CONFIRMED = "retention:confirmed", "确认销毁到期个人信息"
    NAME_SET = "name:set", "登记专名的繁体写法"
    NAME_REMOVED = "name:removed", "删除专名的繁体写法"
    OLD_ADDRESSES = "addresses:taken", "导入旧网址"
    OLD_ADDRESS_REMOVED = "addresses:removed", "取消旧网址"
    JOB_RETRIED = "job:retried", "重新执行后台任务"
    MEDIUM_REGISTERED = "medium:registered", "登记站点或者账号"
    MEDIUM_RETIRED = "medium:retired", "停用站点或者账号"
    ROTA_PLANNED = "rota:planned", "排定读网值班"
    SHIFT_SWAPPED = "shift:swapped", "调换读网班次"
    PATROL_LOGGED = "patrol:logged", "记读网日志"
    OBSERVED = "observation:made", "读网发现问题"
    OBSERVATION_IGNORED = "observation:ignored", "读网发现不作处理"
    RECTIFICATION_STEP = "rectification:step", "整改督办"
    INSPECTION_OPENED = "inspection:opened", "开始督查"
    INSPECTION_JUDGED = "inspection:judged", "督查评分"
    INSPECTION_TOLD = "inspection:told", "反馈督查结果"
    INSPECTION_OBJECTED = "inspection:objected", "对督查结果申辩"
    INSPECTION_RULED = "inspection:ruled", "处理督查申辩"
    INSPECTION_FIXED = "inspection:fixed", "确定督查结果"
    SNAPSHOT_ERASED = "snapshot:erased", "销毁到期的网页快照"
    BULLETIN_DRAFTED = "bulletin:drafted", "起草通报"
    MAIL_TAKEN = "mail:taken", "收入电子邮件"
    MAIL_READ = "mail:read", "查看电子邮件"
    MAIL_DECIDED = "mail:decided", "处理电子邮件"
    MAIL_ERASED = "mail:erased", "销毁搁置的电子邮件"
    YEAR_REPORTED = "hook:year-reported", "全部重报办件状态"
    FIGURE_ENTERED = "report:figure-entered", "填报台账数字"
    REPORT_SAVED = "report:saved", "编辑年度报告"
    REPORT_APPROVED = "report:approved", "批准年度报告"
    REPORT_PUBLISHED = "report:published", "发布年度报告"
    REPORT_WITHDRAWN = "report:withdrawn", "撤回年度报告"
    REVIEW_SUBMITTED = "review:submitted", "送审"
    REVIEW_TAKEN_BACK = "review:taken-back", "撤回送审"
    REVIEW_OUTDATED = "review:outdated", "送审后内容有修改"
    REVIEW_APPROVED = "review:approved", "审核通过"
    REVIEW_RETURNED = "review:returned", "审核退回"
    FINDING_OVERRULED = "finding:overruled", "认定检查发现为误报"
    PROCEDURE_SET = "procedure:set", "设定审核流程"
    RELEASED = "content:released", "公开发布"
    RELEASED_FIRST = "content:released-first", "先发后审"
    WITHDRAWN = "content:withdrawn", "撤下公开内容"
    ENDING_SET = "content:ending-set", "设定撤下的时间"
    ENDING_CANCELLED = "content:ending-cancelled", "取消定时撤下"
    ATTRIBUTE_PROPOSED = "attribute:proposed", "提出公开属性"
    ATTRIBUTE_DECIDED = "attribute:decided", "审查公开属性"
    SEARCH_WORDS_SET = "search:words-set", "维护搜索用词"
    ATTRIBUTE_REASSESSED = "attribute:reassessed", "公开属性重新评估"
    LETTER_RECEIVED = "letter:received", "收到来信"
    LETTER_READ = "letter:read", "查看来信"
    LETTER_ASSIGNED = "letter:assigned", "交办来信"
    LETTER_DRAFTED = "letter:drafted", "拟定来信答复"
    LETTER_RETURNED = "letter:returned", "退回来信答复"
    LETTER_ANSWERED = "letter:answered", "答复来信"
    LETTER_TURNED = "letter:turned", "来信转为信息公开申请"
    LETTER_SELECTED = "letter:selected", "选登来信"
    LETTER_RATED = "letter:rated", "来信人评价"
    LETTER_EXTENDED = "letter:extended", "延长来信答复期限"
    OPINION_RECEIVED = "opinion:received", "收到意见"
    OPINIONS_READ = "opinion:read", "查看意见"
    OPINIONS_GROUPED = "opinion:grouped", "归并意见"
    OPINIONS_JUDGED = "opinion:judged", "认定采纳情况"
    RESULT_DRAFTED = "consultation:result-drafted", "起草征集结果"
    SITE_ERROR_RECEIVED = "site-error:received", "收到网站找错"
    SITE_ERROR_ANSWERED = "site-error:answered", "答复网站找错"
    SURVEY_RESULT_DRAFTED = "survey:result-drafted", "起草调查结果"
    OFFERED = "offer:made", "报送网页"
    OFFER_ANSWERED = "offer:answered", "处理报送"
    SEATS_ASKED = "seats:asked", "报名列席"
    SEATS_READ = "seats:read", "查看列席报名"
    SEATS_CHOSEN = "seats:chosen", "确定列席代表"
    SEATS_TOLD = "seats:told", "通知列席代表"
    SEATS_ERASED = "seats:erased", "销毁列席报名的个人信息"
    DIALOGUE_ERASED = "dialogue:erased", "销毁来信和意见的内容"
    DIALOGUE_MOVED = "dialogue:moved", "互动事项移交承继机关"
    STOCKTAKING_OPENED = "stocktaking:opened", "开展文件清理"
    STOCKTAKING_CHANGED = "stocktaking:changed", "调整清理范围和分工"
    STOCKTAKING_JUDGED = "stocktaking:judged", "提出清理意见"
    STOCKTAKING_DRAFTED = "stocktaking:result-drafted", "起草清理结果"
    VILLAGE_SET = "village:set", "登记村务公开的村"
    POSTING_SAVED = "posting:saved", "起草村务公开内容"
    POSTING_HUNG = "posting:hung", "登记张贴照片"
    POSTING_HUNG_JUDGED = "posting:hung-judged", "核验张贴照片"
    POSTING_ARCHIVED = "posting:archived", "村务公开归档"
    OBJECTION_RECEIVED = "objection:received", "收到村民意见"
    OBJECTION_READ = "objection:read", "查看村民意见"
    OBJECTION_ANSWERED = "objection:answered", "答复村民意见"
    OBJECTIONS_ERASED = "objection:erased", "销毁村民意见的内容"


class Entry(models.Model):
    """One thing that happened. ``hash`` covers everything else in the row and the entry before it."""

    stream = models.CharField("账本", max_length=40)
    position = models.PositiveBigIntegerField("序号")
    recorded_at = models.DateTimeField("记录时间")
    actor = models.CharField("操作者", max_length=64)
    action = models.CharField("事项", max_length=40, choices=Action)
    subject = models.CharField("对象", max_length=64)
    digest = models.CharField("内容摘要", max_length=64)
    detail = models.JSONField("说明", default=dict)
    previous = models.CharField("前一条", max_length=64)
    hash = models.CharField("散列", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="entry_once_per_position")]
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_by_subject"),
            # what happened within the last hour, asked every ten minutes
            models.Index(fields=["recorded_at"], name="entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.position}"


class Head(models.Model):
    """The last entry of a stream; its row lock is what keeps a chain a chain."""

    stream = models.CharField(max_length=40, primary_key=True)
    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.stream}@{self.position}"
