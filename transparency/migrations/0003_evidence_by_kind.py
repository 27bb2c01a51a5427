"""Evidence of one kind becomes evidence of several: each piece is what it already leads to."""

import json
import uuid

import django.core.validators
import wagtail.fields
from django.db import migrations
from django.db.models import F, JSONField
from django.db.models.functions import Cast
from wagtail.blocks import StreamValue

import transparency.blocks

#: The field that is filled, and the kind that the piece becomes.
KINDS = {"page": "page", "document": "document", "url": "address"}


def by_kind(data):
    """Return the data with each piece of the old kind as one for each thing to which it leads, a page first.

    The first keeps the id, so that its address and its translations stay.
    """
    found = []
    for block in data:
        if block["type"] != "evidence":
            found.append(block)
            continue
        value = block["value"]
        filled = [name for name in KINDS if value.get(name)] or ["page"]
        for place, name in enumerate(filled):
            words = {"statement": value.get("statement", ""), "source": value.get("source", "")}
            own = block.get("id") or str(uuid.uuid4())
            id_ = own if place == 0 else str(uuid.uuid5(uuid.NAMESPACE_URL, f"{own}:{name}"))
            found.append({"type": KINDS[name], "value": words | {name: value.get(name)}, "id": id_})
    return found


def convert(apps, schema_editor):
    """Convert the pages, their revisions, and what the translations were made from."""
    page = apps.get_model("transparency", "RebuttalPage")
    for instance in page.objects.annotate(raw=Cast(F("evidence"), JSONField())).iterator(chunk_size=100):
        data = json.loads(instance.raw) if isinstance(instance.raw, str) else instance.raw or []
        instance.evidence = StreamValue(instance.evidence.stream_block, by_kind(data), is_lazy=True)
        page.objects.bulk_update([instance], ["evidence"])
    kind = {"app_label": "transparency", "model": "rebuttalpage"}
    types = apps.get_model("contenttypes", "ContentType").objects.filter(**kind)
    # What a correction mends is bound by its digest, and stays as readers saw it.
    mended = apps.get_model("transparency", "Correction").objects.values("mends")
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=types)
    for revision in revisions.exclude(pk__in=mended).iterator():
        revision.content = with_evidence_by_kind(revision.content)
        revision.save(update_fields=["content"])
    sources = apps.get_model("wagtail_localize", "TranslationSource").objects
    for source in sources.filter(specific_content_type__in=types).iterator():
        source.content_json = json.dumps(with_evidence_by_kind(json.loads(source.content_json)))
        source.save(update_fields=["content_json"])


def with_evidence_by_kind(content):
    """Return a page's stored content with its evidence converted: there it is JSON within JSON."""
    if not content.get("evidence"):
        return content
    return content | {"evidence": json.dumps(by_kind(json.loads(content["evidence"])))}


class Migration(migrations.Migration):

    dependencies = [
        ('transparency', '0002_ledger_and_corrections'),
        ('wagtail_localize', '0016_rename_page_revision_translationlog_revision'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rebuttalpage',
            name='evidence',
            field=wagtail.fields.StreamField([('ledger', 2), ('principle', 4), ('question', 6), ('page', 9), ('document', 11), ('address', 18)], blank=True, block_lookup={0: ('wagtail.blocks.TextBlock', (), {'help_text': 'In one or two sentences.', 'label': 'what it shows'}), 1: ('transparency.blocks.SourceRecordBlock', ('transparency.SupportRecord',), {'help_text': 'Readers see what the ledger says of it now, and are led to its row.', 'label': 'record'}), 2: ('wagtail.blocks.StructBlock', [[('statement', 0), ('record', 1)]], {}), 3: ('wagtail.blocks.ChoiceBlock', [], {'choices': transparency.blocks.principles, 'help_text': 'The principle, and the version whose words are quoted.', 'label': 'principle'}), 4: ('wagtail.blocks.StructBlock', [[('statement', 0), ('key', 3)]], {}), 5: ('wagtail.blocks.ChoiceBlock', [], {'choices': transparency.blocks.questions, 'help_text': 'Readers see its short answer, as it is now.', 'label': 'question'}), 6: ('wagtail.blocks.StructBlock', [[('statement', 0), ('key', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': "The source's name, as a reader would look for it.", 'label': 'source'}), 8: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'Readers of another language are led to its translation.', 'label': 'page'}), 9: ('wagtail.blocks.StructBlock', [[('statement', 0), ('source', 7), ('page', 8)]], {}), 10: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'The file that readers download.', 'label': 'document'}), 11: ('wagtail.blocks.StructBlock', [[('statement', 0), ('source', 7), ('document', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its title and its publisher, as a reader would look.', 'label': 'source'}), 13: ('wagtail.blocks.URLBlock', (), {'help_text': 'Where the source stands.', 'label': 'address'}), 14: ('wagtail.blocks.URLBlock', (), {'help_text': 'In a public archive, such as the Wayback Machine. Without it, the page cannot be published.', 'label': 'address of the archived copy', 'required': False}), 15: ('wagtail.blocks.CharBlock', (), {'help_text': 'The 64 digits that “sha256sum” prints for the file that you stored. Anyone can compare them.', 'label': 'SHA-256 of the stored copy', 'required': False, 'validators': (django.core.validators.RegexValidator('^[0-9a-fA-F]{64}$', 'A SHA-256 has 64 digits, 0 to 9 and a to f.'),)}), 16: ('wagtail.blocks.DateBlock', (), {'help_text': 'The day on which the copy was made.', 'label': 'day of the copy', 'required': False}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'The stored file itself, where it may be shown. Its SHA-256 has to be the one above.', 'label': 'stored copy', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('statement', 0), ('source', 12), ('url', 13), ('archive_url', 14), ('sha256', 15), ('captured_on', 16), ('capture', 17)]], {})}, help_text='What shows the fact, each with its source. Without any, the page cannot be published.', verbose_name='evidence'),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop),
    ]
