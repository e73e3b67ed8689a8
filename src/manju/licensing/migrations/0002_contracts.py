import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_tracks'),
        ('licensing', '0001_initial'),
        ('people', '0002_invitations_and_sessions'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product', models.CharField(max_length=120)),
                ('stage', models.CharField(choices=[('concept', 'concept'), ('pre_production', 'pre_production'), ('sample', 'sample'), ('packaging', 'packaging')], max_length=16)),
                ('received_on', models.DateField()),
                ('due_on', models.DateField(help_text="by the contract's business days; null: it names none", null=True)),
                ('silence', models.CharField(blank=True, choices=[('', ''), ('approved', 'approved'), ('refused', 'refused')], max_length=8)),
                ('decision', models.CharField(blank=True, choices=[('', ''), ('approved', 'approved'), ('changes', 'changes'), ('refused', 'refused')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('decided_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-received_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['concept', 'pre_production', 'sample', 'packaging'])), name='approval_stage_known'), models.CheckConstraint(condition=models.Q(('decision__in', ['', 'approved', 'changes', 'refused'])), name='approval_decision_known'), models.CheckConstraint(condition=models.Q(('product', ''), _negated=True), name='approval_has_a_product'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='approval_decided_at_with_decision')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(help_text='path under the media folder', max_length=255)),
                ('original_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(help_text='of the file as it was brought', max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ContractDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('checked', 'checked'), ('refused', 'refused')], default='waiting', max_length=8)),
                ('record', models.JSONField(default=dict)),
                ('checked_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'checked', 'refused'))), name='contract_document_state_known')],
            },
        ),
        migrations.CreateModel(
            name='KeptDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.CharField(help_text='path under the media folder', max_length=255)),
                ('original_name', models.CharField(max_length=255)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TermsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('deal', models.JSONField(help_text='licensing.deal.Deal')),
                ('terms', models.JSONField(help_text='manju schema terms; null: no money is calculated', null=True)),
                ('why', models.CharField(blank=True, max_length=240)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='terms_version_numbers_from_one')],
            },
        ),
        migrations.AddField(
            model_name='option',
            name='answer_days',
            field=models.PositiveIntegerField(blank=True, help_text='days to answer once asked', null=True),
        ),
        migrations.AddField(
            model_name='option',
            name='asked_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='option',
            name='contract',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='options', to='licensing.contract'),
        ),
        migrations.AddField(
            model_name='rightsin',
            name='kind',
            field=models.CharField(choices=[('own', 'own'), ('commissioned', 'commissioned'), ('bought', 'bought'), ('generator', 'generator'), ('music', 'music'), ('fonts', 'fonts')], default='own', max_length=16),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.CheckConstraint(condition=models.Q(('asked_on', None), ('answer_days__isnull', False), _connector='OR'), name='option_asked_has_days_to_answer'),
        ),
        migrations.AddField(
            model_name='approval',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approval',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='licensing.contract'),
        ),
        migrations.AddField(
            model_name='approval',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approval',
            name='studio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio'),
        ),
        migrations.AddField(
            model_name='approvalpicture',
            name='approval',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='licensing.approval'),
        ),
        migrations.AddField(
            model_name='approvalpicture',
            name='studio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio'),
        ),
        migrations.AddField(
            model_name='contractdocument',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='licensing.contract'),
        ),
        migrations.AddField(
            model_name='contractdocument',
            name='studio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio'),
        ),
        migrations.AddField(
            model_name='keptdocument',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keptdocument',
            name='studio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio'),
        ),
        migrations.AddField(
            model_name='contractdocument',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licensing.keptdocument'),
        ),
        migrations.AddField(
            model_name='rightsin',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licensing.keptdocument'),
        ),
        migrations.AddConstraint(
            model_name='rightsin',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['own', 'commissioned', 'bought', 'generator', 'music', 'fonts'])), name='rightsin_kind_known'),
        ),
        migrations.AddField(
            model_name='termsversion',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termsversion',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='licensing.contract'),
        ),
        migrations.AddField(
            model_name='termsversion',
            name='studio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.studio'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('contract', 'product', 'stage'), name='approval_open_once_per_stage'),
        ),
        migrations.AddConstraint(
            model_name='approvalpicture',
            constraint=models.UniqueConstraint(fields=('approval', 'sha256'), name='approval_picture_once'),
        ),
        migrations.AddConstraint(
            model_name='keptdocument',
            constraint=models.UniqueConstraint(fields=('studio', 'sha256'), name='kept_document_once'),
        ),
        migrations.AddConstraint(
            model_name='contractdocument',
            constraint=models.UniqueConstraint(fields=('contract', 'document'), name='contract_document_once'),
        ),
        migrations.AddConstraint(
            model_name='termsversion',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='terms_version_number_once'),
        ),
    ]
