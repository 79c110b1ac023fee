"""A server in this process, and one of its own, for the editor's tests; a window that nobody sees."""

import os
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import pytest

import garrison
from garrison.backend import Backend, load_backend


@pytest.fixture(scope="session")
def backend() -> Backend:
    return load_backend("local")


@pytest.fixture(scope="session")
def server() -> Iterator[garrison.OwnServer]:
    with garrison.launch() as own:
        yield own


@pytest.fixture(scope="session")
def remote(server: garrison.OwnServer) -> Iterator[Backend]:
    with server.connect() as connection:
        yield connection
