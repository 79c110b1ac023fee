"""The Gymnasium environment, in this process and over the wire."""

import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import garrison
from garrison import errors
from garrison.gym_env import DefenseEnv

ACTION_SPACES = ("native", "native:tuple", "grid:8", "sites")
VIEWS = ("structured", "structured_norm", "rich", "text", "brief", "mask", "pixels:84")
NAME = "garrison/Defense-v0"


def bare(env: gymnasium.Env[Any, Any]) -> DefenseEnv:
    inner = env.unwrapped
    assert isinstance(inner, DefenseEnv)
    return inner


@pytest.fixture
def env(target: str) -> Iterator[gymnasium.Env[Any, Any]]:
    made = gymnasium.make(NAME, level="garrison-1", views=("structured_norm", "mask"), action_space="sites", target=target)
    yield made
    made.close()


@pytest.mark.parametrize("space", ACTION_SPACES)
@pytest.mark.parametrize("view", VIEWS)
def test_check_env_passes(view: str, space: str, target: str) -> None:
    env = gymnasium.make(NAME, level="garrison-2", views=view, action_space=space, target=target)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*(observation|mutable|determin|share).*")
        check_env(env.unwrapped)
    env.close()


@pytest.mark.parametrize("space", ACTION_SPACES)
def test_check_env_passes_with_all_views_at_once(space: str, target: str) -> None:
    env = gymnasium.make(NAME, views=VIEWS, action_space=space, target=target, render_mode="ansi")
    check_env(env.unwrapped)
    env.close()


@pytest.mark.parametrize(("views", "space"), [("structured_norm", "sites"), (("rich", "mask"), "grid:8"), ("pixels:84", "native")])
def test_stable_baselines_check_env_passes(views: Any, space: str, target: str) -> None:
    checker = pytest.importorskip("stable_baselines3.common.env_checker")
    env = gymnasium.make(NAME, views=views, action_space=space, target=target)
    checker.check_env(env, warn=True)
    env.close()


def test_a_generated_level_goes_by_its_name(target: str) -> None:
    env = gymnasium.make(NAME, level="generated:3:2", target=target)
    assert env.reset(seed=1)[0] in env.observation_space
    env.close()


@pytest.mark.parametrize("space", ACTION_SPACES)
def test_local_equals_remote_to_the_byte(space: str, server: garrison.OwnServer) -> None:
    here, there = (
        gymnasium.make(NAME, level="garrison-3", views=VIEWS, action_space=space, target=target, disable_env_checker=True)
        for target in ("local", server.address)
    )
    here.action_space.seed(5)
    seed: int | None = 11
    ended = True
    for _ in range(300):
        if ended:
            assert_same(here.reset(seed=seed), there.reset(seed=seed))
            seed = None
        action = here.action_space.sample()
        one, other = here.step(action), there.step(action)
        assert_same(one, other)
        ended = one[2] or one[3]
    here.close()
    there.close()


def assert_same(one: Any, other: Any) -> None:
    assert type(one) is type(other)
    if isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    else:
        assert one == other


def test_reset_seed_is_the_episode_and_later_ones_follow(env: gymnasium.Env[Any, Any]) -> None:
    _, info = env.reset(seed=42)
    assert info["seed"] == 42
    follow = [env.reset()[1]["seed"] for _ in range(3)]
    env.reset(seed=42)
    assert [env.reset()[1]["seed"] for _ in range(3)] == follow
    assert len({42, *follow}) == 4


def test_info_says_score_tick_code_and_hash(env: gymnasium.Env[Any, Any]) -> None:
    _, info = env.reset(seed=1)
    assert (info["tick"], info["step"], info["score"], info["code"], info["status"]) == (0, 0, 0.0, 0, "running")
    first = info["state_hash"]
    noop = int(env.action_space.n) - 1  # type: ignore[attr-defined]
    _, reward, terminated, truncated, info = env.step(noop)
    assert (info["tick"], info["step"], info["code"], info["code_text"]) == (16, 1, 0, "accepted")
    assert (reward, terminated, truncated) == (0.0, False, False)
    assert info["state_hash"] != first
    assert info["action_mask"].dtype == np.int8


def test_refused_action_is_told_and_costs_nothing(target: str) -> None:
    env = gymnasium.make(NAME, target=target)
    env.reset(seed=1)
    *_, info = env.step(np.array([2.9, 2.9, 3.0], np.float32))  # nothing to upgrade in a corner
    assert info["code"] in (3, 6) and info["code_text"] != "accepted"
    *_, info = env.unwrapped.step(np.array([0.0, np.nan, 6.0]))
    assert info["code"] == 15
    env.close()


