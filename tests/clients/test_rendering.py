"""The environment's render modes, in this process and over the wire."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import gymnasium
import imageio.v3 as iio
import numpy as np
import pygame
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.wrappers import RecordVideo

import garrison
from garrison.gym_env import DefenseEnv

NOOP = np.array([0.0, 0.0, 6.0], np.float32)


def bare(env: gymnasium.Env[Any, Any]) -> DefenseEnv:
    assert isinstance(env.unwrapped, DefenseEnv)
    return env.unwrapped


def test_ansi_gives_words(target: str) -> None:
    env = garrison.make("garrison-1", target=target, render_mode="ansi")
    env.reset(seed=1)
    words = env.render()
    assert isinstance(words, str) and len(words) > 50
    assert env.observation_space.shape is not None  # the words are no part of the observation
    env.close()


@pytest.mark.parametrize("size", [512, 96])
def test_rgb_array_gives_the_frame_of_the_pixels_view(target: str, size: int) -> None:
    view = f"pixels:{size}"
    env = garrison.make("garrison-2", views=view, target=target, render_mode="rgb_array", render_size=size)
    seen, _ = env.reset(seed=1)
    for _ in range(3):
        frame = env.render()
        assert isinstance(frame, np.ndarray) and (frame.dtype, frame.shape) == (np.uint8, (size, size, 3))
        assert np.array_equal(frame, seen)
        before = frame.copy()
        seen, *_ = env.step(np.array([0.0, 0.0, 8.0], np.float32))
        assert np.array_equal(frame, before), "a frame is the caller's own"
    env.close()


def test_the_rate_is_the_games_own() -> None:
    for ticks, fps in ((16, 3.125), (1, 50), (50, 1)):
        env = garrison.make("garrison-1", ticks_per_step=ticks)
        assert env.metadata["render_fps"] == fps
        env.close()
    assert DefenseEnv.metadata["render_modes"] == ["human", "rgb_array", "ansi"]


def test_check_env_renders_in_every_mode(target: str) -> None:
    env = gymnasium.make("garrison/Defense-v0", target=target, ticks_per_step=1)
    check_env(env.unwrapped)
    env.close()


def test_record_video_writes_a_film_of_the_episode(target: str, tmp_path: Path) -> None:
    inner = garrison.make("garrison-1", target=target, render_mode="rgb_array", render_size=64, max_ticks=160)
    env = RecordVideo(inner, str(tmp_path / "films"), episode_trigger=lambda episode: True, name_prefix="game")
    env.reset(seed=3)
    while not any(env.step(NOOP)[2:4]):
        pass
    env.close()
    path = tmp_path / "films/game-episode-0.mp4"
    film, meta = iio.imread(path), iio.immeta(path)
    assert len(film) in (10, 11)  # some releases of moviepy leave the last of the eleven frames out
    assert film.shape[1:] == (64, 64, 3) and meta["fps"] == pytest.approx(3.125, abs=0.01)
    assert film.std() > 20


def test_human_shows_every_step_at_the_games_pace(target: str) -> None:
    env = garrison.make("garrison-1", views="pixels:512", target=target, render_mode="human", ticks_per_step=10)
    began = time.monotonic()
    seen, _ = env.reset(seed=3)
    for _ in range(3):
        shown = pygame.surfarray.array3d(pygame.display.get_surface()).swapaxes(0, 1)[:, :512]
        assert np.array_equal(shown, seen)
        seen, *_ = env.step(NOOP)
    assert time.monotonic() - began >= 0.6 and env.render() is None
    env.close()
    assert not pygame.display.get_init()


def test_a_window_that_was_closed_by_hand_does_not_end_the_episode() -> None:
    env = garrison.make("garrison-1", render_mode="human")
    env.reset(seed=3)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    for step in range(1, 4):
        *_, info = env.step(NOOP)
        assert info["step"] == step
    assert not pygame.display.get_init()
    env.close()


def test_without_pygame_only_the_window_is_missing() -> None:
    code = """
import sys
sys.modules["pygame"] = None
import garrison
garrison.make("garrison-1", render_mode="rgb_array").close()
try:
    garrison.make("garrison-1", render_mode="human")
except garrison.errors.MissingExtraError as error:
    assert "garrison[play]" in str(error), error
else:
    raise SystemExit("a window without pygame")
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
