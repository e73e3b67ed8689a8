import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_invitations_and_sessions'),
        ('people', '__first__'),
        ('revenue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankImport',
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
                'constraints': [models.UniqueConstraint(fields=('studio', 'sha256'), name='a_bank_list_counts_once')],
            },
        ),
        migrations.CreateModel(
            name='BankRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('date', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('counterparty', models.CharField(blank=True, max_length=120)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('mark', models.CharField(help_text='the same movement in two lists that overlap', max_length=32)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('why', models.CharField(blank=True, help_text='of one set aside', max_length=200)),
                ('of_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_rows', to='revenue.bankimport')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-date', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'mark'), name='a_movement_counts_once'), models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='a_movement_is_not_zero'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'settled', 'aside'])), name='movement_state_known')],
            },
        ),
    ]
