"""Public addresses. They are permanent: a new arrangement adds, it does not move."""

from django.urls import include, path

from gongkai.portal.api import application, describing
from gongkai.portal.views import (
    acting,
    apply,
    calculator,
    disclosed,
    large,
    opinion,
    progress,
    progress_files,
    reports,
    site_pages,
)

app_name = "portal"
urlpatterns = [
    path("", site_pages.home, name="home"),
    path("guide/", site_pages.guide, name="guide"),
    path("guide/<slug:code>/", site_pages.agency_guide, name="agency_guide"),
    path("map/", site_pages.site_map, name="map"),
    path("apply/", apply.choose, name="apply"),
    path("apply/resume/", apply.resume, name="resume"),
    path("apply/<slug:code>/", apply.form, name="application"),
    path("receipt/", apply.receipt, name="receipt"),
    path("progress/", progress.ask, name="progress"),
    path("progress/case/", progress.case, name="case"),
    path("progress/correction/", acting.correction, name="correction"),
    path("progress/reasons/", acting.reasons, name="reasons"),
    path("progress/withdraw/", acting.withdraw, name="withdraw"),
    path("progress/rating/", acting.rating, name="rating"),
    path("progress/suggestion/", acting.suggestion, name="suggestion"),
    path("progress/amendment/", acting.amendment, name="amendment"),
    path("progress/print/", progress.on_paper, name="on_paper"),
    path("progress/letters/<int:place>/", progress_files.letter, name="letter"),
    path("progress/letters/<int:place>/letter.pdf", progress_files.letter_pdf, name="letter_pdf"),
    path("progress/files/<int:key>/", progress_files.file, name="case_file"),
    path("progress/leave/", progress.leave, name="leave"),
    path("opinion/", opinion.ask, name="opinion"),
    path("opinion/letter/", opinion.letter, name="opinion_letter"),
    path("opinion/leave/", opinion.leave, name="opinion_leave"),
    path("disclosed/", disclosed.index, name="disclosed"),
    path("disclosed/<slug:index_number>/", disclosed.entry, name="disclosed_entry"),
    path("disclosed/<slug:index_number>/files/<int:place>/", disclosed.file, name="disclosed_file"),
    path("reports/", reports.index, name="reports"),
    path("reports/<slug:code>/<int:year>/", reports.report, name="report"),
    path("reports/<slug:code>/<int:year>/report.html", reports.as_html, name="report_html"),
    path("reports/<slug:code>/<int:year>/report.json", reports.as_json, name="report_json"),
    path("large/<slug:how>/", large.large, name="large"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("api/", describing.page, name="api"),
    path("api/calendar/due", calculator.due, name="api_due"),
    path("api/v1/", include((application.urlpatterns, "api"))),
    path("robots.txt", site_pages.robots, name="robots"),
    path("sitemap.xml", site_pages.sitemap, name="sitemap"),
]
