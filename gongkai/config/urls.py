"""All addresses: the public portal at the root, officers under /office/."""

from django.urls import include, path

urlpatterns = [
    path("office/", include("gongkai.casework.office_urls")),
    path("office/", include("gongkai.agencies.urls")),
    path("office/requests/", include("gongkai.casework.urls")),
    path("office/reports/", include("gongkai.reporting.urls")),
    path("office/reviews/", include("gongkai.editorial.urls")),
    path("office/api/", include("gongkai.portal.office_urls")),
    path("office/moved/", include("gongkai.portal.moved_urls")),
    path("office/names/", include("gongkai.portal.names_urls")),
    path("office/search/", include("gongkai.portal.searching.office_urls")),
    path("office/site/visits/", include("gongkai.portal.visiting.office_urls")),
    path("office/site/", include("gongkai.portal.selfcheck.office_urls")),
    path("office/content/", include("gongkai.disclosure.office_urls")),
    path("office/oversight/", include("gongkai.oversight.office_urls")),
    path("office/dialogue/", include("gongkai.dialogue.office_urls")),
    path("office/villages/", include("gongkai.village.urls")),
    path("office/editor/", include("wagtail.admin.urls")),
    path("", include("gongkai.portal.urls")),
]
handler400 = "gongkai.portal.errors.bad_request"
handler403 = "gongkai.portal.errors.forbidden"
handler404 = "gongkai.portal.errors.not_found"
handler500 = "gongkai.portal.errors.broken"
