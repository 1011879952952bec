"""What is one person's is looked up by the person, however many the province has."""

from alembic import op

revision = "0035_by_person"
down_revision = "0034_lapsed_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index also what has ended; the unique indexes know the open rows alone."""
    op.create_index("ix_employment_person", "employment", ["person_id", "starts_on"])
    op.create_index("ix_draft_person", "draft", ["person_id"])
    op.create_index("ix_correction_request_person", "correction_request", ["person_id"])


def downgrade() -> None:
    """Take the indexes away again."""
    op.drop_index("ix_correction_request_person", table_name="correction_request")
    op.drop_index("ix_draft_person", table_name="draft")
    op.drop_index("ix_employment_person", table_name="employment")
