"""What a supervisor asks."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.services import outbox


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say, part by part, whether the site can do its work; 503 where one part cannot. No detail is told."""
    asked = {"database": _ask_database, "cache": _ask_cache, "migrations": _ask_migrations, "outbox": _ask_outbox}
    parts = {name: _works(ask) for name, ask in asked.items()}
    return JsonResponse(
        {name: "ok" if works else "failed" for name, works in parts.items()}, status=200 if all(parts.values()) else 503
    )


def _works(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Exception:  # noqa: BLE001 - whatever goes wrong, the answer is no
        return False


def _ask_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _ask_cache() -> bool:
    cache.set("readyz", "ok", 5)
    return cache.get("readyz") == "ok"


def _ask_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _ask_outbox() -> bool:
    return not outbox.is_stuck()
