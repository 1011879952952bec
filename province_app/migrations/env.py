"""Alembic's entry: one connection, as role `owner` as soon as that role is there."""

from alembic import context
from sqlalchemy import create_engine, text

from province_app.models import Base

# The first migration makes the role; until `owner` may create here, the login itself does it.
MAY_ACT = """
select coalesce(bool_or(pg_has_role(current_user, oid, 'member')
                        and has_schema_privilege(oid, 'public', 'create')), false)
from pg_roles where rolname = 'owner'
"""

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    if connection.scalar(text(MAY_ACT)):
        connection.execute(text("set role owner"))
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
