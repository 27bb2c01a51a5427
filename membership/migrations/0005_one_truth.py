"""What the pages held of the texts goes: the versions hold it now, and adopted ones have their rules."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0004_texts_as_blocks'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='textwording',
            name='body',
        ),
        migrations.RenameField(
            model_name='textwording',
            old_name='blocks',
            new_name='body',
        ),
        migrations.AlterUniqueTogether(
            name='principle',
            unique_together=None,
        ),
        migrations.RemoveField(
            model_name='principle',
            name='locale',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='page',
        ),
        migrations.RemoveField(
            model_name='principlespage',
            name='adopted_at',
        ),
        migrations.RemoveField(
            model_name='principlespage',
            name='adopted_on',
        ),
        migrations.RemoveField(
            model_name='principlespage',
            name='preamble',
        ),
        migrations.RemoveField(
            model_name='principlespage',
            name='version',
        ),
        migrations.RemoveField(
            model_name='termsofreferencepage',
            name='adopted_at',
        ),
        migrations.RemoveField(
            model_name='termsofreferencepage',
            name='adopted_on',
        ),
        migrations.RemoveField(
            model_name='termsofreferencepage',
            name='version',
        ),
        migrations.DeleteModel(
            name='Principle',
        ),
        migrations.AddConstraint(
            model_name='textversion',
            constraint=models.UniqueConstraint(fields=('kind', 'slug'), name='one_text_for_each_address'),
        ),
        migrations.AddConstraint(
            model_name='textversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('kind',), name='one_proposal_for_each_text'),
        ),
        migrations.AddConstraint(
            model_name='textversion',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'proposed'), ('in_force_on__isnull', False), _connector='OR'), name='adopted_text_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='meetingname',
            constraint=models.UniqueConstraint(fields=('meeting', 'language'), name='one_name_for_each_language'),
        ),
        migrations.AddConstraint(
            model_name='textreview',
            constraint=models.UniqueConstraint(fields=('meeting', 'kind'), name='one_review_for_each_meeting_and_text'),
        ),
    ]
