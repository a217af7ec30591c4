import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Garden",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False, default=uuid.uuid4)),
                ("name", models.CharField(max_length=80)),
                ("slug", models.CharField(max_length=80, unique=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("changed", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
