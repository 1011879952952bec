"""Every job's name and time. Times are Vietnamese; days are those of the legal calendar.

The order matters: each stage takes what the one before it left, so it starts on a later day.
"""

from datetime import time

from tiers.schedule import Job
from tiers.stages import Stage

TICK_SECONDS = 15
LEADER_LOCK = 20240526  # session lock of the one scheduler that leads

# A worker that says nothing for so long is taken for dead: another may take its run, and the
# database ends its session. Longer than any one call to the national node with its repeats.
HELD_SECONDS = 300
SILENT_SECONDS = 300

JOBS = (
    # Day 26: the facilities' windows closed at midnight; an hour later nothing is in flight.
    Job("facility_to_department", Stage.FACILITY_TO_DEPARTMENT, time(1, 0)),
    # Day 27: the departments' own windows closed at midnight.
    Job("department_to_province", Stage.DEPARTMENT_TO_PROVINCE, time(1, 0)),
    # Day 28 and every later day of the month: what was repaired meanwhile travels too.
    Job("province_to_national", Stage.PROVINCE_TO_NATIONAL, time(1, 0), every_day=True),
)

# Any day: what units of the event policy signed and a stage could not settle is tried again. What
# they sign anew does not wait for this.
EVENTS_AGAIN_AT = time(1, 30)

# Any day: what broken and forgotten uploads have left is cleared while nobody works.
SWEEP_EVIDENCE_AT = time(2, 0)

# Any night: what the node above holds of ours is compared with what we believe.
COMPARE_AT = time(3, 30)

# Any day: a set of backup. Before the office opens and after the stages have begun at 01:00; the
# drill follows the first good set of a month.
BACKUP_AT = time(2, 30)
BACKUP_LOCK = 20240528  # session lock of whoever makes, tries or restores a backup
