"""What this machine lacks, said by `manage.py check`."""

from typing import Any

from django.core import checks

from home.services import pdf


@checks.register(checks.Tags.compatibility)
def can_make_pdf(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where there can be no PDF: pages then show no link to one, and e-mails carry HTML instead."""
    if pdf.available():
        return []
    return [
        checks.Warning(
            "There are no PDFs: this machine lacks what draws them.",
            hint=f"Install what WeasyPrint needs: apt-get install {' '.join(pdf.missing_packages())}",
            id="home.W001",
        )
    ]
