from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = _("Translation")

    def ready(self) -> None:
        """Connect the signals, the gate and the checks."""
        from translation import check_signals, gate, setup_checks, signals  # noqa: F401
