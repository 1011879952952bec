"""Bring a database to the tables of this version of the application."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(owner_url: str) -> None:
    """Run the migrations that the database lacks, as role `owner`.

    The address must log in as `owner`, as a member of it, or as one who may create roles; a
    database that lacks none is left alone, so that any login will do.
    """
    config = alembic_config(owner_url)
    if _revision(owner_url) != ScriptDirectory.from_config(config).get_current_head():
        command.upgrade(config, "head")


def _revision(url: str) -> str | None:
    engine = create_engine(url)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision


def alembic_config(owner_url: str) -> Config:
    """Return the configuration that Alembic's own commands need too."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    return config
