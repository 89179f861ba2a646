"""Public addresses. They are permanent: a new arrangement adds, it does not move."""

from django.urls import include, path

from gongkai.portal.api import application, describing
from gongkai.portal.views import apply, calculator, progress, reports, site_pages

app_name = "portal"
urlpatterns = [
    path("", site_pages.home, name="home"),
    path("guide/", site_pages.guide, name="guide"),
    path("guide/<slug:code>/", site_pages.agency_guide, name="agency_guide"),
    path("map/", site_pages.site_map, name="map"),
    path("apply/", apply.choose, name="apply"),
    path("apply/<slug:code>/", apply.form, name="application"),
    path("receipt/", apply.receipt, name="receipt"),
    path("progress/", progress.ask, name="progress"),
    path("progress/case/", progress.case, name="case"),
    path("progress/correction/", progress.correction, name="correction"),
    path("progress/letters/<int:place>/", progress.letter, name="letter"),
    path("progress/leave/", progress.leave, name="leave"),
    path("reports/", reports.index, name="reports"),
    path("reports/<slug:code>/<int:year>/", reports.report, name="report"),
    path("reports/<slug:code>/<int:year>/report.html", reports.as_html, name="report_html"),
    path("reports/<slug:code>/<int:year>/report.json", reports.as_json, name="report_json"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("api/", describing.page, name="api"),
    path("api/calendar/due", calculator.due, name="api_due"),
    path("api/v1/", include((application.urlpatterns, "api"))),
    path("robots.txt", site_pages.robots, name="robots"),
    path("sitemap.xml", site_pages.sitemap, name="sitemap"),
]
