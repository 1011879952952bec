"""`python -m tests.chaos --trials N [--seed S]`: N trials, and what they say of the failure rate.

`--only SEED` repeats one trial. Ends with status 1 when a trial broke a clause.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from config.key_files import new_keys
from tests.chaos.trial import Outcome, plan, run
from tests.chaos.world import World

LOGS = Path("var/chaos")  # what the processes of a failed trial said


def main() -> int:
    """Run the trials; return the exit status."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first trial; then one by one")
    parser.add_argument("--minutes", type=float, help="end after so many, whatever is left")
    parser.add_argument("--only", type=int, help="one seed, told in full")
    given = parser.parse_args()
    seeds = [given.only] if given.only is not None else range(given.seed, given.seed + given.trials)
    say = sys.stdout.write
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        keys = Path(folder) / "master-keys"
        keys.write_text(new_keys())
        world = World(Path(folder), keys)
        ends = time.monotonic() + 60 * given.minutes if given.minutes else None
        try:
            for seed in seeds:
                if ends is not None and time.monotonic() > ends:
                    break
                outcome = run(world, plan(seed))
                outcomes.append(outcome)
                if outcome.faults or given.only is not None or len(outcomes) % 25 == 0:
                    say(f"{outcome}\n")
                    sys.stdout.flush()
                for name, told in outcome.logs.items():
                    LOGS.mkdir(parents=True, exist_ok=True)
                    (LOGS / f"{outcome.plan.seed}-{name}.log").write_text(told)
        finally:
            world.close()
    return _tell(outcomes)


def _tell(outcomes: list[Outcome]) -> int:
    say = sys.stdout.write
    failed = [one for one in outcomes if one.faults]
    trials = len(outcomes)
    blows = sum(len(one.plan.blows) for one in outcomes)
    spoiled = sum(sum(one.spoiled.values()) for one in outcomes)
    healed = sorted(one.healed_s for one in outcomes)
    say(f"{trials} trials, {blows} blows to processes, {spoiled} messages spoiled\n")
    if trials:
        say(f"healed in: median {healed[trials // 2]:.1f} s, longest {healed[-1]:.1f} s\n")
    if failed:
        say(f"FAILED: {len(failed)}; seeds {[one.plan.seed for one in failed]}\n")
        return 1
    if trials:
        say(f"0 failures in {trials}: the failure rate is below {3 / trials:.2%} (95 %)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
