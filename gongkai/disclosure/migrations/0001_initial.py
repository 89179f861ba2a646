import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0004_reviewing_roles"),
        ("editorial", "0002_releasedpart"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("file", models.FileField(upload_to="documents", verbose_name="file")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("file_size", models.PositiveBigIntegerField(editable=False, null=True)),
                ("file_hash", models.CharField(blank=True, editable=False, max_length=40)),
                ("digest", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="内容摘要")),
                ("kind", models.CharField(editable=False, max_length=8, verbose_name="格式")),
                ("cleaned", models.JSONField(default=list, editable=False, verbose_name="清理记录")),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True, help_text=None, through="taggit.TaggedItem", to="taggit.Tag", verbose_name="tags"
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                ("description", models.CharField(blank=True, default="", max_length=255, verbose_name="description")),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="created at")),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_width", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_height", models.PositiveIntegerField(blank=True, null=True)),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                ("file_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ("digest", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="内容摘要")),
                ("kind", models.CharField(editable=False, max_length=8, verbose_name="格式")),
                ("cleaned", models.JSONField(default=list, editable=False, verbose_name="清理记录")),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True, help_text=None, through="taggit.TaggedItem", to="taggit.Tag", verbose_name="tags"
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "图片",
                "verbose_name_plural": "图片",
                "abstract": False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="PolicyDocument",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        choices=[("proactive", "主动公开"), ("on_request", "依申请公开"), ("withheld", "不予公开")],
                        max_length=12,
                        null=True,
                        verbose_name="公开属性",
                    ),
                ),
                (
                    "attribute_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
                        max_length=500,
                        verbose_name="不主动公开的理由",
                    ),
                ),
                ("document_number", models.CharField(blank=True, default="", max_length=60, verbose_name="发文字号")),
                ("issued_by", models.CharField(max_length=120, verbose_name="发文机关")),
                ("dated_on", models.DateField(null=True, verbose_name="成文日期")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                ("subject", models.CharField(blank=True, default="", max_length=40, verbose_name="主题分类")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("heading", 0), ("paragraph", 1), ("table", 3), ("picture", 7)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "小标题", "max_length": 100},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "ol", "ul", "link", "document-link"], "label": "段落"},
                            ),
                            2: ("wagtail.blocks.CharBlock", (), {"label": "文字", "required": False}),
                            3: ("wagtail.contrib.typed_table_block.blocks.TypedTableBlock", [[("text", 2)]], {}),
                            4: ("gongkai.disclosure.blocks.PictureChooser", (), {"label": "图片"}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "给看不到图片的人读的说明（GB/T 37668）。",
                                    "label": "替代文字",
                                    "max_length": 200,
                                },
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "图注", "max_length": 200, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("picture", 4), ("alt", 5), ("caption", 6)]], {}),
                        },
                        verbose_name="正文",
                    ),
                ),
                (
                    "enclosures",
                    wagtail.fields.StreamField(
                        [("paper", 0)],
                        blank=True,
                        block_lookup={0: ("gongkai.disclosure.blocks.PaperChooser", (), {"label": "附件"})},
                        verbose_name="附件",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="公开机关",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="所在栏目",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策文件",
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Interpretation",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        choices=[("proactive", "主动公开"), ("on_request", "依申请公开"), ("withheld", "不予公开")],
                        max_length=12,
                        null=True,
                        verbose_name="公开属性",
                    ),
                ),
                (
                    "attribute_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
                        max_length=500,
                        verbose_name="不主动公开的理由",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("heading", 0), ("paragraph", 1), ("table", 3), ("picture", 7)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "小标题", "max_length": 100},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "ol", "ul", "link", "document-link"], "label": "段落"},
                            ),
                            2: ("wagtail.blocks.CharBlock", (), {"label": "文字", "required": False}),
                            3: ("wagtail.contrib.typed_table_block.blocks.TypedTableBlock", [[("text", 2)]], {}),
                            4: ("gongkai.disclosure.blocks.PictureChooser", (), {"label": "图片"}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "给看不到图片的人读的说明（GB/T 37668）。",
                                    "label": "替代文字",
                                    "max_length": 200,
                                },
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "图注", "max_length": 200, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("picture", 4), ("alt", 5), ("caption", 6)]], {}),
                        },
                        verbose_name="正文",
                    ),
                ),
                (
                    "enclosures",
                    wagtail.fields.StreamField(
                        [("paper", 0)],
                        blank=True,
                        block_lookup={0: ("gongkai.disclosure.blocks.PaperChooser", (), {"label": "附件"})},
                        verbose_name="附件",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="公开机关",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="所在栏目",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpretations",
                        to="disclosure.policydocument",
                        verbose_name="所解读的文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策解读",
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="PublicPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=6, verbose_name="网址中的年月")),
                ("kind", models.CharField(max_length=24, verbose_name="内容种类")),
                ("title", models.CharField(max_length=255, verbose_name="标题")),
                ("at", models.DateTimeField(verbose_name="公开时间")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="public", to="wagtailcore.page"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="editorial.release"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtailcore.page"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        choices=[("proactive", "主动公开"), ("on_request", "依申请公开"), ("withheld", "不予公开")],
                        max_length=12,
                        null=True,
                        verbose_name="公开属性",
                    ),
                ),
                (
                    "attribute_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
                        max_length=500,
                        verbose_name="不主动公开的理由",
                    ),
                ),
                ("introduction", models.CharField(blank=True, default="", max_length=200, verbose_name="栏目说明")),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="公开机关",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="所在栏目",
                    ),
                ),
            ],
            options={
                "verbose_name": "栏目",
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        choices=[("proactive", "主动公开"), ("on_request", "依申请公开"), ("withheld", "不予公开")],
                        max_length=12,
                        null=True,
                        verbose_name="公开属性",
                    ),
                ),
                (
                    "attribute_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
                        max_length=500,
                        verbose_name="不主动公开的理由",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("heading", 0), ("paragraph", 1), ("table", 3), ("picture", 7)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "小标题", "max_length": 100},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "ol", "ul", "link", "document-link"], "label": "段落"},
                            ),
                            2: ("wagtail.blocks.CharBlock", (), {"label": "文字", "required": False}),
                            3: ("wagtail.contrib.typed_table_block.blocks.TypedTableBlock", [[("text", 2)]], {}),
                            4: ("gongkai.disclosure.blocks.PictureChooser", (), {"label": "图片"}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "给看不到图片的人读的说明（GB/T 37668）。",
                                    "label": "替代文字",
                                    "max_length": 200,
                                },
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "图注", "max_length": 200, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("picture", 4), ("alt", 5), ("caption", 6)]], {}),
                        },
                        verbose_name="正文",
                    ),
                ),
                (
                    "enclosures",
                    wagtail.fields.StreamField(
                        [("paper", 0)],
                        blank=True,
                        block_lookup={0: ("gongkai.disclosure.blocks.PaperChooser", (), {"label": "附件"})},
                        verbose_name="附件",
                    ),
                ),
                ("source", models.CharField(blank=True, default="", max_length=80, verbose_name="来源")),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="公开机关",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="所在栏目",
                    ),
                ),
            ],
            options={
                "verbose_name": "一般信息",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribute__isnull", True),
                            ("attribute__in", ["proactive", "on_request", "withheld"]),
                            _connector="OR",
                        ),
                        name="article_attribute_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribute__isnull", True),
                            ("attribute", "proactive"),
                            models.Q(("attribute_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="article_attribute_reasoned",
                        violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
                    ),
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        choices=[("proactive", "主动公开"), ("on_request", "依申请公开"), ("withheld", "不予公开")],
                        max_length=12,
                        null=True,
                        verbose_name="公开属性",
                    ),
                ),
                (
                    "attribute_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
                        max_length=500,
                        verbose_name="不主动公开的理由",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="公开机关",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="所在栏目",
                    ),
                ),
            ],
            options={
                "verbose_name": "机关首页",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribute__isnull", True),
                            ("attribute__in", ["proactive", "on_request", "withheld"]),
                            _connector="OR",
                        ),
                        name="homepage_attribute_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribute__isnull", True),
                            ("attribute", "proactive"),
                            models.Q(("attribute_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="homepage_attribute_reasoned",
                        violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
                    ),
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="PictureRendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                ("focal_point_key", models.CharField(blank=True, default="", editable=False, max_length=16)),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="disclosure.picture"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="rendition_once")
                ],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute__in", ["proactive", "on_request", "withheld"]),
                    _connector="OR",
                ),
                name="policydocument_attribute_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute", "proactive"),
                    models.Q(("attribute_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="policydocument_attribute_reasoned",
                violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on__isnull", True),
                    ("dated_on__isnull", True),
                    ("effective_on__gte", models.F("dated_on")),
                    _connector="OR",
                ),
                name="policy_takes_effect_after_its_date",
                violation_error_message="施行日期不能早于成文日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpretation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute__in", ["proactive", "on_request", "withheld"]),
                    _connector="OR",
                ),
                name="interpretation_attribute_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpretation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute", "proactive"),
                    models.Q(("attribute_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="interpretation_attribute_reasoned",
                violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
            ),
        ),
        migrations.AddIndex(
            model_name="publicpage",
            index=models.Index(
                condition=models.Q(("release__isnull", False)),
                fields=["section", "-at", "-id"],
                name="public_page_by_section",
            ),
        ),
        migrations.AddIndex(
            model_name="publicpage",
            index=models.Index(
                condition=models.Q(("release__isnull", False)), fields=["-at", "-id"], name="public_page_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute__in", ["proactive", "on_request", "withheld"]),
                    _connector="OR",
                ),
                name="section_attribute_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attribute__isnull", True),
                    ("attribute", "proactive"),
                    models.Q(("attribute_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="section_attribute_reasoned",
                violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
            ),
        ),
    ]
