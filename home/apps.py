from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home and site")

    def ready(self) -> None:
        """Connect the signals and the checks."""
        from home import checks, signals  # noqa: F401
