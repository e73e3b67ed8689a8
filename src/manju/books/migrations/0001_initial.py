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
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('channel', models.CharField(blank=True, max_length=64)),
                ('tier', models.PositiveSmallIntegerField(default=0, help_text='1 platforms, 2 licensing, 3 merchandise, 0 none')),
                ('partner', models.CharField(blank=True, max_length=120)),
                ('key', models.CharField(help_text='kind and dimensions in one text: one account for each', max_length=255)),
                ('episode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.episode')),
                ('of_property', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('work', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.work')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'key'), name='one_account_per_dimensions'), models.CheckConstraint(condition=models.Q(('kind__in', ['bank', 'receivable', 'licensee', 'suspense', 'payable', 'deferred', 'tax', 'iap', 'iaa', 'buyout', 'incentive', 'royalty', 'goods', 'traffic', 'credits', 'freelance', 'participants', 'fees', 'other'])), name='account_kind_known'), models.CheckConstraint(condition=models.Q(('tier__in', [0, 1, 2, 3])), name='account_tier_known')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('through', models.DateField()),
                ('closed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('balances', models.JSONField(default=dict, help_text='trial balance as it was closed: currency -> kind -> minor')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-through'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'through'), name='a_day_is_closed_once')],
            },
        ),
        migrations.CreateModel(
            name='MonthTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('month', models.DateField(help_text='its first day')),
                ('debit_hi', models.BigIntegerField(default=0)),
                ('debit_lo', models.BigIntegerField(default=0)),
                ('credit_hi', models.BigIntegerField(default=0)),
                ('credit_lo', models.BigIntegerField(default=0)),
                ('postings', models.BigIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='books.account')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'currency', 'month'), name='one_total_per_account_and_month')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('date', models.DateField()),
                ('source_kind', models.CharField(help_text='statement, expense, posting (a reversal) …', max_length=16)),
                ('source_id', models.BigIntegerField(help_text="key of the source's row")),
                ('source_line', models.BigIntegerField(default=0, help_text='line in the imported file; 0: the whole')),
                ('source_part', models.CharField(blank=True, help_text='where one line makes several postings', max_length=16)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('credit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='books.account')),
                ('debit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='books.account')),
                ('reverses', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='books.posting')),
                ('studio', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['date', 'pk'],
                'indexes': [models.Index(fields=['debit', 'date'], name='posting_by_debit'), models.Index(fields=['credit', 'date'], name='posting_by_credit')],
                'constraints': [models.UniqueConstraint(fields=('studio', 'source_kind', 'source_id', 'source_line', 'source_part'), name='a_source_is_posted_once'), models.UniqueConstraint(condition=models.Q(('reverses__isnull', False)), fields=('reverses',), name='a_posting_is_reversed_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='posting_amount_is_positive'), models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='posting_has_two_accounts'), models.CheckConstraint(condition=models.Q(('currency', ''), _negated=True), name='posting_has_a_currency')],
            },
        ),
    ]
