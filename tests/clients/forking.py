"""What forks, run in processes of their own: a test process may hold a server, and gRPC does not fork with one.

python forking.py SCENARIO TARGET
"""

import multiprocessing
import os
import sys
import time
from typing import Any

import gymnasium
import numpy as np

import garrison
from garrison import errors
from garrison_proto.records import OpenOptions

NAME = "garrison/Defense-v0"
NOOP = np.array([[0.0, 0.0, 6.0]])
OPTIONS = OpenOptions(levels=("garrison-1",))


def connection(target: str) -> None:
    """Parent and children play at the same time, each over a channel of its own; the parent's session stays its own."""
    context = multiprocessing.get_context("fork")
    with garrison.connect(target) as shared, shared.open(OPTIONS) as session:
        session.reset([0], [7])
        hashes = [int(session.step([0], NOOP).hashes[0]) for _ in range(10)]
        for _ in range(5):
            answers: Any = context.Queue()
            child = context.Process(target=_play_in_child, args=(shared, session, answers))
            child.start()
            assert answers.get(timeout=30) == "forked"
            played = answers.get(timeout=30)
            child.join(30)
            assert child.exitcode == 0
        hashes += [int(session.step([0], NOOP).hashes[0]) for _ in range(10)]
        assert played == hashes
        assert session.resumed == 0


def _play_in_child(shared: garrison.Connection, inherited: Any, answers: Any) -> None:
    try:
        inherited.step([0], NOOP)
        answers.put("no error")
    except errors.ForkedSessionError:
        answers.put("forked")
    inherited.close()
    session = shared.open(OPTIONS)
    session.reset([0], [7])
    answers.put([int(session.step([0], NOOP).hashes[0]) for _ in range(20)])
    session.close()
    shared.close()


def environment(target: str) -> None:
    """An environment made before a fork starts an episode of its own in the child."""
    env = gymnasium.make(NAME, target=target, action_space="sites")
    env.reset(seed=5)
    expected = env.step(3)[4]["state_hash"]
    time.sleep(1.0)  # gRPC skips its fork handlers while one of its threads is inside a call, as just after a step
    child = os.fork()
    if child == 0:
        try:
            env.reset(seed=5)
            os._exit(0 if env.step(3)[4]["state_hash"] == expected else 1)
        except BaseException:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert env.step(3)[4]["step"] == 2
    env.close()


def vector(target: str) -> None:
    """Gymnasium's own vector of processes, forked after this one has played."""
    before = gymnasium.make(NAME, target=target)
    before.reset(seed=1)
    time.sleep(1.0)

    def make() -> gymnasium.Env[Any, Any]:
        return gymnasium.make(NAME, action_space="sites", target=target)

    envs = gymnasium.vector.AsyncVectorEnv([make, make], context="fork")
    observations, _ = envs.reset(seed=[1, 1])
    assert np.array_equal(observations[0], observations[1])
    *_, infos = envs.step(np.array([5, 5]))
    assert infos["state_hash"][0] == infos["state_hash"][1]
    envs.close()
    before.close()


if __name__ == "__main__":
    {"connection": connection, "environment": environment, "vector": vector}[sys.argv[1]](sys.argv[2])
