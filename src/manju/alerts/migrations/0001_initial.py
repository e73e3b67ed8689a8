import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_invitations_and_sessions'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=64)),
                ('key', models.CharField(help_text='same key = same alert', max_length=160)),
                ('level', models.CharField(choices=[('bad', 'Bad'), ('warn', 'Warn'), ('here', 'Here')], max_length=4)),
                ('heading_zh', models.CharField(max_length=200)),
                ('heading_en', models.CharField(max_length=200)),
                ('text_zh', models.TextField(blank=True)),
                ('text_en', models.TextField(blank=True)),
                ('link', models.CharField(blank=True, help_text='path of the page it is about', max_length=300)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('remark', models.TextField(blank=True, help_text='what was done about it')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['-raised_at', '-pk'],
                'indexes': [models.Index(fields=['studio', 'settled_at', '-raised_at'], name='alerts_aler_studio__b714c0_idx')],
                'constraints': [models.UniqueConstraint(fields=('studio', 'key'), name='one_alert_per_key'), models.CheckConstraint(condition=models.Q(('level__in', ['bad', 'warn', 'here'])), name='alert_level_known'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='alert_has_a_key'), models.CheckConstraint(condition=models.Q(models.Q(('remark', ''), ('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='alert_settled_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='alert_seen_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protocol', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('host', models.CharField(help_text='all that is shown of its address', max_length=253)),
                ('kept_as', models.CharField(help_text='name of the file with address and secret', max_length=32)),
                ('has_secret', models.BooleanField(default=False)),
                ('is_private_allowed', models.BooleanField(default=False, help_text='an owner allowed addresses of private networks')),
                ('every_kind', models.BooleanField(default=True)),
                ('kinds', models.JSONField(default=list, help_text='names of the kinds that go here, unless every kind does')),
                ('least', models.CharField(choices=[('bad', 'Bad'), ('warn', 'Warn'), ('here', 'Here')], default='here', help_text='from this level on', max_length=4)),
                ('language', models.CharField(default='zh', max_length=2)),
                ('home', models.CharField(blank=True, help_text='under which address members open these pages', max_length=200)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('protocol__in', ['feishu', 'wecom', 'dingtalk', 'webhook'])), name='destination_protocol_known'), models.CheckConstraint(condition=models.Q(('least__in', ['bad', 'warn', 'here'])), name='destination_level_known'), models.CheckConstraint(condition=models.Q(('language__in', ['zh', 'en'])), name='destination_language_known')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('last_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(help_text='HTTP status of the last answer', null=True)),
                ('answer', models.CharField(blank=True, help_text='its beginning, without what it echoed of secrets', max_length=300)),
                ('why_zh', models.CharField(blank=True, max_length=400)),
                ('why_en', models.CharField(blank=True, max_length=400)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='alerts.alert')),
                ('studio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio')),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='alerts.destination')),
            ],
            options={
                'ordering': ['-made_at'],
                'indexes': [models.Index(fields=['destination', '-last_at'], name='alerts_deli_destina_f49042_idx')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'destination'), name='an_alert_goes_to_a_place_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='delivery_state_known')],
            },
        ),
    ]
