"""Bring a database to the tables of this version of the application."""

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(owner_url: str) -> None:
    """Run the migrations that the database lacks, as role `owner`.

    The address must log in as `owner`, as a member of it, or as one who may create roles.
    """
    command.upgrade(alembic_config(owner_url), "head")


def alembic_config(owner_url: str) -> Config:
    """Return the configuration that Alembic's own commands need too."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    return config
