import uuid
from datetime import datetime, timedelta

import pytest
from models import Author
from sqlalchemy.exc import IntegrityError


def email(name):
    return f"{name}-{uuid.uuid4().hex}@example.com"


def test_an_author_is_kept(session):
    author = Author(name="Ada", email=email("ada"))
    session.add(author)
    session.commit()
    session.expire_all()
    found = session.get(Author, author.id)
    assert found.name == "Ada"
    assert datetime.utcnow() - found.created_at < timedelta(minutes=1)


def test_an_author_gets_another_name(session):
    author = Author(name="Bea", email=email("bea"))
    session.add(author)
    session.commit()
    author.name = "Beatrix"
    session.commit()
    assert session.query(Author.name).filter_by(id=author.id).scalar() == "Beatrix"


def test_an_email_address_has_one_author(session):
    address = email("carl")
    session.add(Author(name="Carl", email=address))
    session.commit()
    session.add(Author(name="Carla", email=address))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.query(Author).filter_by(email=address).count() == 1


def test_what_is_rolled_back_is_not_there(session):
    author = Author(name="Dora", email=email("dora"))
    session.add(author)
    session.flush()
    key = author.id
    session.rollback()
    assert session.query(Author).filter_by(id=key).one_or_none() is None
