"""Every scripted agent plays every level to its end, and twice alike."""

import pytest

from garrison.backend import Backend
from garrison_agents.agent import agent_names
from garrison_agents.batch import Job, play
from garrison_agents.trace import Trace
from garrison_agents.witness.files import BENCHMARK


def traces_of(backend: Backend, agent: str, level: str, seeds: tuple[int, ...] = (3,)) -> list[Trace]:
    finished = [event[0] for event in play(backend, Job(agent, level, seeds), "local") if not isinstance(event, int)]
    return sorted(finished, key=lambda trace: trace.seed)


@pytest.mark.parametrize("level", BENCHMARK)
@pytest.mark.parametrize("agent", agent_names())
def test_agent_plays_a_whole_episode(backend: Backend, agent: str, level: str) -> None:
    (trace,) = traces_of(backend, agent, level)
    assert trace.status in ("won", "lost")
    assert trace.steps > 100
    assert trace.leaks == -trace.score
    if agent == "noop":
        assert trace.status == "lost" and trace.normalised == 0.0
    if agent != "random":
        assert trace.valid_rate > 0.98, trace.codes


@pytest.mark.parametrize("agent", agent_names())
def test_agent_same_seed_same_trace(backend: Backend, agent: str) -> None:
    alone = traces_of(backend, agent, "garrison-3", (7,))[0]
    beside = traces_of(backend, agent, "garrison-3", (6, 7))[1]
    assert alone.state_hash == beside.state_hash
    assert (alone.score, alone.steps, alone.codes) == (beside.score, beside.steps, beside.codes)


def test_random_other_seed_other_trace(backend: Backend) -> None:
    one, other = traces_of(backend, "random-legal", "garrison-1", (1, 2))
    assert one.state_hash != other.state_hash


def test_random_legal_is_never_refused(backend: Backend) -> None:
    assert all(trace.codes == {} for trace in traces_of(backend, "random-legal", "garrison-5", (0, 1, 2, 3)))


def test_expert_wins_the_first_level(backend: Backend) -> None:
    assert all(trace.won for trace in traces_of(backend, "expert", "garrison-1", (0, 1, 2, 3)))


@pytest.mark.parametrize("level", ["generated:1:1", "generated:2:3", "generated:3:5"])
@pytest.mark.parametrize("agent", ["greedy", "expert"])
def test_agent_plays_levels_it_never_saw(backend: Backend, agent: str, level: str) -> None:
    (trace,) = traces_of(backend, agent, level)
    assert trace.status in ("won", "lost")
