import django.db.models.deletion
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
            name='ChannelAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=64)),
                ('digest', models.CharField(help_text='SHA-256 of what it says', max_length=64)),
                ('document', models.JSONField(help_text='manju schema agreement')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-recorded_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'digest'), name='an_agreement_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='ColumnMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=64)),
                ('header_sha256', models.CharField(max_length=64)),
                ('mapping', models.JSONField(help_text='our name -> header')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('studio', 'channel', 'header_sha256'), name='one_mapping_per_header')],
            },
        ),
        migrations.CreateModel(
            name='ExpenseImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('rejected', models.JSONField(default=list, help_text='line, zh, en')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-imported_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'sha256'), name='an_expense_file_counts_once')],
            },
        ),
        migrations.CreateModel(
            name='Expense',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(default=0)),
                ('date', models.DateField()),
                ('title', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(blank=True, max_length=64)),
                ('kind', models.CharField(max_length=16)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('recoverable', models.BooleanField(default=False, help_text='comes off before the share, where agreed')),
                ('text', models.CharField(blank=True, max_length=200)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('work', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.work')),
                ('of_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='expenses', to='revenue.expenseimport')),
            ],
            options={
                'ordering': ['-date', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='expense_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='StatementImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=64)),
                ('original_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.CharField(help_text='path under the media folder', max_length=200)),
                ('format', models.CharField(max_length=16)),
                ('mapping', models.JSONField(default=dict, help_text='our name -> header in the file')),
                ('rows', models.PositiveIntegerField(default=0)),
                ('matched', models.PositiveIntegerField(default=0)),
                ('suspended', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('differing', models.PositiveIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('expected', models.CharField(help_text='minor units as digits: sums may leave 64 bits', max_length=40)),
                ('paid', models.CharField(max_length=40)),
                ('in_suspense', models.CharField(max_length=40)),
                ('minimums', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list, help_text="what is wrong with the file's form: line, zh, en")),
                ('carry', models.JSONField(default=dict, help_text="money.revenue.calculation.Carry: for the agreement's next one")),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='revenue.channelagreement')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-imported_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('studio', 'sha256'), name='a_file_counts_once')],
            },
        ),
        migrations.CreateModel(
            name='StatementRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=24)),
                ('detail_zh', models.CharField(blank=True, help_text='what cannot be read', max_length=200)),
                ('detail_en', models.CharField(blank=True, max_length=200)),
                ('date', models.DateField(null=True)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('episode_text', models.CharField(blank=True, max_length=40)),
                ('gross', models.BigIntegerField(null=True)),
                ('refunds', models.BigIntegerField(null=True)),
                ('net', models.BigIntegerField(null=True)),
                ('paid', models.BigIntegerField(default=0)),
                ('expected', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=12)),
                ('minutes', models.CharField(blank=True, max_length=24)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('rule', models.PositiveSmallIntegerField(help_text="place in the agreement's rules", null=True)),
                ('episode', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.episode')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='statement_rows', to='revenue.statementimport')),
                ('studio', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('work', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.work')),
            ],
            options={
                'ordering': ['line'],
                'indexes': [models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['statement', 'reason', 'line'], name='rows_that_need_a_look')],
                'constraints': [models.UniqueConstraint(fields=('statement', 'line'), name='a_line_is_kept_once'), models.CheckConstraint(condition=models.Q(('state__in', ['matched', 'suspended', 'rejected'])), name='row_state_known')],
            },
        ),
        migrations.CreateModel(
            name='TitleMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('key', models.CharField(help_text='the title as it is compared', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.work')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('studio', 'key'), name='a_title_is_one_work')],
            },
        ),
    ]
