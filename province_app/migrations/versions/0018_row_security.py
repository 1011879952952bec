"""The second wall: a connection sees the rows of its scope, and none without one (see ADR 21)."""

from alembic import op

revision = "0018_row_security"
down_revision = "0017_record_rest"
branch_labels = None
depends_on = None

# Who asks. Set for each transaction by `stores/scope.py`; nothing set means nobody.
SCOPE = """
create function scope_kind() returns text language sql stable as
$$ select coalesce(current_setting('app.scope', true), '') $$;

create function scope_person() returns uuid language sql stable as
$$ select case when scope_kind() = 'person'
          then nullif(current_setting('app.person', true), '')::uuid end $$;

create function scope_day() returns date language sql stable as
$$ select nullif(current_setting('app.day', true), '')::date $$;
"""

# What lies below what, and when: the tree of unit_period, laid flat. A tree of a thousand units is
# laid anew in milliseconds, and changes a few times a year.
CLOSURE = """
create table unit_closure (
  ancestor_id integer not null,
  unit_id integer not null,
  valid_from date not null,
  valid_to date,
  constraint pk_unit_closure primary key (ancestor_id, unit_id, valid_from)
);
comment on table unit_closure is 'made by a trigger from unit_period; every unit is below itself';

create function lay_unit_closure() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$ begin
  delete from unit_closure;
  insert into unit_closure
  with recursive below(ancestor_id, unit_id, valid_from, valid_to, steps) as (
    select unit_id, unit_id, valid_from, coalesce(valid_to, 'infinity'), 0 from unit_period
    union all
    select below.ancestor_id, child.unit_id, greatest(below.valid_from, child.valid_from),
           least(below.valid_to, coalesce(child.valid_to, 'infinity')), below.steps + 1
    from below join unit_period child on child.parent_id = below.unit_id
     and child.valid_from < below.valid_to
     and coalesce(child.valid_to, 'infinity') > below.valid_from
    where below.steps < 10
  )
  select ancestor_id, unit_id, valid_from, nullif(max(valid_to), 'infinity')
  from below group by ancestor_id, unit_id, valid_from;
  return null;
end $$;

create trigger lay_unit_closure after insert or update or delete on unit_period
for each statement execute function lay_unit_closure();
"""

# They read as `owner`, past the policies that call them; asked once a query, never once a row.
SIGHT = """
create function scope_grants() returns table (role text, unit_id integer) language sql stable
security definer set search_path = public, pg_temp as
$$ select held.role, held.unit_id from account_grant held
   join account on account.id = held.account_id
   where account.person_id = scope_person() and held.starts_on <= scope_day()
     and (held.ends_on is null or held.ends_on > scope_day())
     and not exists (select from account_grant later where later.follows = held.id) $$;

create function sees_all() returns boolean language sql stable security definer
set search_path = public, pg_temp as
$$ select scope_kind() = 'node' or exists (select from scope_grants() where role = 'province') $$;

create function units_below(roots integer[]) returns integer[] language sql stable
security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(distinct below.unit_id), '{}') from unit_closure below
   where below.ancestor_id = any(roots) and below.valid_from <= scope_day()
     and (below.valid_to is null or below.valid_to > scope_day()) $$;

create function visible_units() returns integer[] language sql stable security definer
set search_path = public, pg_temp as
$$ with post as (
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
   from post, given $$;

create function administered_units() returns integer[] language sql stable security definer
set search_path = public, pg_temp as
$$ select units_below(array_agg(unit_id)) from scope_grants() where role = 'unit_admin' $$;
"""

ALL = "(select sees_all())"
MINE = "= (select scope_person())"
UNITS = "= any ((select visible_units())::integer[])"
ADMINISTERED = "= any ((select administered_units())::integer[])"
GATE = "(select scope_kind()) = 'gate'"
SOMEBODY = "(select scope_kind()) in ('node', 'person')"
ANYBODY = "(select scope_kind()) <> ''"
OF_MY_ROSTER = "exists (select from employment here where here.person_id = {} and here.unit_id {})"


def _of_person(column: str) -> str:
    """Return the predicate of what belongs to a person: to oneself, or to one of one's roster."""
    return f"{ALL} or {column} {MINE} or " + OF_MY_ROSTER.format(column, UNITS)


def _of_both(column: str) -> str:
    return f"{_of_person(column)} or unit_id {UNITS}"


def _of_account(column: str) -> str:
    """Return the predicate of accounts and rosters: whoever administers accounts sees them too."""
    return f"{_of_person(column)} or " + OF_MY_ROSTER.format(column, ADMINISTERED)


