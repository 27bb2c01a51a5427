"""Room for versions of texts: their state, their address, the meetings that adopted them."""

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0002_applications'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(blank=True, help_text='Left empty, the pages say that no date is published. It can be filled in later, once.', null=True, verbose_name='held on')),
            ],
            options={
                'verbose_name': 'meeting of the committee',
                'verbose_name_plural': 'meetings of the committee',
                'ordering': [models.OrderBy(models.F('held_on'), descending=True, nulls_last=True), '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
            ],
            options={
                'verbose_name': 'name of a meeting',
                'verbose_name_plural': 'names of meetings',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TextReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('principles', 'Guiding principles'), ('terms', 'Terms of Reference'), ('privacy', 'Privacy notice for applicants')], max_length=20, verbose_name='text')),
                ('outcome', models.CharField(choices=[('unchanged', 'Nothing changed'), ('adopted', 'New version adopted')], max_length=10, verbose_name='outcome')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'review of a text',
                'verbose_name_plural': 'reviews of texts',
                'ordering': ['-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='textversion',
            options={'ordering': ['kind', models.OrderBy(models.F('in_force_on'), descending=True, nulls_first=True), '-pk'], 'verbose_name': 'version of a text', 'verbose_name_plural': 'versions of texts'},
        ),
        migrations.AddField(
            model_name='textversion',
            name='adopted_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='adopted on'),
        ),
        migrations.AddField(
            model_name='textversion',
            name='is_public',
            field=models.BooleanField(default=True, help_text='Otherwise strangers see the version and its history, and only members read the text.', verbose_name='everybody may read it'),
        ),
        migrations.AddField(
            model_name='textversion',
            name='slug',
            field=models.SlugField(blank=True, editable=False, max_length=40, verbose_name='address'),
        ),
        migrations.AddField(
            model_name='textversion',
            name='state',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('adopted', 'Adopted')], default='proposed', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='textversion',
            name='in_force_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='in force from'),
        ),
        migrations.AlterField(
            model_name='textversion',
            name='version',
            field=models.CharField(help_text='As it is quoted: “1”, “2026-11”. It stands in the address, too.', max_length=20, verbose_name='version'),
        ),
        migrations.AddField(
            model_name='textversion',
            name='adopted_at',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adopted', to='membership.meeting', verbose_name='adopted at'),
        ),
        migrations.AddField(
            model_name='meetingname',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='membership.meeting'),
        ),
        migrations.AddField(
            model_name='textreview',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='membership.meeting', verbose_name='meeting'),
        ),
        migrations.AddField(
            model_name='textreview',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='membership.textversion', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='textwording',
            name='blocks',
            field=wagtail.fields.StreamField([('text', 0), ('principle', 5)], blank=True, default=list, block_lookup={0: ('membership.blocks.WordingTextBlock', (), {}), 1: ('wagtail.blocks.RegexBlock', ('^P[1-9][0-9]*\\Z',), {'error_messages': {'invalid': 'Write P and a number: P1.'}, 'help_text': 'By which the principle is quoted: P1. It never changes, also when the order does.', 'label': 'stable id', 'max_length': 10}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to five words.', 'label': 'name', 'max_length': 80}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'What members commit themselves to, in one sentence.', 'label': 'statement'}), 4: ('wagtail.blocks.TextBlock', (), {'help_text': "What it means in a city's work.", 'label': 'explanation', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('stable_id', 1), ('name', 2), ('statement', 3), ('explanation', 4)]], {})}, help_text='The whole text, as people agree to it.', verbose_name='wording'),
            preserve_default=False,
        ),
    ]
