"""Addresses of the office for pages: where a page stands, and its files and pictures."""

from django.urls import path

from gongkai.disclosure import import_views, office_views
from gongkai.disclosure.gazette import ledger_views as gazette_ledger
from gongkai.disclosure.gazette import views as gazette

app_name = "content"
urlpatterns = [
    path("gazette/", gazette.index, name="gazette"),
    path("gazette/ledger/", gazette_ledger.ledger, name="gazette_ledger"),
    path("gazette/<int:number>/", gazette.issue, name="gazette_issue"),
    path("gazette/<int:number>/issue.pdf", gazette.proof, name="gazette_proof"),
    path("<int:number>/", office_views.standing, name="page"),
    path("<int:number>/import/", import_views.import_word, name="import"),
    path("<int:number>/preview/", office_views.preview, name="preview"),
    path("<int:number>/parts/<str:key>/", office_views.part, name="part"),
    path("files/<int:number>/", office_views.own_file, name="file"),
    path("pictures/<int:number>/<str:spec>/", office_views.own_picture, name="picture"),
]
