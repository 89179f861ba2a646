"""Addresses of the office for pages: where a page stands, and its files and pictures."""

from django.urls import path

from gongkai.disclosure import duty_views, import_views, office_views, topic_views, zone_views
from gongkai.disclosure.catalogue import views as catalogue
from gongkai.disclosure.gazette import ledger_views as gazette_ledger
from gongkai.disclosure.gazette import views as gazette
from gongkai.disclosure.interpretations import views as interpretations
from gongkai.disclosure.reprints import views as reprints
from gongkai.disclosure.stocktaking import views as stocktaking

app_name = "content"
urlpatterns = [
    path("gazette/", gazette.index, name="gazette"),
    path("gazette/ledger/", gazette_ledger.ledger, name="gazette_ledger"),
    path("gazette/<int:number>/", gazette.issue, name="gazette_issue"),
    path("gazette/<int:number>/issue.pdf", gazette.proof, name="gazette_proof"),
    path("interpretations/", interpretations.index, name="interpretations"),
    path("catalogue/", catalogue.index, name="catalogue"),
    path("catalogue/table.xlsx", catalogue.table, name="catalogue_table"),
    path("catalogue/<int:number>/<int:place>/", catalogue.line, name="catalogue_line"),
    path("inspections/", zone_views.all_inspections, name="inspections"),
    path("inspections/<int:number>/", zone_views.inspection, name="inspection"),
    path("inspections/<int:number>/matters.xlsx", zone_views.matters, name="inspection_matters"),
    path("topics/", topic_views.index, name="topics"),
    path("topics/new/<slug:template>/", topic_views.begin, name="topic_begin"),
    path("points/", zone_views.reading_points, name="points"),
    path("points/duty/", duty_views.log, name="duty"),
    path("offers/", reprints.index, name="offers"),
    path("offers/table.xlsx", reprints.table, name="offers_table"),
    path("offers/<int:number>/", reprints.read, name="offer_read"),
    path("<int:number>/offer/", reprints.offer, name="offer"),
    path("stocktakings/", stocktaking.index, name="stocktakings"),
    path("stocktakings/<int:number>/", stocktaking.one, name="stocktaking"),
    path("stocktakings/<int:number>/table.xlsx", stocktaking.table, name="stocktaking_table"),
    path("<int:number>/", office_views.standing, name="page"),
    path("<int:number>/import/", import_views.import_word, name="import"),
    path("<int:number>/preview/", office_views.preview, name="preview"),
    path("<int:number>/parts/<str:key>/", office_views.part, name="part"),
    path("files/<int:number>/", office_views.own_file, name="file"),
    path("pictures/<int:number>/<str:spec>/", office_views.own_picture, name="picture"),
]
