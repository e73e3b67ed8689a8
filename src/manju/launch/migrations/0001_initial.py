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
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original_name', models.CharField(max_length=255)),
                ('table', models.CharField(blank=True, help_text='sheet of a workbook, file in a ZIP', max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.CharField(help_text='path under the media folder', max_length=200)),
                ('platform', models.CharField(max_length=20)),
                ('account', models.CharField(blank=True, help_text='which account of the platform, where it matters', max_length=80)),
                ('kind', models.CharField(max_length=10)),
                ('export_date', models.DateField()),
                ('date_from', models.CharField(help_text='given, name, today', max_length=6)),
                ('columns', models.JSONField(default=dict, help_text='our name -> header in the file')),
                ('unused', models.JSONField(default=list, help_text='headers that were not used')),
                ('rows', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0)),
                ('duplicates', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-imported_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'sha256', 'table', 'export_date', 'account'), name='an_export_is_kept_once_a_day'), models.CheckConstraint(condition=models.Q(('kind__in', ('content', 'daily', 'geography'))), name='export_kind_known'), models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('imported'), '+', models.F('duplicates')), '+', models.F('rejected')))), name='export_rows_add_up')],
            },
        ),
        migrations.CreateModel(
            name='ExportNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('kept_out', models.BooleanField(default=False)),
                ('code', models.CharField(max_length=32)),
                ('field', models.CharField(blank=True, max_length=32)),
                ('zh', models.CharField(max_length=240)),
                ('en', models.CharField(max_length=240)),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='launch.export')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['line', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(max_length=20)),
                ('account', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(help_text='SHA-256 of its id, or of its title and publish time', max_length=64)),
                ('item_id', models.CharField(blank=True, max_length=200)),
                ('title', models.TextField()),
                ('published', models.CharField(blank=True, help_text='ISO, as the platform writes it', max_length=40)),
                ('number', models.PositiveIntegerField(help_text='of the episode, as its title says', null=True)),
                ('series', models.CharField(blank=True, help_text='the work, as its title says, folded', max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('doubtful', 'Doubtful'), ('matched', 'Matched'), ('aside', 'Aside')], default='waiting', max_length=8)),
                ('matched_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('episode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='platform_items', to='catalogue.episode')),
                ('matched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['platform', 'number', 'pk'],
                'indexes': [models.Index(fields=['studio', 'state'], name='launch_item_studio__824be9_idx')],
                'constraints': [models.UniqueConstraint(fields=('studio', 'platform', 'account', 'key'), name='a_video_is_one_item'), models.CheckConstraint(condition=models.Q(models.Q(('episode__isnull', True), ('state__in', ['waiting', 'aside'])), models.Q(('episode__isnull', False), ('state__in', ['doubtful', 'matched'])), _connector='OR'), name='a_matched_item_has_an_episode')],
            },
        ),
        migrations.CreateModel(
            name='PlatformFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('platform', models.CharField(max_length=20)),
                ('account', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(help_text='SHA-256 of day or region, and of the video', max_length=64)),
                ('export_date', models.DateField()),
                ('day', models.DateField(null=True)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('views', models.BigIntegerField(null=True)),
                ('likes', models.BigIntegerField(null=True)),
                ('comments', models.BigIntegerField(null=True)),
                ('shares', models.BigIntegerField(null=True)),
                ('saves', models.BigIntegerField(null=True)),
                ('followers_gained', models.BigIntegerField(null=True)),
                ('average_view_s', models.FloatField(null=True)),
                ('watch_time_h', models.FloatField(null=True)),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='launch.export')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='launch.item')),
                ('studio', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['platform', 'day', 'place', 'export_date'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'platform', 'account', 'key', 'export_date'), name='a_platform_figure_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='SeriesName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='the title without the episode, folded', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.work')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('studio', 'key'), name='a_series_name_is_one_work')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('date', models.DateField(help_text='the day of the export')),
                ('views', models.BigIntegerField(null=True)),
                ('completed', models.BigIntegerField(null=True)),
                ('likes', models.BigIntegerField(null=True)),
                ('comments', models.BigIntegerField(null=True)),
                ('shares', models.BigIntegerField(null=True)),
                ('saves', models.BigIntegerField(null=True)),
                ('hearts', models.BigIntegerField(null=True)),
                ('followers_gained', models.BigIntegerField(null=True)),
                ('completion', models.DecimalField(decimal_places=10, max_digits=14, null=True)),
                ('ctr', models.DecimalField(decimal_places=10, max_digits=14, null=True)),
                ('average_percentage_viewed', models.DecimalField(decimal_places=10, max_digits=14, null=True)),
                ('stayed_to_watch', models.DecimalField(decimal_places=10, max_digits=14, null=True)),
                ('viewed_vs_swiped', models.DecimalField(decimal_places=10, max_digits=14, null=True)),
                ('average_view_s', models.FloatField(null=True)),
                ('watch_time_h', models.FloatField(null=True)),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='launch.export')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='launch.item')),
                ('studio', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['date', 'item'],
                'constraints': [models.UniqueConstraint(fields=('item', 'date'), name='a_video_has_one_snapshot_a_day')],
            },
        ),
    ]
