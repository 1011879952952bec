"""What signatures of this process are judged by, read again whenever its files change."""

from functools import cache
from pathlib import Path

from config.settings import SettingError, Settings
from config.signing import SigningServices
from province_app.signing.fetching import Endpoint
from province_app.signing.ocsp import StatusClient
from province_app.signing.online import Online
from province_app.signing.token import Token
from province_app.signing.trust import TrustList
from province_app.watched import Watched


class TrustSource:
    """The files of the trust list, and of the one by which time-stamps are judged."""

    def __init__(self, path: Path, stamps: Path | None) -> None:
        self._trust = Watched(path, TrustList.load)
        self._stamps = Watched(stamps, TrustList.load) if stamps else None

    def get(self) -> TrustList:
        """Return the list; OSError or ValueError when a file cannot be read any more."""
        trust = self._trust.get()
        return trust.with_stamps(self._stamps.get()) if self._stamps else trust


def trust_list(settings: Settings) -> TrustList:
    """Return the trust list as its files stand now, with that of the time-stamps if there is one.

    SettingError when EXCHANGE_TRUST_FILE names none; OSError or ValueError when it is unusable.
    """
    if settings.exchange_trust_file is None:
        raise SettingError("EXCHANGE_TRUST_FILE must name a file: signatures are judged by it")
    return _source(settings.exchange_trust_file, settings.signing.tsa_trust_file).get()


@cache
def online(services: SigningServices) -> Online:
    """Return the clients of the services that the settings name; one set a process."""
    module = services.pkcs11_module
    return Online(
        stamps=tuple(map(Endpoint, services.tsa_urls)),
        status=StatusClient(Endpoint(services.ocsp_url)) if services.ocsp_url else None,
        token=Token(module, services.pkcs11_token) if module else None,
    )


_source = cache(TrustSource)
