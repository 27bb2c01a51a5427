"""The ledger for machines, below the page on which people read it."""

import hashlib
import json
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.services.remembered import identity_in
from home.services.translations import language_of
from transparency.models.settings import TransparencySettings
from transparency.services import assessment, grants, published, shapes, tables

#: Seconds for which it is remembered since when a file says what it says.
REMEMBERED = 90 * 24 * 60 * 60
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OpenDataMixin(RoutablePageMixin, models.Model):
    """The ledger as JSON, CSV and Excel, and what it says of itself, in the page's language.

    Each address is told apart by its end and answers to any site's script: the data is everybody's. A program that
    has a file already is told so (304) as long as the file's content and day are the same.
    """

    class Meta:
        abstract = True

    @path("data.json/", name="data_json")
    def serve_json(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the complete records in the schema of 360Giving."""
        publication = self._publication(request)
        found = grants.package(published.published(publication.language), publication)
        text = json.dumps(found, ensure_ascii=False, indent=2)
        return self._file(request, "json", [text], lambda: HttpResponse(text, content_type="application/json"))

    @path("data.csv/", name="data_csv")
    def serve_csv(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with every live record as a table."""
        _metadata, rows = self._table(request)
        return self._file(
            request,
            "csv",
            (value for row in rows for value in row.values()),
            lambda: StreamingHttpResponse(
                tables.write_csv(rows, published.PUBLISHED_COLUMNS),
                content_type="text/csv; charset=utf-8; header=present",
            ),
        )

    @path("data.xlsx/", name="data_xlsx")
    def serve_xlsx(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with every live record as an Excel file, which says what it is and what may be done with it."""
        metadata, rows = self._table(request)
        return self._file(
            request,
            "xlsx",
            (repr(metadata), *(value for row in rows for value in row.values())),
            lambda: HttpResponse(tables.write_xlsx(rows, metadata, published.PUBLISHED_COLUMNS), content_type=EXCEL),
        )

    @path("self-assessment/", name="self_assessment")
    def serve_assessment(self, request: HttpRequest) -> HttpResponse:
        """Answer with how open the ledger is, by the measures of others."""
        today = timezone.localdate()
        found = shapes.shapes(language_of(self, request), today)
        return self.render(
            request,
            template="transparency/assessment.html",
            context_overrides={
                "assessment": assessment.assess(found, today),
                "left_out": grants.counted_out(found),
                "sections": [],
                "own_url": self.get_url(request),
            },
            below="self-assessment/",
        )

    def _publication(self, request: HttpRequest) -> grants.Publication:
        language, address = language_of(self, request), self.get_full_url(request)
        parts = urlsplit(address)
        return grants.Publication(
            title=self.title,
            publisher=identity_in(language).organisation_name,
            address=address,
            site=f"{parts.scheme}://{parts.netloc}",
            host=parts.hostname or "",
            day=timezone.localdate(),
            language=language,
            licence_url=TransparencySettings.for_request(request).licence_url,
        )

    def _table(self, request: HttpRequest) -> tuple[tables.Metadata, list[dict[str, str]]]:
        publication = self._publication(request)
        records = published.published(publication.language)
        licence = TransparencySettings.for_request(request)
        metadata = tables.Metadata(
            title=publication.title,
            publisher=publication.publisher,
            address=publication.address,
            day=publication.day,
            language=publication.language,
            licence_name=licence.licence_name,
            licence_url=licence.licence_url,
            notes=(_("Amounts stand in their own currency. A cell is empty where something is not published."),),
        )
        return metadata, list(published.rows_of(records, publication.site))

    def _file(
        self, request: HttpRequest, ending: str, content: Iterable[str], make: Callable[[], HttpResponseBase]
    ) -> HttpResponseBase:
        """Return the file, or word that it is what the program has already. `content` is all that may change in it."""
        language, day = language_of(self, request), timezone.localdate().isoformat()
        digest = hashlib.sha256(day.encode())
        for text in content:
            digest.update(text.encode())
            digest.update(b"\0")
        # Weak: an Excel file tells the second in which it was made, too.
        etag = f'W/"{digest.hexdigest()[:32]}"'
        since = _since(f"transparency.data.{self.pk}.{ending}", etag)
        response = get_conditional_response(request, etag=etag, last_modified=since) or make()
        response["ETag"] = etag
        response["Last-Modified"] = http_date(since)
        response["Cache-Control"] = "public, no-cache"
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200:
            name = f"{self.slug}-{day}-{language}.{ending}"
            response["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response


def _since(key: str, etag: str) -> int:
    """Return the second since which this file has been what it is, as far as it is remembered."""
    known: tuple[str, int] | None = cache.get(key)
    if known is None or known[0] != etag:
        known = (etag, int(timezone.now().timestamp()))
        cache.set(key, known, REMEMBERED)
    return known[1]
