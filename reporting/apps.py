from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Units ask before one ends whether reports stand against it."""
        from reporting.summaries.ending import rounds_after
        from units.objections import ask

        ask(rounds_after)
