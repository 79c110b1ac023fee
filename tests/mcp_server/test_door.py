"""Who may come in over HTTP."""

import http.client
import json
from collections.abc import Iterator

import pytest

from mcp_server.conftest import over_http

BODY = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with over_http("--http-token", "secret") as (url, _):
        yield int(url.split(":")[2].split("/")[0])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer secret", "Host": "evil.example"}, 421),
        ({"Authorization": "Bearer secret", "Origin": "http://evil.example"}, 403),
        ({"Authorization": "Bearer public"}, 401),
        ({}, 401),
        ({"Authorization": "Bearer secret"}, 400),  # let in: a ping before initialize is the protocol's business
    ],
)
def test_only_our_names_and_the_token_open_the_door(port: int, headers: dict[str, str], status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    plain = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", BODY, plain | headers)
    assert connection.getresponse().status == status
    connection.close()
