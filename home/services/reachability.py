"""Whether an address that readers are sent to can be reached: asked once, when it is published.

An editor types the address, so asking must not become a way to look behind the site's own walls: only http and https,
only hosts all of whose network addresses are public, and the connection goes to the very address that was looked at.
The same holds for every address that the answer leads to. Nothing is sent but the question, and no body is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Event, Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

#: Seconds to connect, and between two parts of an answer.
PATIENCE = 5.0
#: Seconds for one answer's head, however slowly it drips in.
LONGEST = 10.0
MOST_REDIRECTS = 3
#: Of the network addresses of one name, how many are tried.
MOST_TRIED = 3
USER_AGENT = "StrongCitiesNetwork-SourceCheck/1.0"
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
REDIRECTS = {301, 302, 303, 307, 308}
#: Addresses of the inside in the disguise of public ones: a gateway would unwrap them (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """The address cannot be reached; the message says why, in the active language."""


def is_public(address: Address) -> bool:
    """Say whether a network address is anybody's: not of this machine, its network or a group of machines."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour or address.teredo or address in NAT64:
            return False
    return address.is_global and not address.is_multicast


def fault_of(url: str, is_allowed: Callable[[Address], bool] = is_public) -> str:
    """Return why `url` cannot be reached, in the active language; nothing where it can, or where none is asked.

    The setting CHECK_SOURCES says whether addresses are asked at all. An answer that only keeps us out (401, 403, 405,
    429), or a fault of the other side (5xx), is an answer: the address is there.
    """
    if not settings.CHECK_SOURCES:
        return ""
    try:
        for _turn in range(MOST_REDIRECTS + 1):
            status, location = _answer_of(urlsplit(url), is_allowed)
            if status in GONE:
                raise Unreachable(_("It answers that there is no such page (%(status)d).") % {"status": status})
            if status not in REDIRECTS or not location:
                return ""
            url = urljoin(url, location)
    except Unreachable as fault:
        return str(fault)
    except ValueError:
        # What urlsplit and the idna codec refuse.
        return _("This is no address of a page.")
    return _("It leads on from address to address and never arrives.")


def _answer_of(url: SplitResult, is_allowed: Callable[[Address], bool]) -> tuple[int, str]:
    host = (url.hostname or "").encode("idna").decode()
    if url.scheme not in PORTS or not host:
        raise Unreachable(_("Only addresses that begin with http:// or https:// can be read by everybody."))
    if url.username or url.password:
        raise Unreachable(_("The address holds a name or a password. It would be published with them."))
    port = url.port or PORTS[url.scheme]
    path = iri_to_uri((url.path or "/") + (f"?{url.query}" if url.query else ""))
    late = Event()
    try:
        with closing(_secured(_connected(host, port, is_allowed), url.scheme, host)) as connected:
            guard = Timer(LONGEST, _hang_up, [connected, late])
            guard.start()
            try:
                answer = _ask(connected, host, url.netloc, path)
            finally:
                guard.cancel()
            if late.is_set():
                raise TimeoutError
            return answer
    except TimeoutError as fault:
        raise Unreachable(_("It does not answer in time.")) from fault
    except ssl.SSLCertVerificationError as fault:
        raise Unreachable(_("Its certificate is not valid, so browsers warn readers of it.")) from fault
    except ConnectionRefusedError as fault:
        raise Unreachable(_("It refuses the connection.")) from fault
    except (OSError, http.client.HTTPException) as fault:
        if late.is_set():
            raise Unreachable(_("It does not answer in time.")) from fault
        raise Unreachable(_("It does not answer as a page on the web does.")) from fault


def _connected(host: str, port: int, is_allowed: Callable[[Address], bool]) -> socket.socket:
    """Return a connection to one of the host's network addresses, all of which are allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise Unreachable(_("There is no site of this name.")) from fault
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_allowed(ipaddress.ip_address(number)) for number in numbers):
        raise Unreachable(_("It is not on the public web."))
    refused: OSError = OSError()
    for number in numbers[:MOST_TRIED]:
        try:
            return socket.create_connection((number, port), timeout=PATIENCE)
        except OSError as fault:
            refused = fault
    raise refused


def _secured(plain: socket.socket, scheme: str, host: str) -> socket.socket:
    if scheme == "http":
        return plain
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _ask(connected: socket.socket, host: str, netloc: str, path: str) -> tuple[int, str]:
    if isinstance(connected, ssl.SSLSocket):
        connected.do_handshake()
    connection = http.client.HTTPConnection(host)
    connection.sock = connected
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    # Encoded anew: what an editor typed may hold letters that no header can.
    site = netloc.encode("idna").decode()
    for name, value in (("Host", site), ("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Connection", "close")):
        connection.putheader(name, value)
    connection.endheaders()
    with closing(connection.getresponse()) as answer:
        return answer.status, answer.getheader("Location") or ""


def _hang_up(connected: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
