"""A server in this process, behind a unix socket, for tests that look inside; and one session's worth of options."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.caller import Caller
from garrison_proto.records import OpenOptions
from garrison_server.plan import plan_of
from garrison_server.registry import Limits, Registry
from garrison_server.service.host import Host, HostOptions
from garrison_server.session import Session
from garrison_server.warm import warm


@pytest.fixture(scope="session", autouse=True)
def warmed() -> None:
    """No test's deadline is to pay for the compiler."""
    warm()


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry(Limits(max_slots=64, max_sessions=40, max_message_bytes=1 << 22))
    yield registry
    registry.stop()


@pytest.fixture
def host(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    host = Host(registry, HostOptions(f"unix:{Path(tmp_path_factory.mktemp('h')) / 's'}"))
    host.ready()
    yield host
    host.drain(0)
    host.close()


@pytest.fixture
def caller(host: Host) -> Iterator[Caller]:
    caller = Caller(host.address)
    yield caller
    caller.close()


def session_of(**options: Any) -> Session:
    """A session on garrison-1, with `structured` unless said otherwise."""
    return Session(plan_of(OpenOptions(**({"levels": ("garrison-1",)} | options)), 4096))
