"""Migrates once, and gives each test a session that is rolled back behind it, as SQLAlchemy's manual shows it."""

import os
import sys

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

sys.path.insert(0, os.path.dirname(__file__))
from models import make_engine  # noqa: E402


def pytest_configure(config):
    # workers of pytest-xdist find the tables there
    if hasattr(config, "workerinput"):
        return
    from alembic import command
    from alembic.config import Config

    alembic = Config()
    alembic.set_main_option("script_location", os.path.join(os.path.dirname(__file__), "migrations"))
    command.upgrade(alembic, "head")


@pytest.fixture(scope="session")
def engine():
    engine = make_engine()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    connection.begin_nested()

    @event.listens_for(session, "after_transaction_end")
    def restart_savepoint(session, _transaction):
        if connection.closed:
            return
        if not connection.in_nested_transaction():
            connection.begin_nested()

    yield session
    session.close()
    transaction.rollback()
    connection.close()
