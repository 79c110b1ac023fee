"""A window nobody sees, and one real server for all of the window's tests."""

import os
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import pytest

import garrison
from clients.proxy import Proxy
from garrison.play.app import App
from garrison.play.host import Host


@pytest.fixture(scope="session")
def server() -> Iterator[garrison.OwnServer]:
    with garrison.launch() as own:
        yield own


@pytest.fixture
def app() -> Iterator[App]:
    window = App()
    yield window
    window.close()


@pytest.fixture
def host(server: garrison.OwnServer) -> Iterator[Host]:
    reached = Host(server.address)
    yield reached
    reached.close()


@pytest.fixture
def proxy(server: garrison.OwnServer) -> Iterator[Proxy]:
    with Proxy(server.address.removeprefix("unix:")) as standing:
        yield standing
