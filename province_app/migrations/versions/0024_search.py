"""People are found by name without tones, by staff number, by identity number: one function."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024_search"
down_revision = "0023_two_person_use"
branch_labels = None
depends_on = None

# As `tiers.letters.bare` does. Words of text search need no extension, and any may come first.
WORDS = (
    "to_tsvector('simple', lower(translate(regexp_replace(normalize(full_name, NFD),"
    " U&'[\\0300-\\036F]', '', 'g'), 'Đđ', 'dd')))"
)

# Operators of text search are not leakproof: under a policy their index would not be used. The
# function reads as `owner`, past the policies, and so carries their predicate itself: by rosters,
# of which only the latest counts here. What it is given is folded into each plan anew, so that a
# small unit is searched from its roster and the province from the index of names.
SEARCH = """
create function search_people(
  words tsquery, staff bytea, personal bytea, hidden uuid[], after_key text, after_id uuid,
  most integer
) returns table (
  person_id uuid, full_name text, sort_key text, unit_id integer, starts_on date, ends_on date
) language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  today date := scope_day();
  units integer[] := case when sees_all() then null else visible_units() end;
  holders uuid[] := case when words is null then array(
    select record_id from identity_index
    where identity_index.number = personal or identity_index.staff_number = staff) end;
begin
  return query
  select person.id, person.full_name, person.sort_key, here.unit_id, here.starts_on, here.ends_on
  from employment here join person on person.id = here.person_id
  where here.starts_on <= today
    and (units is null or here.unit_id = any(units))
    and (words is null or person.name_words @@ words)
    and (holders is null or person.id = any(holders))
    and person.id <> all(hidden)
    and (after_key is null or (person.sort_key, person.id) > (after_key, after_id))
    and not exists (
      select from employment later where later.person_id = here.person_id
        and later.starts_on <= today and later.starts_on > here.starts_on)
  order by person.sort_key, person.id limit most;
end $$;
"""


def upgrade() -> None:
    """Add the words of names, the keyed hash of staff numbers, and the function."""
    words = sa.Column("name_words", postgresql.TSVECTOR(), sa.Computed(WORDS, persisted=True))
    op.add_column("person", words)
    op.create_index("ix_person_name_words", "person", ["name_words"], postgresql_using="gin")
    op.add_column(
        "identity_index",
        sa.Column("staff_number", sa.LargeBinary(), comment="keyed hash, 16 bytes"),
    )
    op.create_index("ix_identity_index_staff_number", "identity_index", ["staff_number"])
    op.execute(SEARCH)


def downgrade() -> None:
    """Take them away again."""
    op.execute("drop function search_people(tsquery, bytea, bytea, uuid[], text, uuid, integer)")
    op.drop_index("ix_identity_index_staff_number", "identity_index")
    op.drop_column("identity_index", "staff_number")
    op.drop_index("ix_person_name_words", "person")
    op.drop_column("person", "name_words")
