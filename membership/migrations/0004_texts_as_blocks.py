"""The texts become blocks; the newest principles take over what stood on the principles' pages, in each language."""

import uuid

from django.conf import settings
from django.db import migrations
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

GONE_FROM_PAGES = Q(context__path__in=["preamble", "adopted_at"]) | Q(context__path__regex=r"^(preamble|principles)\.")


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def as_stream(wording, blocks):
    field = wording._meta.get_field("blocks")
    wording.blocks = field.stream_block.to_python(blocks)
    wording.save()


def adopt(apps, schema_editor):
    """Everything that there is counts as adopted, by a meeting that nobody has recorded."""
    TextVersion = apps.get_model("membership", "TextVersion")
    for text in TextVersion.objects.order_by("pk"):
        text.state = "adopted"
        taken = set(TextVersion.objects.filter(kind=text.kind).exclude(pk=text.pk).values_list("slug", flat=True))
        base = slugify(text.version.replace(".", "-")) or "version"
        names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
        text.slug = next(name for name in names if name not in taken)
        text.save()
    for wording in apps.get_model("membership", "TextWording").objects.all():
        as_stream(wording, [block("text", wording.body)] if wording.body else [])


def take_over_principles(apps, schema_editor):
    """Move the principles from their pages into the newest version; make one where there are pages and none."""
    Page = apps.get_model("membership", "PrinciplesPage")
    TextWording = apps.get_model("membership", "TextWording")
    pages = [page for page in Page.objects.select_related("locale") if page.principles.exists()]
    if not pages:
        return
    text = _newest(apps, pages)
    for order, page in enumerate(sorted(pages, key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)):
        wording = TextWording.objects.filter(text=text, language=page.locale.language_code).first()
        wording = wording or TextWording(text=text, language=page.locale.language_code, sort_order=order)
        blocks = [block("text", page.preamble)] if page.preamble else []
        names = ("stable_id", "name", "statement", "explanation")
        as_stream(
            wording,
            blocks
            + [
                block("principle", {name: getattr(principle, name) for name in names})
                for principle in page.principles.order_by("sort_order")
            ],
        )
    _take_over_adoption(apps, text, pages)


def _newest(apps, pages):
    TextVersion = apps.get_model("membership", "TextVersion")
    found = TextVersion.objects.filter(kind="principles").order_by("-in_force_on", "-pk").first()
    if found:
        return found
    page = pages[0]
    day = page.adopted_on or (page.first_published_at or timezone.now()).date()
    version = page.version or "1"
    return TextVersion.objects.create(
        kind="principles", version=version, slug=slugify(version) or "version", state="adopted", in_force_on=day
    )


def _take_over_adoption(apps, text, pages):
    """Make a meeting of what the pages said of it, in each language."""
    if not any(page.adopted_at for page in pages):
        return
    day = next((page.adopted_on for page in pages if page.adopted_on), None)
    meeting = apps.get_model("membership", "Meeting").objects.create(held_on=None)
    MeetingName = apps.get_model("membership", "MeetingName")
    for page in pages:
        if page.adopted_at:
            MeetingName.objects.create(meeting=meeting, language=page.locale.language_code, name=page.adopted_at)
    text.adopted_at, text.adopted_on = meeting, day
    text.save()
    apps.get_model("membership", "TextReview").objects.create(
        meeting=meeting, kind="principles", outcome="adopted", version=text
    )


def forget_translations(apps, schema_editor):
    """Forget what translators were asked for on the pages and no longer are."""
    keys = apps.get_model("membership", "PrinciplesPage").objects.values("translation_key")
    keys_of_terms = apps.get_model("membership", "TermsOfReferencePage").objects.values("translation_key")
    segments = apps.get_model("wagtail_localize", "StringSegment").objects.filter(GONE_FROM_PAGES)
    segments.filter(Q(source__object_id__in=keys) | Q(source__object_id__in=keys_of_terms)).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0003_text_versions"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.RunPython(adopt, migrations.RunPython.noop),
        migrations.RunPython(take_over_principles, migrations.RunPython.noop),
        migrations.RunPython(forget_translations, migrations.RunPython.noop),
    ]
