"""Whoever has come off the roster acts for no unit: posts, grants and tasks show nothing more."""

from alembic import op

revision = "0034_lapsed_posts"
down_revision = "0033_restorations"
branch_labels = None
depends_on = None

# Asked of the whole roster, whoever asks: the line that counts may be another unit's. Whoever was
# never on a roster has none to come off; a movement ends posts and grants itself, from the day on
# which it was filed, and what was done until then was rightly done.
# In plpgsql, which keeps the plan: it is asked for each transaction and each post that is read.
LAPSED = """
create function lapsed(who uuid, today date) returns boolean language plpgsql stable
security definer set search_path = public, pg_temp as
$$ begin return coalesce((
     select last.ends_on <= today and not exists (
       select from movement where person_id = who and state = 'done' and roster_on = last.ends_on)
     from employment last where last.person_id = who and last.starts_on <= today
     order by last.starts_on desc limit 1), false);
end $$"""
# As migration 0030 has it, but for the condition under which posts, grants and tasks count.
ENTER = """
create or replace function enter_scope(kind text, person text, day text) returns void
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
  if me is not null and {acts} then
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
  end if;
  if me is not null then
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
    """Let a transaction's scope be that of a person alone where the roster has ended."""
    op.execute(LAPSED)
    op.execute(ENTER.replace("{acts}", "not lapsed(me, today)"))


def downgrade() -> None:
    """Let posts and grants count without a look at the roster, as before."""
    op.execute(ENTER.replace("{acts}", "true"))
    op.execute("drop function lapsed(uuid, date)")
