import sqlalchemy as sa
from alembic import op

revision, down_revision = "1a2b3c4d5e6f", None


def upgrade():
    op.create_table(
        "authors",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )
    op.create_unique_constraint("one_author_per_email", "authors", ["email"])
