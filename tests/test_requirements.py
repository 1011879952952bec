"""What is installed is what was chosen: each package pinned, with its files' digests. Bar C 57."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTS = ("requirements", "requirements-test", "requirements-lint", "requirements-npm")
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z,-]+\])?==([A-Za-z0-9.+-]+)(?: ;.*)?")


def folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def chosen(name: str) -> dict[str, str]:
    """Return the pins of a short list."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    found = [_PIN.fullmatch(line) for line in lines if line and not line.startswith(("#", "-r"))]
    assert all(found), name
    return {folded(one[1]): one[2] for one in found if one}


def listed(name: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and digests of each package of a whole list; nothing else may stand there."""
    text = re.sub(r" \\\n\s+", " ", (ROOT / f"{name}.txt").read_text())
    found = {}
    for line in text.splitlines():
        if line.lstrip().startswith("#") or not line:
            continue
        package, *digests = line.split(" --hash=sha256:")
        pin = _PIN.fullmatch(package)
        assert pin, line
        assert folded(pin[1]) not in found, line
        found[folded(pin[1])] = (pin[2], digests)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_package_is_pinned_with_its_digests(name: str) -> None:
    whole = listed(name)
    for package, (_, digests) in whole.items():
        assert digests, package
        assert all(re.fullmatch("[0-9a-f]{64}", one) for one in digests), package
    for package, version in chosen(name).items():
        assert whole[package][0] == version


def test_the_tests_run_on_what_the_application_runs_on() -> None:
    assert listed("requirements").items() <= listed("requirements-test").items()


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_an_index(name: str) -> None:
    """Where packages come from is the machine's business; what they are is ours."""
    for ending in ("in", "txt"):
        assert not re.search("index-url|://", (ROOT / f"{name}.{ending}").read_text())


def test_nothing_is_installed_without_its_digest() -> None:
    """One pip line without them would let anything in."""
    makefile = (ROOT / "Makefile").read_text()
    assert "--require-hashes --only-binary :all:" in makefile
    for line in makefile.splitlines():
        if re.search(r"(pip\b|\$\(PIP\)) .*-r|pip install", line):
            assert "$(LISTED)" in line or "$(PIP) -r" in line, line
