"""What every template may use."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the site's frame. It asks the database for a part only when a template shows that part."""
    from home.services.frame import Frame

    return {"frame": Frame(request)}
