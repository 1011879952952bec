"""Requests of persons, consents to readers, data issues, the register of breaches."""

import sqlalchemy as sa
from alembic import op

revision = "0022_rights"
down_revision = "0021_moves"
branch_labels = None
depends_on = None

ALL = "(select sees_all())"
ME = "(select scope_person())"
UNITS = "any ((select visible_units())::integer[])"

# HR of a unit does not read what is complained of to the unit above.
POLICIES = {
    "person_request": f"{ALL} or person_id = {ME} or above_id = {UNITS}"
    f" or (kind <> 'complaint' and unit_id = {UNITS})",
    "consent": f"{ALL} or person_id = {ME} or reader_id = {ME}",
    # What officers say of a record is not for its person.
    "data_issue": f"{ALL} or (person_id <> {ME} and (raised_by = {ME} or unit_id = {UNITS}))",
    "incident": ALL,
    "incident_entry": ALL,
}

CONSENTED = """
create function consented_records() returns uuid[] language sql stable
security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(person_id), '{}') from consent
   where reader_id = scope_person() and revoked_at is null
     and starts_on <= scope_day() and ends_on > scope_day() $$
"""
# The person sees the name of whoever was ever let in, as in the list of readings.
READERS = """
create function consented_readers() returns uuid[] language sql stable
security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(reader_id), '{}') from consent where person_id = scope_person() $$
"""
OF_CONSENT = "= any ((select consented_records())::uuid[])"
# What a reader by consent sees besides; reading only. Drafts: of versions, never an open one.
BY_CONSENT = {
    "person": f"id {OF_CONSENT} or id = any ((select consented_readers())::uuid[])",
    "employment": f"person_id {OF_CONSENT}",
    "draft": f"state = 'confirmed' and person_id {OF_CONSENT}",
    "record_version": f"record_id {OF_CONSENT}",
    "record_section": f"record_id {OF_CONSENT}",
    "record_key": f"record_id {OF_CONSENT}",
    "manifest_item": f"record_id {OF_CONSENT}",
    "manifest": "exists (select from manifest_item read where read.manifest_id = manifest.id"
    f" and read.record_id {OF_CONSENT})",
    "holding": f"record_id {OF_CONSENT}",
    "sync_item": f"record_id {OF_CONSENT}",
}

# What is sealed is sealed anew under a new master key, also after it was answered.
MAY_UPDATE = {
    "person_request": "said, answer, reason, article, answered_by, answered_at",
    "consent": "purpose, revoked_at",
    "data_issue": "said, answer, reason, answered_by, answered_at",
}
DECIDED = {
    "person_request": ("answer", "article", "answered_by", "answered_at"),
    "consent": ("revoked_at",),
    "data_issue": ("answer", "answered_by", "answered_at"),
}


def _person(name: str, table: str) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}_person"))
    return sa.Column(name, sa.Uuid(), nullable=name in ("answered_by",)), key


def _unit(name: str, table: str, comment: str) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([name], ["unit.id"], name=op.f(f"fk_{table}_{name}_unit"))
    return sa.Column(name, sa.Integer(), nullable=False, comment=comment), key


