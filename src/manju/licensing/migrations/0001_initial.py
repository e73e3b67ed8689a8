import django.db.models.deletion
import django.utils.timezone
import manju.licensing.models
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
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=160)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('terms', models.JSONField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-signed_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('partner', ''), _negated=True), name='contract_has_a_partner'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='contract_has_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(blank=True, max_length=40)),
                ('categories', models.JSONField(default=manju.licensing.models.everything)),
                ('territories', models.JSONField(default=manju.licensing.models.everything)),
                ('languages', models.JSONField(default=manju.licensing.models.everything)),
                ('channels', models.JSONField(default=manju.licensing.models.everything)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('partner', models.CharField(max_length=120)),
                ('exclusivity', models.CharField(choices=[('exclusive', 'exclusive'), ('sole', 'sole'), ('non_exclusive', 'non_exclusive')], max_length=16)),
                ('sell_off_days', models.PositiveIntegerField(default=0)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='licensing.contract')),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['start', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end', None), ('end__gte', models.F('start')), _connector='OR'), name='grant_ends_after_start'), models.CheckConstraint(condition=models.Q(('exclusivity__in', ['exclusive', 'sole', 'non_exclusive'])), name='grant_exclusivity_known'), models.CheckConstraint(condition=models.Q(('partner', ''), _negated=True), name='grant_has_a_partner'), models.CheckConstraint(condition=models.Q(('sell_off_days__lte', 36500)), name='grant_sell_off_within_a_century')],
            },
        ),
        migrations.CreateModel(
            name='Holdback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(blank=True, max_length=40)),
                ('categories', models.JSONField(default=manju.licensing.models.everything)),
                ('territories', models.JSONField(default=manju.licensing.models.everything)),
                ('languages', models.JSONField(default=manju.licensing.models.everything)),
                ('channels', models.JSONField(default=manju.licensing.models.everything)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['start', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end', None), ('end__gte', models.F('start')), _connector='OR'), name='holdback_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(blank=True, max_length=40)),
                ('categories', models.JSONField(default=manju.licensing.models.everything)),
                ('territories', models.JSONField(default=manju.licensing.models.everything)),
                ('languages', models.JSONField(default=manju.licensing.models.everything)),
                ('channels', models.JSONField(default=manju.licensing.models.everything)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(help_text='rofr, rofn, sequel …', max_length=40)),
                ('partner', models.CharField(blank=True, max_length=120)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['start', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end', None), ('end__gte', models.F('start')), _connector='OR'), name='option_ends_after_start'), models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='option_has_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='RightsIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(blank=True, max_length=40)),
                ('categories', models.JSONField(default=manju.licensing.models.everything)),
                ('territories', models.JSONField(default=manju.licensing.models.everything)),
                ('languages', models.JSONField(default=manju.licensing.models.everything)),
                ('channels', models.JSONField(default=manju.licensing.models.everything)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('source', models.CharField(blank=True, max_length=160)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rights_in', to='catalogue.property')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['start', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end', None), ('end__gte', models.F('start')), _connector='OR'), name='rightsin_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='TerritoryGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('members', models.JSONField(help_text='ISO 3166 codes or names of other groups')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('studio', 'name'), name='territory_group_name_once_per_studio'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='territory_group_has_a_name')],
            },
        ),
    ]
