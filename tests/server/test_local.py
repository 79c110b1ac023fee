"""The backend in this process gives the same bytes as the server over the wire, and the same refusals."""

import json

import numpy as np
import pytest

from compliance.caller import Caller, Refused
from garrison_proto.records import OpenOptions
from garrison_server.local import LocalBackend
from garrison_server.refusal import RefusalError, SessionUnknownError

VIEWS = ("structured", "structured_norm", "rich", "mask", "text", "brief", "leaks")


@pytest.mark.parametrize("space", ["native", "grid:8", "sites"])
def test_local_and_remote_give_the_same_bytes(caller: Caller, space: str) -> None:
    options = {"levels": ("garrison-1", "garrison-4"), "slots": 5, "views": VIEWS, "action_space": space, "autoreset": "same_step",
               "max_ticks": 320, "record": True}  # fmt: skip
    remote, local = caller.open(**options), LocalBackend().open(OpenOptions(**options))
    rng = np.random.default_rng(1)
    pairs = [(remote.reset(range(5)), local.reset(range(5), range(5)))]
    for _ in range(30):
        if space == "native":
            actions = np.column_stack([rng.uniform(-3, 3, (5, 2)), rng.integers(0, 12, 5).astype(np.float64)])
        else:
            actions = rng.integers(0, remote.opened.action.n, 5)
        pairs.append((remote.step(actions), local.step(range(5), actions)))
    assert sum(len(far.final_rows) for far, _ in pairs) > 0
    for far, near in pairs:
        for name, value in vars(far).items():
            other = getattr(near, name)
            if isinstance(value, dict):
                assert list(value) == list(other) and all(np.array_equal(value[view], other[view]) for view in value)
            else:
                assert np.array_equal(value, other) and value.dtype == other.dtype, name
    assert remote.snapshot() == local.snapshot(range(5))


def test_local_and_remote_refuse_alike(caller: Caller) -> None:
    remote, local = caller.open(slots=2), LocalBackend().open(OpenOptions(levels=("garrison-1",), slots=2))
    remote.reset([1, 2])
    local.reset([0, 1], [1, 2])
    for actions, slots in ((np.zeros((2, 3)), [0, 5]), (np.zeros((2, 2)), [0, 1]), (np.zeros((2, 3), np.float32), [0, 1])):
        with pytest.raises(Refused) as far:
            remote.step(actions, slots)
        with pytest.raises(RefusalError) as near:
            local.step(slots, actions)
        assert (far.value.code, far.value.reason, str(far.value)) == (near.value.code, near.value.reason, str(near.value))
        assert far.value.field == f"step.{near.value.field}"


def test_a_closed_session_is_gone() -> None:
    session = LocalBackend().open(OpenOptions(levels=("garrison-1",)))
    session.keep_alive()
    session.close()
    session.close()
    with pytest.raises(SessionUnknownError):
        session.reset([0], [1])


def test_info_description_and_replays_are_the_servers_own() -> None:
    backend = LocalBackend()
    assert [level.name for level in backend.info().levels] == [f"garrison-{i}" for i in range(1, 6)]
    told = backend.describe("garrison-5")
    assert json.loads(told.level_document)["name"] == "garrison-5"
    assert backend.describe("", level_document=told.level_document).level == told.level
    session = backend.open(OpenOptions(levels=("garrison-1",), record=True))
    session.reset([0], [1])
    assert json.loads(session.export_replay(0))["seed"] == 1
    backend.close()
