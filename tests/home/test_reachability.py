"""An address is asked before readers are sent there, and never becomes a way to look behind the site's walls."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.services import reachability
from home.services.reachability import Address, fault_of, is_public


class Source(BaseHTTPRequestHandler):
    """Answers with the status that the address names; /to/<address> leads there."""

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))  # type: ignore[attr-defined]
        first, _slash, rest = self.path.removeprefix("/").partition("/")
        if first == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self.server.let_go.wait(5)  # type: ignore[attr-defined]
            return
        self.send_response(302 if first == "to" else int(first))
        if first == "to":
            self.send_header("Location", rest)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def anybody(address: Address) -> bool:
    """Stand in for the rule: the tests' own machine is as good as the public web."""
    return True


@pytest.fixture(autouse=True)
def asks(settings: Any) -> None:
    settings.CHECK_SOURCES = True


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    server.asked = []  # type: ignore[attr-defined]
    server.let_go = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.let_go.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("status", [200, 204, 401, 403, 405, 429, 500, 503])
def test_an_address_that_answers_is_reachable_also_where_it_keeps_us_out(site: str, status: int) -> None:
    assert fault_of(f"{site}/{status}", anybody) == ""


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_named(site: str, status: int) -> None:
    assert str(status) in fault_of(f"{site}/{status}", anybody)


def test_a_redirect_is_followed_three_times_and_no_further(site: str) -> None:
    assert fault_of(f"{site}/to//to//to//200", anybody) == ""
    assert "404" in fault_of(f"{site}/to//to//to//404", anybody)
    assert "never arrives" in fault_of(f"{site}/to//to//to//to//200", anybody)


def test_nothing_of_ours_is_sent(site: str, server: ThreadingHTTPServer) -> None:
    fault_of(f"{site}/200", anybody)
    assert set(server.asked[0]) == {"Host", "User-Agent", "Accept", "Connection"}  # type: ignore[attr-defined]


def test_a_host_that_is_not_there_or_refuses_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "refuses" in fault_of(f"http://127.0.0.1:{free.getsockname()[1]}/", anybody)


def test_a_name_without_a_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "no site of this name" in fault_of("https://nobody.example.org/")


def test_who_drips_an_answer_is_hung_up_on(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachability, "LONGEST", 0.1)
    assert "in time" in fault_of(f"{site}/drip", anybody)


def test_the_inside_is_never_asked(site: str, server: ThreadingHTTPServer) -> None:
    assert "public web" in fault_of(f"{site}/200")
    assert server.asked == []  # type: ignore[attr-defined]


def test_a_public_address_that_leads_inside_is_not_followed(site: str, server: ThreadingHTTPServer) -> None:
    def only_the_first(address: Address) -> bool:
        return not server.asked  # type: ignore[attr-defined]

    assert "public web" in fault_of(f"{site}/to/http://localhost:{server.server_port}/200", only_the_first)
    assert len(server.asked) == 1  # type: ignore[attr-defined]


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    both = [(*entry, ("93.184.216.34", 80)), (*entry, ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    assert "public web" in fault_of("http://rebinding.example.org/")


@pytest.mark.parametrize(
    "inner",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:a00:1::",
        "64:ff9b::a00:1", "2001:0:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_what_is_not_anybodys_is_not_public(inner: str) -> None:
    assert not is_public(ipaddress.ip_address(inner))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_what_is_anybodys_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "file:///etc/passwd", "http://", "//example.org", "http://a:b@example.org/"]
)
def test_what_nobody_can_open_is_refused_unasked(address: str) -> None:
    assert fault_of(address, anybody)


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://example.org/", "http://["]))
def test_whatever_is_typed_gets_an_answer_in_words(address: str, before: str) -> None:
    with mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror):
        assert fault_of(f"{before}{address}")


def test_nothing_is_asked_where_the_setting_says_so(settings: Any) -> None:
    settings.CHECK_SOURCES = False
    assert fault_of("http://127.0.0.1:1/") == ""
