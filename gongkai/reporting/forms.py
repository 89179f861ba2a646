"""What officers type about a report: a year and its scope, words, a reason. Figures are a table of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms

from gongkai.agencies.models import Agency
from gongkai.agencies.models import Kind as AgencyKind
from gongkai.report.write.cells import figure
from gongkai.reporting.models import AnnualReport, Figure
from gongkai.reporting.narrative import LABELS, Words
from gongkai.reporting.register import REGISTER, Kind
from gongkai.statute.crossfooting import RULE_CELLS

_ROWS = {"opening": 5, "overview": 22, "problems": 12, "other_matters": 5}
LONGEST = 20_000


class AgencyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An agency by its full name."""

    def label_from_instance(self, obj: Agency) -> str:
        return obj.name


class DraftForm(forms.Form):
    """Which report is begun."""

    SCOPES = (("own", "只统计本机关（部门、街道、镇乡和办公室的报告）"), ("all", "本机关和全部下属机关（政府的报告）"))

    agency = AgencyField(Agency.objects.none(), label="编制机关", empty_label=None)
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2100)
    scope = forms.ChoiceField(label="统计范围", choices=SCOPES, widget=forms.RadioSelect)

    def __init__(self, *args: object, agencies: Sequence[Agency], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["agency"]
        assert isinstance(choice, AgencyField)
        choice.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])

    def members(self) -> list[Agency]:
        """The agencies that are counted."""
        agency: Agency = self.cleaned_data["agency"]
        if self.cleaned_data["scope"] == "own":
            return [agency]
        below = Agency.objects.filter(path__startswith=agency.path, abolished_on__isnull=True)
        return list(below.exclude(kind=AgencyKind.VILLAGE).order_by("path"))


class WordsForm(forms.Form):
    """The four parts that people write."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(
                label=label,
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": _ROWS[name]}),
            )

    @classmethod
    def of(cls, report: AnnualReport) -> WordsForm:
        """The form as the report stands."""
        return cls(initial={"version": report.version, **{name: getattr(report, name) for name in LABELS}})

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in LABELS})


@dataclass(slots=True)
class Row:
    """One line of the register: what is asked, what stands there, what is wrong with it."""

    kind: Kind
    value: str = ""
    source: str = ""
    entered: str = ""
    error: str = ""
    error_field: str = "value"


@dataclass(slots=True)
class RegisterForm:
    """The register of one agency and year as a table of inputs. Rules are asked only of those who may make
    them; for all others they count as 0."""

    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, agency: Agency, stored: Mapping[str, Figure]) -> RegisterForm:
        asked = [kind for kind in REGISTER.values() if agency.may_make_rules or kind.key not in RULE_CELLS]
        return cls([_stored(kind, stored.get(kind.key)) for kind in asked])

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if row.error]

    def take(self, data: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Keep what was typed; returns the entries that differ from what is stored."""
        changed = {}
        for row in self.rows:
            typed = tuple(data.get(f"{name}-{row.kind.key}", "").strip() for name in ("value", "source"))
            if typed != (row.value, row.source):
                changed[row.kind.key] = (typed[0], typed[1])
            row.value, row.source = typed
        return changed

    def refuse(self, errors: Mapping[str, tuple[str, str]]) -> None:
        """Put each error beside its row."""
        for row in self.rows:
            row.error, row.error_field = errors.get(row.kind.key, ("", "value"))


def _stored(kind: Kind, found: Figure | None) -> Row:
    if found is None:
        return Row(kind)
    plain = figure(Decimal(found.value))
    return Row(kind, plain, found.source, f"{found.entered_by}，{found.entered_at:%Y-%m-%d}")
