import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from plants.models import Garden


def make(name):
    return Garden.objects.create(name=name, slug=f"{name}-{uuid.uuid4().hex}")


def test_a_garden_is_kept():
    garden = make("north")
    found = Garden.objects.get(pk=garden.pk)
    assert found.name == "north"
    assert timezone.now() - found.created < timedelta(minutes=1)


def test_a_garden_gets_another_name():
    garden = make("south")
    garden.name = "west"
    garden.save()
    assert Garden.objects.filter(pk=garden.pk).values_list("name", flat=True)[0] == "west"


def test_a_slug_has_one_garden():
    garden = make("east")
    with pytest.raises(IntegrityError):
        with transaction.atomic():
            Garden.objects.create(name="other", slug=garden.slug)
    assert Garden.objects.filter(slug=garden.slug).count() == 1


def test_a_garden_that_goes_is_gone():
    garden = make("gone")
    key = garden.pk
    garden.delete()
    assert not Garden.objects.filter(pk=key).exists()
