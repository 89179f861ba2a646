"""Choosing a table file in two steps: looked at first, chosen again to be taken in; in between nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.editorial import uploads
from gongkai.files.errors import FileError
from gongkai.files.sheets import MOST_BYTES


class TableForm(forms.Form):
    """An XLSX or CSV file."""

    file = forms.FileField(
        label="表格文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="XLSX，或者UTF-8、GB18030编码的CSV。",
    )

    def clean_file(self) -> bytes:
        """The bytes. Raises ValidationError for what is too large or stopped by the virus scanner."""
        file: Any = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"文件超过{MOST_BYTES // 1024 // 1024} MB。", code="table_too_large")
        data: bytes = file.read()
        try:
            uploads.refuse_infected(data)
        except FileError as error:
            raise ValidationError(str(error), code=error.code.lower()) from error
        return data
