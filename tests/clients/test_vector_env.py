"""The vector environment: against single ones, here against there, one server against two, and all three ways to begin anew."""

from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

import garrison
from garrison import errors
from garrison.level_source import generated_levels
from garrison.vector_env import DefenseVectorEnv

NAME = "garrison/Defense-v0"
MODES = tuple(AutoresetMode)
LEVELS = ("garrison-1", "garrison-4", "generated:3:2")
SHORT = 1600  # ticks: episodes end often


def vector(num_envs: int = 6, **options: Any) -> DefenseVectorEnv:
    made = gymnasium.make_vec(NAME, num_envs=num_envs, vectorization_mode="vector_entry_point", **options)
    inner = made.unwrapped
    assert isinstance(inner, DefenseVectorEnv)
    return inner


def assert_same(one: Any, other: Any, name: str = "") -> None:
    assert type(one) is type(other), name
    if isinstance(one, dict):
        assert one.keys() == other.keys(), name
        for key in one:
            assert_same(one[key], other[key], key)
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b, name)
    elif isinstance(one, np.ndarray) and one.dtype == object:
        assert_same(tuple(one), tuple(other), name)
    else:
        assert np.array_equal(one, other), name


@pytest.fixture(scope="module")
def second() -> Iterator[str]:
    with garrison.launch() as server:
        yield server.address


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("space", ["sites", "native", "native:tuple"])
def test_local_equals_remote_and_shared_out_for_many_steps(
    mode: AutoresetMode, space: str, server: garrison.OwnServer, second: str
) -> None:
    options: dict[str, Any] = {"levels": LEVELS, "views": ("structured_norm", "brief"), "action_space": space, "max_ticks": SHORT,
                               "autoreset_mode": mode}  # fmt: skip
    fleets = [vector(7, target=target, **options) for target in ("local", server.address, [server.address, second])]
    fleets[0].action_space.seed(3)
    seen = [fleet.reset(seed=11) for fleet in fleets]
    for _ in range(1700 if space == "sites" else 300):
        assert_same(seen[0], seen[1])
        assert_same(seen[0], seen[2])
        if mode is AutoresetMode.DISABLED and len(seen[0]) == 5 and (ended := seen[0][2] | seen[0][3]).any():
            seeds = list(range(70, 77))
            seen = [fleet.reset(seed=seeds, options={"reset_mask": ended}) for fleet in fleets]
            continue
        actions = fleets[0].action_space.sample()
        seen = [fleet.step(actions) for fleet in fleets]
    for fleet in fleets:
        fleet.close()


