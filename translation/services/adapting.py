"""What is not translated but may be another thing in another language: a link's target, a picture, a document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext as _
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from translation.services.labels import labels_of

SCHEMES = ["http", "https"]
LONGEST = 2000
_SCRIPT = re.compile(r"\s*(?:javascript|data|vbscript)\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Adapted:
    """One such thing: what the source has there, and what this language has in its place (empty: the same)."""

    id: int
    name: str
    source: str
    value: str
    is_text: bool


def adapted_in(translation: Translation) -> list[Adapted]:
    """Return what may be adapted, in page order. Two queries, and one for each kind of thing that a number names."""
    model = translation.source.specific_content_type.model_class()
    segments = list(
        OverridableSegment.objects.filter(source=translation.source_id)
        .annotate_override_json(translation.target_locale)
        .select_related("context")
        .order_by("order")
    )
    names = _names_of_things(model, segments)
    found = []
    for segment in segments:
        path = segment.context.field_path or segment.context.path.split(".")[0]
        data = json.loads(segment.data_json)
        own = json.loads(segment.override_json) if segment.override_json else ""
        found.append(
            Adapted(
                id=segment.pk,
                name=" · ".join(labels_of(model, path)) if model else path,
                source=data if isinstance(data, str) else names.get(segment.pk, str(data)),
                value=own if isinstance(own, str) else str(own),
                is_text=isinstance(data, str),
            )
        )
    return found


def adapt(translation: Translation, segment: OverridableSegment, value: str, actor: Any) -> None:
    """Let this language have its own link or text at this place; an empty value gives it the source's again.

    Raises ValidationError for what is no address where the source has one, and for what no text field can hold.
    """
    source = json.loads(segment.data_json)
    if not isinstance(source, str):
        raise ValidationError(_("This cannot be adapted here."))
    value = value.strip()
    overrides = SegmentOverride.objects.filter(locale=translation.target_locale, context=segment.context)
    if not value or value == source:
        overrides.delete()
        return
    _check(source, value)
    SegmentOverride.objects.update_or_create(
        locale=translation.target_locale,
        context=segment.context,
        defaults={
            "data_json": json.dumps(value),
            "last_translated_by": actor,
            "has_error": False,
            "field_error": "",
        },
    )


def _check(source: str, value: str) -> None:
    """Ask for the same kind of thing as the source has: an address of a page, of a person, or a path of this site."""
    if len(value) > LONGEST:
        raise ValidationError(_("This is too long."))
    if _SCRIPT.match(value):
        raise ValidationError(_("Write a whole address, with https://."))
    if source.startswith("mailto:"):
        EmailValidator(_("Write an e-mail address, after “mailto:”."))(value.removeprefix("mailto:"))
        if not value.startswith("mailto:"):
            raise ValidationError(_("Write an e-mail address, after “mailto:”."))
    elif source.startswith("tel:"):
        if not value.startswith("tel:"):
            raise ValidationError(_("Write a telephone number, after “tel:”."))
    elif "@" in source and "/" not in source:
        EmailValidator(_("Write an e-mail address."))(value)
    elif value.startswith(("/", "#")) and source.startswith(("/", "#")) and not value.startswith("//"):
        return
    elif source.startswith(("http:", "https:", "/", "#")):
        URLValidator(SCHEMES, message=_("Write a whole address, with https://."))(value)


def _names_of_things(model: Any, segments: list[OverridableSegment]) -> dict[int, str]:
    """Return what pictures, documents and pages are called, where a field of the page itself points at them."""
    wanted: dict[type[models.Model], dict[int, Any]] = {}
    for segment in segments:
        data = json.loads(segment.data_json)
        try:
            field = model._meta.get_field(segment.context.path)
        except (FieldDoesNotExist, AttributeError):
            continue
        if not isinstance(data, str) and isinstance(field, models.ForeignKey):
            wanted.setdefault(field.related_model, {})[segment.pk] = data
    names: dict[int, str] = {}
    for related, keys in wanted.items():
        things = related._default_manager.in_bulk(keys.values())
        names |= {pk: str(things[key]) for pk, key in keys.items() if key in things}
    return names
