import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_tracks'),
        ('people', '0002_invitations_and_sessions'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('window_days', models.PositiveSmallIntegerField()),
                ('platform', models.CharField(blank=True, help_text='of this platform only; empty: of all', max_length=32)),
                ('audience', models.CharField(blank=True, max_length=32)),
                ('engine', models.CharField(help_text='version of the engine', max_length=32)),
                ('mark', models.CharField(help_text='SHA-256 of lists, lexicon and settings that it was made from', max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('result', models.JSONField(help_text='manju topics analyse --json, and series for the pages')),
                ('carried_file', models.CharField(help_text='which title carries which elements, as Parquet', max_length=200)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, help_text='when the lists were last found to say this')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'mark', 'platform', 'audience'), name='an_analysis_is_made_once_of_the_same')],
            },
        ),
        migrations.CreateModel(
            name='Backtest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('k', models.PositiveSmallIntegerField(default=10)),
                ('horizon_days', models.PositiveSmallIntegerField(default=30)),
                ('engine', models.CharField(max_length=32)),
                ('mark', models.CharField(max_length=64)),
                ('result', models.JSONField(help_text='manju topics backtest --json')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('elements', models.JSONField(help_text='canonical names')),
                ('fatigue', models.CharField(max_length=8)),
                ('difference', models.TextField(blank=True, help_text='what sets the property apart; demanded for a tired direction')),
                ('evidence', models.JSONField(help_text='the direction as the analysis had it, its elements, rows behind it')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='topics.analysis')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fatigue__in', ['fresh', 'watch', 'tired'])), name='choice_fatigue_known'), models.CheckConstraint(condition=models.Q(models.Q(('fatigue', 'tired'), _negated=True), models.Q(('difference', ''), _negated=True), _connector='OR'), name='a_tired_direction_needs_a_difference')],
            },
        ),
        migrations.CreateModel(
            name='Element',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='the canonical Chinese name', max_length=40)),
                ('name_en', models.CharField(blank=True, max_length=60)),
                ('synonyms', models.JSONField(default=list)),
                ('kind', models.CharField(blank=True, help_text='what kind of element, as in the lexicon', max_length=16)),
                ('state', models.CharField(choices=[('used', 'Used'), ('merged', 'Merged'), ('refused', 'Refused')], default='used', max_length=8)),
                ('merged_into', models.CharField(blank=True, max_length=40)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'name'), name='an_element_is_said_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'merged'), models.Q(('merged_into', ''), _negated=True), models.Q(('merged_into', models.F('name')), _negated=True)), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', '')), _connector='OR'), name='a_merged_element_says_into_which')],
            },
        ),
        migrations.CreateModel(
            name='Fit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(max_length=40)),
                ('spectacle', models.FloatField(help_text='0..1, more is better')),
                ('pace', models.FloatField(help_text='0..1, more is better')),
                ('freedom', models.FloatField(help_text='0..1: few live-action constraints, more is better')),
                ('valid_from', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['element', '-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('freedom__gte', 0), ('freedom__lte', 1), ('pace__gte', 0), ('pace__lte', 1), ('spectacle__gte', 0), ('spectacle__lte', 1)), name='fit_0_to_1')],
            },
        ),
        migrations.CreateModel(
            name='HitList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.CharField(help_text='the file as it came: path under the media folder', max_length=200)),
                ('rows_file', models.CharField(help_text='its rows as Parquet: path under the media folder', max_length=200)),
                ('format', models.CharField(max_length=16)),
                ('platforms', models.JSONField(default=list)),
                ('audiences', models.JSONField(default=list, help_text='the most frequent ones')),
                ('mapping', models.JSONField(default=dict, help_text='our name -> header in the file')),
                ('date_source', models.CharField(help_text="where the list's date comes from", max_length=24)),
                ('first_date', models.DateField(null=True)),
                ('last_date', models.DateField(null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0)),
                ('duplicates', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list, help_text='the first rejected rows: line, zh, en, cells')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-imported_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('studio', 'sha256'), name='a_list_counts_once'), models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('imported'), '+', models.F('duplicates')), '+', models.F('rejected')))), name='every_row_of_a_list_is_accounted_for')],
            },
        ),
        migrations.CreateModel(
            name='ListMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_sha256', models.CharField(max_length=64)),
                ('mapping', models.JSONField(help_text='our name -> header')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('studio', 'header_sha256'), name='one_list_map_per_header')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window_days', models.PositiveSmallIntegerField(default=90)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('studio',), name='one_reading_per_studio'), models.CheckConstraint(condition=models.Q(('window_days__gte', 7), ('window_days__lte', 730)), name='window_of_a_week_or_more')],
            },
        ),
        migrations.CreateModel(
            name='WaitingFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(help_text='in the inbox, under the media folder', max_length=200)),
                ('name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('header_sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'sha256'), name='a_file_waits_once')],
            },
        ),
    ]
