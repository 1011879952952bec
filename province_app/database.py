"""Where the node's database is: the server named in the settings, or the embedded one."""

from functools import cache

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from config.settings import Settings
from province_app import embedded_postgres
from province_app.migrate import upgrade
from province_app.stores.database_names import Urls

# The server is away, starts again, or takes no more: try again later.
UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)


def app_address(settings: Settings) -> str:
    """Return the address that the application logs in with; starts the embedded server."""
    return settings.database_url or _embedded(settings).url("app", settings.role)


def owner_address(settings: Settings) -> str:
    """Return the address for migrations; starts the embedded server."""
    if settings.database_url:
        return settings.owner_database_url or settings.database_url
    return _embedded(settings).url("owner", settings.role)


def urls_of(settings: Settings) -> Urls:
    """Return how the node's database is reached, by its owner and by the application."""
    return Urls(owner_address(settings), app_address(settings))


def prepare(settings: Settings) -> None:
    """Bring the node's database up to this version of the application."""
    upgrade(owner_address(settings))


@cache
def _embedded(settings: Settings) -> embedded_postgres.Server:
    server = embedded_postgres.start(settings.var)
    if not server.has_database(settings.role):
        server.create_database(settings.role)
    return server
