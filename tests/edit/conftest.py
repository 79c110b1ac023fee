"""A server in this process for the editor's tests."""

import pytest

from garrison.backend import Backend, load_backend


@pytest.fixture(scope="session")
def backend() -> Backend:
    return load_backend("local")
