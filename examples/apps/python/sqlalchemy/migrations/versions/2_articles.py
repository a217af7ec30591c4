import sqlalchemy as sa
from alembic import op

revision, down_revision = "2b3c4d5e6f70", "1a2b3c4d5e6f"


def upgrade():
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("published_at", sa.DateTime),
    )
    op.create_foreign_key("articles_author", "articles", "authors", ["author_id"], ["id"])