OF_UNIT = f"{ALL} or unit_id {UNITS}"

# Who holds an office is no secret in the province: those who check and sign are shown by name.
OFFICE_HOLDER = "exists (select from appointment office where office.person_id = person.id)"

POLICIES = {
    "unit_period": SOMEBODY,
    "appointment": SOMEBODY,
    "required_field": SOMEBODY,
    "exceptional_window": SOMEBODY,
    "raised_level": SOMEBODY,  # without it nobody could be left out of anybody's lists
    "assignment": f"{ALL} or person_id {MINE} or unit_id {UNITS} or unit_id {ADMINISTERED}",
    "account": f"{GATE} or {_of_account('account.person_id')}",
    "account_grant": f"{GATE} or exists (select from account whose"
    " where whose.id = account_grant.account_id)",
    "person": f"{_of_account('person.id')} or {OFFICE_HOLDER}",
    "employment": f"{ALL} or person_id {MINE} or unit_id {UNITS} or unit_id {ADMINISTERED}",
    "draft": _of_both("draft.person_id"),
    "correction_request": _of_both("correction_request.person_id"),
    "record_version": _of_both("record_version.record_id"),
    "record_section": _of_person("record_section.record_id"),
    "record_key": _of_person("record_key.record_id"),
    "identity_index": _of_person("identity_index.record_id"),
    "manifest": f"{OF_UNIT} or exists (select from manifest_item mine"
    f" where mine.manifest_id = manifest.id and mine.record_id {MINE})",
    "manifest_item": _of_person("manifest_item.record_id"),
    "rule_verdict": _of_person("rule_verdict.record_id"),
    "certificate_proposal": _of_person("certificate_proposal.person_id"),
    "signer_certificate": _of_person("signer_certificate.person_id"),
    "month_close": OF_UNIT,
    "evidence": _of_person("evidence.person_id"),
    "evidence_upload": _of_person("evidence_upload.person_id"),
    "import_batch": OF_UNIT,
    "import_row": "exists (select from import_batch whole where whole.id = import_row.batch_id)",
    "holding": _of_person("holding.record_id"),
    "sync_item": _of_both("sync_item.record_id"),
    "stage_piece": OF_UNIT,
}

# Everybody who acts leaves an event; who may read one is narrower.
AUDIT = f"""
create policy wrote on audit_event for insert to app with check ({ANYBODY});
create policy sees on audit_event for select to app using (
  {ALL} or actor {MINE} or subject = (select scope_person()::text) or unit_id {UNITS})
"""

IMMUTABLE = """
create function is_immutable() returns trigger language plpgsql as $$ begin
  raise exception '% rows are never changed or removed', tg_table_name
  using errcode = 'restrict_violation';
end $$;
"""
NEVER_CHANGED = ("record_version", "record_section", "manifest_item")


def upgrade() -> None:
    """Lay the tree flat, and put the wall around every table of people and units."""
    op.execute(SCOPE)
    op.execute(CLOSURE)
    op.execute("revoke insert, update, delete on unit_closure from app")
    op.execute("update unit_period set unit_id = unit_id where false")  # the trigger lays the tree
    op.execute(SIGHT)
    for table in (*POLICIES, "audit_event"):
        op.execute(f"alter table {table} enable row level security, force row level security")
        # Migrations, and the functions above, act as `owner`; the application never does.
        op.execute(f"create policy keeps on {table} to owner using (true) with check (true)")
    for table, predicate in POLICIES.items():
        op.execute(f"create policy sees on {table} to app using ({predicate})")
    op.execute(AUDIT)
    op.execute(IMMUTABLE)
    for table in NEVER_CHANGED:
        op.execute(
            f"create trigger is_immutable before update or delete on {table}"
            " for each row execute function is_immutable()"
        )


def downgrade() -> None:
    """Take the wall down again."""
    for table in NEVER_CHANGED:
        op.execute(f"drop trigger is_immutable on {table}")
    op.execute("drop function is_immutable()")
    op.execute("drop policy wrote on audit_event")
    for table in (*POLICIES, "audit_event"):
        op.execute(f"drop policy sees on {table}")
        op.execute(f"drop policy keeps on {table}")
        op.execute(f"alter table {table} no force row level security, disable row level security")
    op.execute("drop trigger lay_unit_closure on unit_period")
    op.execute("drop function administered_units(), visible_units(), units_below(integer[])")
    op.execute("drop function sees_all(), scope_grants(), lay_unit_closure()")
    op.execute("drop table unit_closure")
    op.execute("drop function scope_day(), scope_person(), scope_kind()")
