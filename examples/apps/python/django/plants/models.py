"""Gardens and plants, with Django: keys are UUIDs, rows are stamped."""

import uuid

from django.db import models


class Garden(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)


class Plant(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    garden = models.ForeignKey(Garden, on_delete=models.CASCADE, related_name="plants")
    name = models.CharField(max_length=80)
    planted = models.DateTimeField(auto_now_add=True)
