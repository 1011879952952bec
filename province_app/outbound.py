"""Where this node connects to: a name is looked up once, and what was judged is what is called.

A name in the settings may be made to point into our own network, also between two look-ups. With
`OUTBOUND_NETWORKS` only those networks are called; without, everything but addresses that no
service has: this machine under another name, its neighbours on the link (where clouds keep their
machines' secrets), multicast. Source: security bar A 24.
"""

import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer, local
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from config.values import LOOPBACK, Networks

logger = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address

_networks: Networks = ()
_calling = local()  # `deadline`: of this thread's call


def install(networks: Networks) -> None:
    """Call nothing but these networks from now on, and this machine by its plain name; () = all."""
    global _networks
    _networks = networks


def safely_calling(session: requests.Session) -> requests.Session:
    """Return the session; it refuses with requests.ConnectionError what may not be called.

    It takes neither proxies nor passwords from the environment of whoever runs the process.
    """
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    return session


def may_call(host: str, address: Address, networks: Networks) -> bool:
    """Whether the address, which the host's name has led to, may be called."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback and host in LOOPBACK:
        return True
    if networks:
        return any(address in network for network in networks)
    never = (address.is_loopback, address.is_link_local, address.is_multicast,
             address.is_unspecified, address.is_reserved)  # fmt: skip
    return not any(never)


def callable_addresses(host: str, port: int, kind: socket.SocketKind) -> list[str]:
    """Return the host's addresses that may be called; socket.gaierror when it has none."""
    found = socket.getaddrinfo(host, port, type=kind)
    addresses = dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found)
    allowed = [one for one in addresses if may_call(host, ip_address(one), _networks)]
    if not allowed:
        origin = f"{host} {', '.join(addresses)}"
        logger.warning("address may not be called", extra={"origin": origin})
    return allowed


class _Deadline:
    """The connections of a thread's call, all of which end when its time is over."""

    def __init__(self) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []

    def holds(self, connection: socket.socket) -> None:
        self._sockets.append(connection)
        if self.passed:
            self.end()

    def end(self) -> None:
        self.passed = True
        for one in self._sockets:
            with suppress(OSError):  # closed already; under TLS too, as nobody reads on
                socket.socket.shutdown(one, socket.SHUT_RDWR)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what this thread calls in the block after so long, however slowly the bytes drip.

    A time-out of requests begins anew with each byte. Raises requests.Timeout, or what the client
    makes of a connection that was cut.
    """
    _calling.deadline = deadline = _Deadline()
    timer = Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _calling.deadline = None
    if deadline.passed:  # what looks whole may have been cut
        raise requests.Timeout("the call took too long")


class _Judging(HTTPConnection):
    def request(self, *args: Any, **named: Any) -> None:
        """Send the request over a connection that a deadline can end."""
        if self.sock is None:
            self.connect()
        if deadline := getattr(_calling, "deadline", None):
            deadline.holds(self.sock)
        super().request(*args, **named)

    def _new_conn(self) -> socket.socket:
        """Connect to an address of the host that may be called; the name is not asked again."""
        host = self._dns_host.strip("[]")
        fault: Exception = NewConnectionError(self, "the address may not be called")
        for address in self._callable(host):
            self._dns_host = address
            try:
                return super()._new_conn()
            except (NewConnectionError, ConnectTimeoutError) as error:
                fault = error
            finally:
                self._dns_host = host  # by which the certificate is judged
        raise fault

    def _callable(self, host: str) -> Iterable[str]:
        try:
            return callable_addresses(host, self.port, socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error


class _JudgingTls(_Judging, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Judging


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _JudgingTls


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: object, **named: object) -> None:
        super().init_poolmanager(*args, **named)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
