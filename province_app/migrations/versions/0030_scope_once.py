"""What a scope lets see is worked out once a transaction, not in each statement's policies."""

from alembic import op

revision = "0030_scope_once"
down_revision = "0029_alarms"
branch_labels = None
depends_on = None

# What the policies ask for, its type, and how migrations 0018 and 0022 let each statement look it
# up: more work than the statement itself where it reads a row by its key.
FOUND = {
    "sees_all": (
        "boolean",
        "select scope_kind() = 'node'"
        " or exists (select from scope_grants() where role = 'province')",
    ),
    "visible_units": (
        "integer[]",
        """with post as (
     select array_agg(unit_id) as units from appointment
     where person_id = scope_person() and starts_on <= scope_day()
       and (ends_on is null or ends_on > scope_day())
   ), given as (
     select array_agg(unit_id) as units from assignment
     where person_id = scope_person() and starts_on <= scope_day() and ends_on > scope_day()
       and (ended_on is null or ended_on > scope_day())
   )
   select coalesce(post.units, '{}') || units_below(given.units) || case
     when exists (select from scope_grants() where role = 'department_hr')
     then units_below(post.units) else '{}' end
   from post, given""",
    ),
    "administered_units": (
        "integer[]",
        "select units_below(array_agg(unit_id)) from scope_grants() where role = 'unit_admin'",
    ),
    "consented_records": (
        "uuid[]",
        """select coalesce(array_agg(person_id), '{}') from consent
   where reader_id = scope_person() and revoked_at is null
     and starts_on <= scope_day() and ends_on > scope_day()""",
    ),
    "consented_readers": (
        "uuid[]",
        "select coalesce(array_agg(reader_id), '{}') from consent where person_id = scope_person()",
    ),
}
AS_OWNER = "security definer set search_path = public, pg_temp"
# The same answers in few statements, whose plans the session keeps.
ENTER = """
create function enter_scope(kind text, person text, day text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := case when kind = 'person' then nullif(person, '')::uuid end;
  today date := nullif(day, '')::date;
  posts integer[];  -- units of own posts
  roots integer[];  -- units that are seen with all below them
  doors integer[];  -- units whose accounts one administers
  all_seen boolean := false;
  with_below boolean := false;
  records uuid[];
  readers uuid[];
begin
  perform set_config('app.scope', kind, true), set_config('app.person', person, true),
    set_config('app.day', day, true);
  if me is not null then
    select array_agg(unit_id) into posts from appointment
    where person_id = me and starts_on <= today and (ends_on is null or ends_on > today);
    select array_agg(unit_id) into roots from assignment
    where person_id = me and starts_on <= today and ends_on > today
      and (ended_on is null or ended_on > today);
    select coalesce(bool_or(role = 'province'), false),
      coalesce(bool_or(role = 'department_hr'), false),
      array_agg(unit_id) filter (where role = 'unit_admin')
    into all_seen, with_below, doors from (
      select held.role, held.unit_id from account
      join account_grant held on held.account_id = account.id
      where account.person_id = me and held.starts_on <= today
        and (held.ends_on is null or held.ends_on > today)
        and not exists (select from account_grant later where later.follows = held.id)
    ) as held;
    if with_below then
      roots := roots || posts;
    end if;
    if roots is not null then
      roots := units_below(roots);
    end if;
    if doors is not null then
      doors := units_below(doors);
    end if;
    select array_agg(person_id) into records from consent
    where reader_id = me and revoked_at is null and starts_on <= today and ends_on > today;
    select array_agg(reader_id) into readers from consent where person_id = me;
  end if;
  perform set_config('app.sees_all', all_seen::text, true),
    set_config('app.visible_units', coalesce((posts || roots)::text, ''), true),
    set_config('app.administered_units', coalesce(doors::text, ''), true),
    set_config('app.consented_records', coalesce(records::text, ''), true),
    set_config('app.consented_readers', coalesce(readers::text, ''), true);
end $$"""


def upgrade() -> None:
    """Let a transaction enter its scope by one function, and the policies read what it found."""
    op.execute(ENTER)
    for name, (kind, _) in FOUND.items():
        nothing = "false" if kind == "boolean" else "'{}'"  # never null: "all" to some who ask
        read = f"coalesce(nullif(current_setting('app.{name}', true), '')::{kind}, {nothing})"
        if kind == "boolean":  # the node's connections have the scope from their first moment
            read = f"scope_kind() = 'node' or {read}"
        op.execute(
            f"create or replace function {name}() returns {kind} language sql stable"
            f" as $$ select {read} $$"
        )


def downgrade() -> None:
    """Take it away again."""
    for name, (kind, query) in FOUND.items():
        op.execute(
            f"create or replace function {name}() returns {kind} language sql stable {AS_OWNER}"
            f" as $$ {query} $$"
        )
    op.execute("drop function enter_scope(text, text, text)")
