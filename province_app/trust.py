"""The trust list of this process, read again whenever its file changes."""

from functools import cache
from pathlib import Path

from config.settings import SettingError, Settings
from province_app.exchange.watched import Watched
from province_app.signing.trust import TrustList


def trust_list(settings: Settings) -> TrustList:
    """Return the trust list as its file stands now.

    SettingError when EXCHANGE_TRUST_FILE names none; OSError or ValueError when it is unusable.
    """
    if settings.exchange_trust_file is None:
        raise SettingError("EXCHANGE_TRUST_FILE must name a file: signatures are judged by it")
    return _watched(settings.exchange_trust_file).get()


@cache
def _watched(path: Path) -> Watched[TrustList]:
    return Watched(path, TrustList.load)
