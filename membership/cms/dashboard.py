"""What the officers' first page shows besides their tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from membership.services.clock_reading import service_clock


class ServiceClockPanel(Component):
    """How the promises were kept, in the figures that the public reads."""

    name = "service_clock"
    template_name = "membership/cms/service_clock.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Read the clock."""
        clock = service_clock()
        measures = [
            (_("From a request to the first reply"), clock.first_reply),
            (_("From the finished form to the decision"), clock.decision),
        ]
        return {"clock": clock, "measures": measures}
