"""Migrates once, and gives each test a transaction that is rolled back behind it, as Django's own TestCase does."""

import os
import sys

import django
import pytest
from django.conf import settings

sys.path.insert(0, os.path.dirname(__file__))
env = os.environ
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.mysql",
            "NAME": env.get("MYSQL_DATABASE", "apps"),
            "USER": env.get("MYSQL_USER", "root"),
            "PASSWORD": env.get("MYSQL_PWD", ""),
            "HOST": env.get("MYSQL_HOST", "127.0.0.1"),
            "PORT": env.get("MYSQL_TCP_PORT", "3306"),
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "plants"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()


def pytest_configure(config):
    # workers of pytest-xdist find the tables there
    if hasattr(config, "workerinput"):
        return
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    connection.close()


@pytest.fixture(autouse=True)
def rolled_back():
    from django.db import transaction

    atomic = transaction.atomic()
    atomic.__enter__()
    yield
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)
