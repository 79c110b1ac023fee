"""The connection against a real server: lazy, forkable, named exceptions, deadlines, leases."""

import pickle
import time
from pathlib import Path

import numpy as np
import pytest

import garrison
from clients.proxy import Proxy
from garrison import errors
from garrison.backend import Backend
from garrison_proto.records import OpenOptions

NOOP = np.array([[0.0, 0.0, 6.0]])
OPTIONS = OpenOptions(levels=("garrison-1",), views=("structured",))


def test_connect_without_a_server_opens_nothing_until_the_first_call(tmp_path: Path) -> None:
    connection = garrison.connect(f"unix:{tmp_path / 'nobody'}", timeout_s=2)
    with pytest.raises(errors.UnavailableError) as caught:
        connection.info()
    assert "nobody" in str(caught.value)
    assert caught.value.status == "UNAVAILABLE"


def test_info_names_levels_and_limits(backend: Backend) -> None:
    info = backend.info()
    assert "garrison-1" in [level.name for level in info.levels]
    assert info.max_message_bytes > 1 << 20


@pytest.mark.parametrize(
    ("options", "kind", "field"),
    [
        (OpenOptions(levels=("garrison-99",)), errors.LevelNotFoundError, "levels"),
        (OpenOptions(level_documents=(b"{}",)), errors.LevelFaultError, "level_documents"),
        (OpenOptions(levels=("garrison-1",), views=("smell",)), errors.InvalidArgumentError, "views"),
        (OpenOptions(levels=("garrison-1",), views=("pixels:8",)), errors.InvalidArgumentError, "views"),
        (OpenOptions(levels=("garrison-1",), ticks_per_step=251), errors.InvalidArgumentError, "ticks_per_step"),
        (OpenOptions(levels=("garrison-1",), action_space="telepathy"), errors.InvalidArgumentError, "action_space"),
    ],
)
def test_open_refuses_with_a_named_exception(backend: Backend, options: OpenOptions, kind: type[Exception], field: str) -> None:
    with pytest.raises(kind) as caught:
        backend.open(options)
    assert isinstance(caught.value, errors.GarrisonError)
    assert caught.value.field == field
    assert caught.value.message and caught.value.reason and caught.value.status


@pytest.mark.parametrize(
    ("slots", "actions", "kind"),
    [
        ([0], np.zeros((1, 2)), errors.InvalidArgumentError),
        ([0], np.zeros((1, 3), np.float32), errors.InvalidArgumentError),
        ([0], np.zeros((1, 3), np.float16), errors.InvalidArgumentError),
        ([0], np.array([["a", "b", "c"]]), errors.InvalidArgumentError),
        ([0, 0], np.zeros((2, 3)), errors.InvalidArgumentError),
        ([], np.zeros((0, 3)), errors.InvalidArgumentError),
        ([7], np.zeros((1, 3)), errors.SlotNotFoundError),
        ([-1], np.zeros((1, 3)), errors.SlotNotFoundError),
        ([0.5], np.zeros((1, 3)), errors.InvalidArgumentError),
    ],
)
def test_step_refuses_alike_here_and_there(backend: Backend, slots: list[int], actions: object, kind: type[Exception]) -> None:
    session = backend.open(OPTIONS)
    session.reset([0], [1])
    with pytest.raises(kind) as caught:
        session.step(slots, actions)  # type: ignore[arg-type]
    assert isinstance(caught.value, errors.GarrisonError)
    assert caught.value.field and caught.value.came and caught.value.wanted
    assert session.step([0], NOOP).ticks.tolist() == [16]
    session.close()


def test_step_before_reset_is_named(backend: Backend) -> None:
    session = backend.open(OPTIONS)
    with pytest.raises(errors.StepBeforeResetError):
        session.step([0], NOOP)
    session.close()


def test_snapshot_of_another_kind_is_named(backend: Backend) -> None:
    session = backend.open(OpenOptions(levels=("garrison-1", "garrison-2"), slots=2))
    session.reset([0, 1], [1, 2])
    blob = session.snapshot([0])[0]
    with pytest.raises(errors.SnapshotDamagedError):
        session.restore([0], [b"rubbish"])
    with pytest.raises(errors.SnapshotLevelError):
        session.restore([1], [blob])
    with pytest.raises(errors.NotRecordedError):
        session.export_replay(0)
    session.close()


