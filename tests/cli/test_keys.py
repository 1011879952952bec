"""`flask keys …`: no key is changed without the act of two persons."""

from uuid import uuid4

from tests.acts import key_change
from tests.provinces import Province
from tests.web import Site


def rotate(site: Site, *words: str, status: int = 0) -> str:
    result = site.app.test_cli_runner().invoke(args=["keys", "rotate", *words])
    assert result.exit_code == status, result.output
    return result.output


def test_the_command_takes_a_confirmed_act_and_uses_it_up(site: Site, province: Province) -> None:
    """Security bar 6."""
    assert "--act" in rotate(site, status=2)
    assert "no change of key" in rotate(site, "--act", str(uuid4()), status=1)
    act = str(key_change(province.session))
    assert "came under the newest key" in rotate(site, "--act", act)
    assert "release_used" in rotate(site, "--act", act, status=1)
