"""One real server for all of the client's tests, and what stands between it and a client."""

import os
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"  # render_mode "human" opens a window: one that nobody sees

import pytest

import garrison
from clients.proxy import Proxy
from garrison.backend import Backend
from garrison.roundtrip import Roundtrip


@pytest.fixture(scope="session")
def server() -> Iterator[garrison.OwnServer]:
    with garrison.launch() as own:
        yield own


@pytest.fixture
def proxy(server: garrison.OwnServer) -> Iterator[Proxy]:
    with Proxy(server.address.removeprefix("unix:")) as standing:
        yield standing


@pytest.fixture(params=["local", "remote"])
def target(request: pytest.FixtureRequest) -> str:
    """The same test in this process and over the wire."""
    return "local" if request.param == "local" else str(request.getfixturevalue("server").address)


@pytest.fixture
def backend(target: str) -> Iterator[Backend]:
    loaded = garrison.load_backend(target)
    yield loaded
    loaded.close()


@pytest.fixture(params=["shorter", "public"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same test by the shorter way of a step, and by the one that every grpcio has."""
    if request.param == "public":
        monkeypatch.setattr(Roundtrip, "on", lambda call: None)
    return str(request.param)
