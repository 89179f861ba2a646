"""Addresses of the office for the oversight."""

from django.urls import path

from gongkai.oversight import inspection_views, patrol_views, rectification_views

app_name = "oversight"
urlpatterns = [
    path("", patrol_views.index, name="patrol"),
    path("shifts/<int:shift>/", patrol_views.shift, name="shift"),
    path("rota/", patrol_views.plan, name="rota"),
    path("log/<slug:office>/<int:year>-<int:month>.<str:kind>", patrol_views.log, name="log"),
    path("media/", patrol_views.register, name="media"),
    path("observations/", rectification_views.found, name="observations"),
    path("observations/<int:observation>/", rectification_views.observation, name="observation"),
    path("snapshots/<int:snapshot>/", rectification_views.snapshot, name="snapshot"),
    path("pictures/<uuid:picture>/", rectification_views.picture, name="picture"),
    path("rectifications/", rectification_views.index, name="rectifications"),
    path("rectifications/<int:rectification>/", rectification_views.rectification, name="rectification"),
    path("rectifications/<int:rectification>/order.<str:kind>", rectification_views.order, name="order"),
    path("inspections/", inspection_views.index, name="inspections"),
    path("inspections/<int:inspection>/", inspection_views.inspection, name="inspection"),
    path("inspections/<int:inspection>/table.xlsx", inspection_views.table, name="table"),
    path("bulletins/", inspection_views.bulletin_list, name="bulletins"),
    path("bulletins/<int:bulletin>/bulletin.<str:kind>", inspection_views.bulletin_file, name="bulletin_file"),
]
