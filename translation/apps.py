from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = _("Translation")

    def ready(self) -> None:
<<<<<<< HEAD
        """Connect the signals and the checks."""
        from translation import check_signals, setup_checks, signals  # noqa: F401
=======
        """Connect the signals."""
        from translation import gate, signals  # noqa: F401
>>>>>>> review