@pytest.mark.parametrize("mode", MODES)
def test_each_row_plays_as_an_environment_alone_does(mode: AutoresetMode, target: str) -> None:
    rows = vector(5, levels=LEVELS, views="rich", action_space="sites", max_ticks=SHORT, autoreset_mode=mode, target=target)
    alone = [gymnasium.make(NAME, level=LEVELS[i % 3], views="rich", action_space="sites", max_ticks=SHORT) for i in range(5)]
    observations, infos = rows.reset(seed=5)
    for i, env in enumerate(alone):
        assert_same(observations[i], env.reset(seed=5 + i)[0])
    rows.action_space.seed(2)
    over = np.zeros(5, np.bool_)
    for _ in range(5000 // 5):
        actions = rows.action_space.sample()
        observations, rewards, terminated, truncated, infos = rows.step(actions)
        begun = np.zeros(5, np.bool_)
        for i, env in enumerate(alone):
            if over[i]:  # next-step: the row begins anew and its action counts for nothing
                assert_same(observations[i], env.reset(seed=int(infos["seed"][i]))[0])
                assert rewards[i] == 0 and not terminated[i] and not truncated[i]
                continue
            shown, reward, ended, cut, info = env.step(actions[i])
            assert (reward, ended, cut) == (rewards[i], terminated[i], truncated[i])
            if mode is AutoresetMode.SAME_STEP and (ended or cut):
                assert_same(infos["final_obs"][i], shown)
                assert infos["final_info"]["score"][i] == info["score"]
                shown, info = env.reset(seed=int(infos["seed"][i]))
            begun[i] = ended or cut
            assert_same(observations[i], shown)
            assert_same(infos["action_mask"][i], info["action_mask"])
            assert (infos["state_hash"][i], infos["tick"][i], infos["score"][i]) == (info["state_hash"], info["tick"], info["score"])
        over = begun if mode is AutoresetMode.NEXT_STEP else np.zeros(5, np.bool_)
        if mode is AutoresetMode.DISABLED and begun.any():
            observations, infos = rows.reset(seed=[9] * 5, options={"reset_mask": begun})
            assert_same(infos["_seed"], begun)
            for i in np.flatnonzero(begun):
                assert_same(observations[i], alone[i].reset(seed=9)[0])
    rows.close()


def test_a_seed_gives_the_same_episodes_again_and_none_gives_others() -> None:
    env = vector(4, action_space="sites")
    first, infos = env.reset(seed=3)
    assert infos["seed"].tolist() == [3, 4, 5, 6]
    drawn = env.reset()[1]["seed"]
    assert_same(env.reset(seed=3)[0], first)
    assert_same(env.reset()[1]["seed"], drawn)
    assert len(set(drawn.tolist())) == 4 and not set(drawn.tolist()) & {3, 4, 5, 6}
    assert env.reset(seed=[5, 5, 2**64 - 1, 0])[1]["seed"].tolist() == [5, 5, 2**64 - 1, 0]


def test_levels_change_between_episodes() -> None:
    env = vector(4, levels=generated_levels(4, 1))
    before = env.levels
    env.reset(seed=1)
    env.reset(seed=1, options={"levels": generated_levels(2, 3, seed=50)})
    assert len(set(before)) == 4 and len(set(env.levels)) == 2 and not set(before) & set(env.levels)


def test_what_was_shown_is_the_callers_own(target: str) -> None:
    env = vector(3, target=target, action_space="sites", views=("structured_norm", "mask"))
    shown, infos = env.reset(seed=1)
    kept, mask = {name: view.copy() for name, view in shown.items()}, infos["action_mask"].copy()
    shown["structured_norm"][:], shown["mask"][:] = 9, 1 - mask
    assert_same(env.action_masks().astype(np.int8), mask)
    again = env.step(np.full(3, 126))[0]["structured_norm"]
    assert not np.array_equal(again, shown["structured_norm"]) and again.flags.writeable
    assert_same(env.reset(seed=1)[0], kept)
    assert_same(env.action_masks().astype(np.int8), mask)


def test_a_snapshot_of_the_spaces_is_what_steps_return(target: str) -> None:
    for space in ("native", "native:tuple", "grid:8", "sites"):
        env = vector(3, views=("rich", "text", "mask"), action_space=space, target=target)
        assert env.reset(seed=1)[0] in env.observation_space
        observation, rewards, terminated, truncated, _ = env.step(env.action_space.sample())
        assert observation in env.observation_space
        assert (rewards.dtype, terminated.dtype, truncated.dtype) == (np.float64, np.bool_, np.bool_)
        env.close()


BAD: list[tuple[dict[str, Any], str]] = [
    ({"levels": ("garrison-1", "no-such")}, "no-such"),
    ({"level": "garrison-1", "levels": ("garrison-2",)}, "one of the two"),
    ({"views": ()}, "at least one view"),
    ({"views": ("sonar",)}, "sonar"),
    ({"target": ["local", "local"]}, "addresses of several servers"),
    ({"threads": 2, "target": "127.0.0.1:1"}, "threads"),
]


@pytest.mark.parametrize(("options", "says"), BAD)
def test_bad_options_are_named(options: dict[str, Any], says: str) -> None:
    with pytest.raises(errors.GarrisonError, match=says):
        vector(4, **options)


ACTIONS: list[NDArray[Any]] = [np.zeros(3, np.int64), np.zeros((4, 1), np.int64), np.zeros(4), np.full(4, None)]


@pytest.mark.parametrize("actions", ACTIONS)
def test_actions_of_another_form_are_refused_and_nothing_is_stepped(actions: NDArray[Any]) -> None:
    env = vector(4, action_space="sites")
    env.reset(seed=1)
    with pytest.raises(errors.OptionError, match="whole numbers of shape"):
        env.step(actions)
    assert env.step(np.full(4, 126))[4]["step"].tolist() == [1] * 4


@pytest.mark.parametrize("mask", [np.zeros(4, np.bool_), np.ones(3, np.bool_), np.ones(4, np.int64)])
def test_a_reset_mask_of_another_form_is_refused(mask: NDArray[Any]) -> None:
    env = vector(4, autoreset_mode="Disabled")
    env.reset(seed=1)
    with pytest.raises(errors.OptionError, match="reset_mask"):
        env.reset(options={"reset_mask": mask})


def test_a_finished_row_is_refused_without_autoreset() -> None:
    env = vector(2, autoreset_mode=AutoresetMode.DISABLED, max_ticks=16, action_space="sites")
    env.reset(seed=1)
    assert env.step(np.full(2, 126))[3].all()
    with pytest.raises(errors.GarrisonError, match="finished"):
        env.step(np.full(2, 126))


def test_a_refusal_of_one_server_leaves_no_answer_of_another_behind(server: garrison.OwnServer, second: str) -> None:
    env = vector(4, target=[server.address, second], autoreset_mode=AutoresetMode.DISABLED, max_ticks=32, action_space="sites")
    env.reset(seed=1)
    noops = np.full(4, 126)
    env.step(noops)
    env.reset(seed=2, options={"reset_mask": np.array([False, False, True, True])})
    assert env.step(noops)[3].tolist() == [True, True, False, False]
    with pytest.raises(errors.GarrisonError, match="finished"):
        env.step(noops)
    assert env.reset(seed=3)[1]["step"].tolist() == [0] * 4
    env.close()
