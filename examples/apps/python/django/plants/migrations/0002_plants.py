import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plants", "0001_gardens")]
    operations = [
        migrations.CreateModel(
            name="Plant",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False, default=uuid.uuid4)),
                (
                    "garden",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plants", to="plants.garden"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("planted", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
