"""The judge of all trials sees each wrong that it is there to see."""
# ruff: noqa: S608  statements are joined from fixed texts of this module

from contextlib import ExitStack

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.chaos import checker
from tests.chaos.trial import check, living
from tests.chaos.world import World
from tests.processes import wait_until
from tests.provinces import trust

NEWEST = "(select record_id from exchange_record where version = 2 order by 1 limit 1)"
# clause → the node whose rows are bent, how, and what the clause then says
BENT = (
    ("lost", "national", f"delete from exchange_record where record_id = {NEWEST}", "not there"),
    ("lost", "national",
     f"update exchange_record set digest = sha256('') where record_id = {NEWEST}", "other"),
    ("lost", "province", "delete from holding where tier = 'national' and record_id ="
     " (select min(record_id::text)::uuid from holding where tier = 'national')", "believe"),
    ("doubled", "national", "insert into exchange_result select gen_random_uuid(), record_id,"
     " version, outcome, code, path, message from exchange_result", "accepted twice"),
    ("changed", "national", "update exchange_part set content = convert_to(replace("
     "convert_from(content, 'UTF8'), '\"personal_id\":\"0', '\"personal_id\":\"9'), 'UTF8')",
     "not ours"),
    ("changed", "province", "update record_section set salt = sha256('')", "not ours"),
    ("changed", "national", "update exchange_record set version = version + 7", "another's"),
    ("unsigned", "national", "insert into exchange_record select gen_random_uuid(), version,"
     " digest, agency, leaves, null, submission_id, manifest_id, part, first_byte, size, current"
     " from exchange_record limit 1", "in no signed manifest"),
    ("unsigned", "national", "update exchange_manifest set signature = ''", "not ours"),
    ("unsigned", "national", "update exchange_manifest set manifest = manifest || '\\x20'",
     "signature_invalid"),
    ("out_of_order", "national", f"update exchange_record set version = 13 - version"
     f" where record_id = {NEWEST}", "came after"),
    ("out_of_order", "national", f"update exchange_record set current = version < 2"
     f" where record_id = {NEWEST}", "not the newest"),
    ("sums_disagree", "province", "delete from sync_item where record_id ="
     " (select min(record_id::text)::uuid from sync_item)", "Sums"),
    ("sums_disagree", "province", "update sync_item set outcome = 'sent'"
     " where outcome = 'accepted'", "Sums"),
    ("results_disagree", "province", "update sync_item set outcome = 'unchanged'"
     " where submission_id is not null", "not theirs"),
    ("results_disagree", "national", "delete from exchange_result where record_id ="
     " (select min(record_id::text)::uuid from exchange_result)", "other results"),
    ("results_disagree", "province", "update submission set state = 'open'", "is open"),
    ("unfinished", "province", "update stage_run set state = 'failed'", "is failed"),
    ("log_disagrees", "province", "delete from audit_event where event = 'stage.done'", "told"),
    ("log_disagrees", "province", "delete from audit_event where event = 'stage.piece_done'",
     "not done once"),
)  # fmt: skip


def test_a_month_without_harm_is_in_order_and_each_clause_sees_its_wrong(world: World) -> None:
    """House style §4: a guard must be seen to fail. Every wrong is undone again."""
    world.proxy.begin(0, 0.0)
    with living(world) as trial:
        wait_until(trial.done)
        for child in trial.children.values():
            child.kill()
        assert check(trial.nodes) == {}
        with ExitStack() as stack:
            engines = {}
            for name in ("province", "national"):
                engines[name] = create_engine(getattr(trial.nodes, name).superuser_url)
                stack.callback(engines[name].dispose)
            for clause, node, wrong, says in BENT:
                with Session(engines["province"]) as ours, Session(engines["national"]) as theirs:
                    both = checker.Both(ours, theirs, trust())
                    bent = ours if node == "province" else theirs
                    bent.execute(text("set session_replication_role = replica"))
                    bent.execute(
                        text(
                            "drop index if exists uq_exchange_record_current,"
                            " uq_exchange_record_person"
                        )
                    )
                    assert bent.execute(text(wrong)).rowcount > 0, wrong
                    found = list(checker.CLAUSES[clause](both))
                    assert any(says in one for one in found), (clause, wrong, found)
    assert {clause for clause, *_ in BENT} == set(checker.CLAUSES)