def test_close_is_idempotent_and_ends_the_session(server: garrison.OwnServer) -> None:
    with server.connect() as connection:
        session = connection.open(OPTIONS)
        session.close()
        session.close()
        with pytest.raises(errors.ClosedError):
            session.reset([0], [1])
        with pytest.raises(errors.SessionNotFoundError):
            connection.attach(session.opened.session_id, session.opened.resume_token)
    connection.close()
    with pytest.raises(errors.ClosedError):
        connection.info()


def test_foreign_session_is_refused(server: garrison.OwnServer) -> None:
    with server.connect() as connection, connection.open(OPTIONS) as session, pytest.raises(errors.ForeignSessionError):
        connection.attach(session.opened.session_id, "guess")


def test_attach_takes_the_session_over_where_it_stands(server: garrison.OwnServer) -> None:
    with server.connect() as first, server.connect() as second:
        left = first.open(OPTIONS)
        left.reset([0], [3])
        left.step([0], NOOP)
        taken = second.attach(left.opened.session_id, left.opened.resume_token)
        assert taken.step([0], NOOP).ticks.tolist() == [32]
        with pytest.raises(errors.AbortedError):
            left.step([0], NOOP)
        assert taken.step([0], NOOP).ticks.tolist() == [48]
        taken.close()


def test_pickled_connection_is_a_new_one(server: garrison.OwnServer) -> None:
    with server.connect() as connection:
        connection.info()
        with pickle.loads(pickle.dumps(connection)) as copy:
            assert copy.info() == connection.info()


def test_deadline_ends_a_wait_in_time(proxy: Proxy, way: str) -> None:
    with garrison.connect(proxy.address, timeout_s=0.5) as connection:
        session = connection.open(OPTIONS)
        session.reset([0], [1])
        proxy.swallowing = True
        begin = time.monotonic()
        with pytest.raises(errors.DeadlineError) as caught:
            session.step([0], NOOP)
        assert 0.4 < time.monotonic() - begin < 2
        assert isinstance(caught.value, TimeoutError)
        proxy.swallowing = False
        proxy.cut()
        ticks = session.step([0], NOOP).ticks.tolist()
        assert ticks in ([16], [32])  # the abandoned step may have been run
        session.close()


def test_silence_is_no_error_while_the_lease_is_kept_alive(server: garrison.OwnServer) -> None:
    with server.connect(timeout_s=1) as connection, connection.open(OpenOptions(levels=("garrison-1",), lease_s=1.0)) as session:
        session.reset([0], [1])
        time.sleep(3.5)
        assert session.step([0], NOOP).ticks.tolist() == [16]


def test_lease_of_a_lost_client_runs_out(server: garrison.OwnServer) -> None:
    with server.connect() as connection:
        session = connection.open(OpenOptions(levels=("garrison-1",), lease_s=1.0))
        session.reset([0], [1])
        opened = session.opened
        del session  # nobody holds it any more, so nobody renews the lease
        time.sleep(3)
        with pytest.raises(errors.SessionNotFoundError):
            connection.attach(opened.session_id, opened.resume_token)


def test_oversized_message_is_named(server: garrison.OwnServer) -> None:
    with server.connect() as connection:
        size = connection.info().max_message_bytes
        with pytest.raises(errors.MessageTooLargeError):
            connection.open(OpenOptions(level_documents=(b" " * (size + 1),)))
        assert connection.info().max_message_bytes == size


def test_load_backend_names_what_would_do() -> None:
    with pytest.raises(errors.BackendError, match="host:port or unix:PATH"):
        garrison.load_backend("elsewhere")


@pytest.mark.parametrize("bad", [{"address": ""}, {"address": "x:1", "timeout_s": 0}, {"address": "x:1", "resume_s": float("nan")}])
def test_connection_refuses_wrong_options(bad: dict[str, object]) -> None:
    with pytest.raises(errors.OptionError):
        garrison.Connection(**bad)  # type: ignore[arg-type]


def test_missing_certificate_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.OptionError, match="readable PEM file"):
        garrison.connect("localhost:1", tls=tmp_path / "none.pem").info()
