"""Checking a report: every rule of the annual report's format, as findings with both sides and evidence.

An error is certain. A difference that a counting basis (口径) may explain is a warning or a note that
says why. Nothing here reads files or knows what day it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.report.check.children import check_children_of, check_office_scope
from gongkai.report.check.disputes import check_disputes
from gongkai.report.check.documents import check_documents
from gongkai.report.check.form import check_form
from gongkai.report.check.material import in_order, material
from gongkai.report.check.naming import check_naming
from gongkai.report.check.periods import check_periods
from gongkai.report.check.repeated import check_repeated
from gongkai.report.check.shares import check_percentages
from gongkai.report.check.sums import check_sums
from gongkai.report.check.tables import check_tables
from gongkai.report.check.volumes import check_volumes
from gongkai.report.check.years import check_years_of
from gongkai.report.model import Finding, Report

_FAMILIES = (
    check_tables,
    check_volumes,
    check_disputes,
    check_documents,
    check_sums,
    check_percentages,
    check_repeated,
    check_periods,
    check_form,
    check_naming,
)


def check(report: Report, *, previous: Report | None = None, children: Sequence[Report] = ()) -> list[Finding]:
    """Everything that is to be said about a report, errors first; the reader's own findings included.

    ``previous`` is the report of the year before (rules Y1–Y5), ``children`` are the reports that a
    government's report adds up (rules P1–P3). A report that could not be read has only the reader's findings.
    """
    if not report.readable:
        return in_order(report.reading)
    ready = material(report)
    found = list(report.reading)
    for family in _FAMILIES:
        found.extend(family(ready))
    found.extend(check_office_scope(ready, found))
    if previous is not None and previous.readable:
        found.extend(check_years_of(ready, previous))
    if children:
        found.extend(check_children_of(ready, children))
    return in_order(found)
