import uuid
from datetime import datetime

import pytest
from models import Article, Author
from sqlalchemy.orm import joinedload


@pytest.fixture
def author(session):
    author = Author(name="Eve", email=f"eve-{uuid.uuid4()}@example.com")
    session.add(author)
    session.commit()
    return author


def test_an_author_has_articles(session, author):
    session.add_all([Article(author=author, title=title) for title in ("Ropes", "Knots")])
    session.commit()
    found = session.query(Author).options(joinedload(Author.articles)).filter_by(id=author.id).one()
    assert [article.title for article in found.articles] == ["Knots", "Ropes"]


def test_an_article_is_published(session, author):
    article = Article(author=author, title="Sails")
    session.add(article)
    session.commit()
    article.published_at = datetime.utcnow()
    session.commit()
    published = session.query(Article.title).filter(Article.author_id == author.id, Article.published_at.isnot(None))
    assert [title for (title,) in published] == ["Sails"]


def test_half_a_batch_is_kept(session, author):
    session.add(Article(author=author, title="Oars"))
    session.commit()
    try:
        with session.begin_nested():
            session.add(Article(author=author, title="Rudders"))
            session.flush()
            raise ValueError("no more")
    except ValueError:
        pass
    session.commit()
    assert session.query(Article).filter_by(author_id=author.id).count() == 1
