"""Words of Wagtail's forms that stand in no catalogue: the fields of its dialogs for links."""

from __future__ import annotations

from wagtail.admin.forms import choosers

LABELS = {
    "link_text": "链接文字",
    "email_address": "电子邮件地址",
    "subject": "邮件主题",
    "body": "邮件正文",
    "phone_number": "电话号码",
}
FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
)


def name_fields() -> None:
    """Give these fields their Chinese names."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            field.label = LABELS.get(name, field.label)