def _check(condition: str, table: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _moment(name: str, comment: str | None = None, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


ANSWERED = "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)"
OPEN = sa.text("answer is null")


def upgrade() -> None:
    """Add what this version needs."""
    _requests()
    _consents()
    _issues()
    _incidents()
    op.execute(CONSENTED)
    op.execute(READERS)
    for table, predicate in POLICIES.items():
        op.execute(f"alter table {table} enable row level security, force row level security")
        op.execute(f"create policy keeps on {table} to owner using (true) with check (true)")
        op.execute(f"create policy sees on {table} to app using ({predicate})")
        op.execute(f"revoke update, delete on {table} from app")
    for table, columns in MAY_UPDATE.items():
        op.execute(f"grant update ({columns}) on {table} to app")
    for table in POLICIES:
        op.execute(
            f"create trigger keeps_answer before update on {table} for each row"
            f" {_once(table)} execute function is_immutable()"
        )
        op.execute(
            f"create trigger is_immutable before delete on {table}"
            " for each row execute function is_immutable()"
        )
    for table, predicate in BY_CONSENT.items():
        op.execute(f"create policy consented on {table} for select to app using ({predicate})")


def _once(table: str) -> str:
    """Return when an update comes too late: what was decided once stays."""
    columns = DECIDED.get(table, ())
    if not columns:
        return ""
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("old", "new"))
    return f"when (old.{columns[0]} is not null and row({old}) is distinct from row({new}))"


def _requests() -> None:
    table = "person_request"
    person, of_person = _person("person_id", table)
    unit, of_unit = _unit("unit_id", table, "where the person works")
    above, of_above = _unit(
        "above_id", table, "above it on that day: who answers complaints about it"
    )
    answerer, of_answerer = _person("answered_by", table)
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        person,
        unit,
        above,
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), comment="field of the record"),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        _moment("asked_at"),
        _moment("due_at", "of requests about data: 72 hours", nullable=True),
        sa.Column("answer", sa.Text()),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("article", sa.Text()),
        answerer,
        _moment("answered_at", nullable=True),
        _check("kind in ('complaint', 'copy', 'restriction', 'objection')", table, "kind"),
        _check("(due_at is not null) = (kind in ('copy', 'restriction'))", table, "clock"),
        _check("answer in ('granted', 'refused')", table, "answer"),
        _check(ANSWERED, table, "answered"),
        _check(
            "answer is distinct from 'refused' or (reason is not null and article is not null)",
            table,
            "reason",
        ),
        _check("answered_by <> person_id", table, "own_record"),
        of_person,
        of_unit,
        of_above,
        of_answerer,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
    )
    op.create_index("ix_person_request_person", table, ["person_id"])
    op.create_index("ix_person_request_open", table, ["unit_id"], postgresql_where=OPEN)


def _consents() -> None:
    table = "consent"
    person, of_person = _person("person_id", table)
    reader, of_reader = _person("reader_id", table)
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        person,
        reader,
        sa.Column("purpose", sa.LargeBinary(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False, comment="restricted sections too"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="first day without it"),
        _moment("given_at"),
        _moment("revoked_at", nullable=True),
        _check("ends_on > starts_on", table, "dates"),
        _check("reader_id <> person_id", table, "another"),
        of_person,
        of_reader,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person", table, ["person_id"])
    op.create_index("ix_consent_reader", table, ["reader_id"])


def _issues() -> None:
    table = "data_issue"
    person, of_person = _person("person_id", table)
    unit, of_unit = _unit("unit_id", table, "of who raises it")
    raiser, of_raiser = _person("raised_by", table)
    answerer, of_answerer = _person("answered_by", table)
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        person,
        unit,
        sa.Column("said", sa.LargeBinary(), nullable=False),
        raiser,
        _moment("raised_at"),
        sa.Column("answer", sa.Text()),
        sa.Column("reason", sa.LargeBinary()),
        answerer,
        _moment("answered_at", nullable=True),
        _check("answer in ('settled', 'rejected')", table, "answer"),
        _check(ANSWERED, table, "answered"),
        _check("(answer is null) = (reason is null)", table, "reason"),
        _check("raised_by <> person_id and answered_by <> person_id", table, "own_record"),
        of_person,
        of_unit,
        of_raiser,
        of_answerer,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_issue")),
    )
    op.create_index("ix_data_issue_person", table, ["person_id"])
    op.create_index("ix_data_issue_raised_by", table, ["raised_by"])
    op.create_index("ix_data_issue_open", table, ["raised_at"], postgresql_where=OPEN)


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        _moment("found_at"),
        _moment("due_at", "to be reported by then"),
        sa.Column(
            "people", sa.Integer(), nullable=False, comment="whom it touches; 0 while nobody knows"
        ),
        sa.Column("places", sa.Text(), nullable=False, comment="which units"),
        _check("people >= 0", "incident", "people"),
        _check("due_at > found_at", "incident", "clock"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    table = "incident_entry"
    by, of_by = _person("by", table)
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        by,
        _moment("at"),
        _check("act in ('opened', 'noted', 'reported', 'closed')", table, "act"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_entry_incident_id_incident")
        ),
        of_by,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entry")),
    )
    op.create_index("ix_incident_entry_incident", table, ["incident_id"])


def downgrade() -> None:
    """Take it away again."""
    for table in BY_CONSENT:
        op.execute(f"drop policy consented on {table}")
    for table in ("incident_entry", "incident", "data_issue", "consent", "person_request"):
        op.drop_table(table)
    op.execute("drop function consented_readers(), consented_records()")
