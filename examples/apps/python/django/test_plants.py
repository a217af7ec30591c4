import uuid

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from plants.models import Garden, Plant


@pytest.fixture
def garden():
    return Garden.objects.create(name="home", slug=f"home-{uuid.uuid4().hex}")


def test_a_garden_has_plants(garden):
    for name in ("sage", "mint"):
        Plant.objects.create(garden=garden, name=name)
    assert [plant.name for plant in garden.plants.order_by("name")] == ["mint", "sage"]


def test_half_a_batch_is_kept(garden):
    Plant.objects.create(garden=garden, name="kept")
    try:
        with transaction.atomic():
            Plant.objects.create(garden=garden, name="dropped")
            raise ValueError("no more")
    except ValueError:
        pass
    assert [plant.name for plant in garden.plants.all()] == ["kept"]


def test_plants_go_with_their_garden(garden):
    plant = Plant.objects.create(garden=garden, name="thyme")
    garden.delete()
    assert not Plant.objects.filter(pk=plant.pk).exists()


def test_a_gardener_has_a_password():
    name = f"ada-{uuid.uuid4().hex}"
    User.objects.create_user(name, password="secret")
    assert User.objects.get(username=name).check_password("secret")
