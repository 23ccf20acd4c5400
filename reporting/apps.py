from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Units ask before one ends whether reports stand against it, and what a reorganisation concerns."""
        from reporting.summaries.ending import rounds_after
        from reporting.summaries.rearranging import concerned_by_ending
        from units import consequences, objections

        objections.ask(rounds_after)
        consequences.ask(concerned_by_ending)
