"""Articles and their authors, with SQLAlchemy; tables are made by Alembic's migrations."""

import os
import uuid
from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


def new_id():
    return str(uuid.uuid4())


class Author(Base):
    __tablename__ = "authors"
    id = Column(String(36), primary_key=True, default=new_id)
    name = Column(String(80), nullable=False)
    email = Column(String(120), nullable=False, unique=True)
    created_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    updated_at = Column(DateTime, nullable=False, default=datetime.utcnow, onupdate=datetime.utcnow)
    articles = relationship("Article", back_populates="author", order_by="Article.title")


class Article(Base):
    __tablename__ = "articles"
    id = Column(Integer, primary_key=True)
    author_id = Column(String(36), ForeignKey("authors.id"), nullable=False)
    title = Column(String(120), nullable=False)
    published_at = Column(DateTime)
    author = relationship("Author", back_populates="articles")


def make_engine():
    env = os.environ
    url = URL.create(
        "mysql+pymysql",
        username=env.get("MYSQL_USER", "root"),
        password=env.get("MYSQL_PWD", ""),
        host=env.get("MYSQL_HOST", "127.0.0.1"),
        port=int(env.get("MYSQL_TCP_PORT", "3306")),
        database=env.get("MYSQL_DATABASE", "apps"),
    )
    return create_engine(url)
