from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_agency_succeeds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("disclosure_officer", "公开工作人员"),
                    ("approving_leader", "审批领导"),
                    ("handler", "承办人"),
                    ("auditor", "监督人员"),
                    ("editor", "信息编辑"),
                    ("reviewer", "初审人员"),
                    ("secrecy_reviewer", "保密审查人员"),
                    ("legal_reviewer", "法制审核人员"),
                ],
                max_length=24,
                verbose_name="角色",
            ),
        ),
    ]