def test_mask_holds_what_is_legal(env: gymnasium.Env[Any, Any]) -> None:
    _, info = env.reset(seed=3)
    rng = np.random.default_rng(0)
    for _ in range(60):
        mask = bare(env).action_masks()
        assert mask.dtype == np.bool_ and mask.any()
        assert np.array_equal(mask, info["action_mask"].astype(bool))
        observation, _, terminated, _, info = env.step(int(rng.choice(np.flatnonzero(mask))))
        assert info["code"] == 0, info["code_text"]
        assert np.array_equal(observation["mask"], info["action_mask"])
        if terminated:
            break


def test_action_masks_without_a_mask_says_what_to_do(target: str) -> None:
    env = gymnasium.make(NAME, target=target)
    env.reset(seed=1)
    with pytest.raises(errors.OptionError, match="action_mask"):
        bare(env).action_masks()
    env.close()


def test_snapshot_and_restore_go_on_alike(env: gymnasium.Env[Any, Any]) -> None:
    env.reset(seed=9)
    env.action_space.seed(1)
    actions = [env.action_space.sample() for _ in range(80)]
    for action in actions[:40]:
        env.step(action)
    blob = bare(env).snapshot()
    hashes = [env.step(action)[4]["state_hash"] for action in actions[40:]]
    _, info = bare(env).restore(blob)
    assert info["step"] == 40
    assert [env.step(action)[4]["state_hash"] for action in actions[40:]] == hashes


def test_truncation_comes_at_max_ticks_and_penalty_every_step(target: str) -> None:
    env = gymnasium.make(NAME, target=target, max_ticks=100, ticks_per_step=50, step_penalty=True, action_space="native:tuple")
    env.reset(seed=1)
    noop = (np.zeros(1, np.float32), np.zeros(1, np.float32), 6)
    assert env.step(noop)[1:4] == (-0.0005, False, False)
    _, reward, terminated, truncated, info = env.step(noop)
    assert (reward, terminated, truncated, info["status"]) == (-0.0005, False, True, "cut")
    env.close()


def test_level_file_is_sent_along(target: str, tmp_path: Path) -> None:
    description = garrison.load_backend(target).describe("garrison-2")
    path = tmp_path / "mine.json"
    path.write_bytes(description.level_document)
    env = gymnasium.make(NAME, level=path, target=target)
    assert bare(env).session.opened.level_hashes == (description.level.hash,)
    env.close()
    path.write_text('{"format": 1}')
    with pytest.raises(errors.LevelFaultError):
        gymnasium.make(NAME, level=str(path), target=target)
    with pytest.raises(errors.OptionError, match="level file"):
        gymnasium.make(NAME, level=tmp_path / "none.json", target=target)


def test_replay_is_exported_where_recorded(target: str) -> None:
    env = gymnasium.make(NAME, target=target, record=True)
    env.reset(seed=4)
    env.step(env.action_space.sample())
    assert bare(env).export_replay().startswith(b"{")
    env.close()


def test_close_is_idempotent_and_final(env: gymnasium.Env[Any, Any]) -> None:
    env.reset(seed=1)
    env.close()
    env.close()
    with pytest.raises(errors.ClosedError):
        bare(env).reset()


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"views": ()}, errors.OptionError),
        ({"views": ("smell",)}, errors.InvalidArgumentError),
        ({"views": ("pixels:84:bear",)}, errors.InvalidArgumentError),
        ({"render_mode": "hologram"}, errors.OptionError),
        ({"render_mode": "rgb_array", "render_size": 8}, errors.InvalidArgumentError),
        ({"action_space": "telepathy"}, errors.InvalidArgumentError),
        ({"level": "garrison-99"}, errors.LevelNotFoundError),
        ({"ticks_per_step": 0}, errors.InvalidArgumentError),
    ],
)
def test_wrong_options_are_refused_by_name(target: str, options: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        DefenseEnv(target=target, **options)


@pytest.mark.parametrize(
    "code", ["import garrison, gymnasium; gymnasium.spec(NAME)", "import gymnasium; gymnasium.make('garrison:' + NAME).close()"]
)
def test_importing_garrison_makes_the_environment_known(code: str) -> None:
    subprocess.run([sys.executable, "-c", f"NAME = {NAME!r}; {code}"], check=True, timeout=60)
