"""Django's description of the app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Reading the sites, rectification, inspections, bulletins."""

    name = "gongkai.oversight"
    verbose_name = "监督检查"

    def ready(self) -> None:
        """What an agency still has to mend goes along when it ends; the annual report counts what was done."""
        from gongkai.casework import following
        from gongkai.oversight import figures
        from gongkai.oversight.models import Medium, Observation, Proof, Rectification
        from gongkai.reporting import records

        records.count_too("oversight", figures.counted)
        owed = Rectification.objects.exclude(state=Rectification.State.CONFIRMED)
        following.follow("没有销号的整改", lambda agency: owed.filter(agency=agency))
        waiting = Observation.objects.filter(state=Observation.State.OPEN)
        following.follow("没有处理的读网发现", lambda agency: waiting.filter(agency=agency))
        following.follow("读网和整改的图片", lambda agency: Proof.objects.filter(agency=agency))
        following.follow("读网登记的站点和账号", lambda agency: Medium.objects.filter(agency=agency, retired_on=None))
