"""A run's page: whole in itself, true to the run, and deaf to what a model says."""

import base64
import gzip
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from garrison.backend import Backend
from garrison.film.tape import Tape, load_replay
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.report.browser import Shelf, Wish
from garrison_agents.llm.report.markup import page, tag
from garrison_agents.llm.report.pictures import album_of, thinned
from garrison_agents.llm.report.run_page import run_page
from llm.broken import WAYS
from llm.conftest import Command
from report.conftest import Reader, edit

FETCHING = {"src", "href", "srcset", "action", "data", "poster", "xlink:href"}
HOSTILE = "broken-hostile.zero_shot.text.garrison-1.0"
GREEDY = "greedy.zero_shot.text.garrison-1.0"


@pytest.fixture(scope="module")
def made(run: RunFolder, backend: Backend) -> tuple[str, Shelf]:
    return run_page(run, backend, Wish(size=32))


def packed(text: str, name: str) -> bytes:
    """What is packed in a page under a name."""
    found = re.search(rf'id="{re.escape(name)}">([^<]*)<', text)
    assert found
    return gzip.decompress(base64.b64decode(found[1]))


def test_page_is_whole_and_names_nothing_outside(made: tuple[str, Shelf]) -> None:
    reader = Reader(made[0])
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for kind, attributes in reader.elements:
        assert kind not in ("link", "iframe", "object", "embed", "img")
        assert not any(name.startswith("on") or name == "style" for name in attributes), (kind, attributes)
        for name in FETCHING & set(attributes):
            assert (attributes[name] or "").startswith("#"), (kind, attributes)
    (style,) = re.findall(r"<style>(.*?)</style>", made[0], re.S)
    assert "url(" not in style and "@import" not in style
    policy = next(a["content"] for k, a in reader.elements if k == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy


def test_words_of_models_and_configs_never_become_markup(made: tuple[str, Shelf]) -> None:
    hostile = WAYS["hostile"].text
    assert hostile and "owned" not in made[0]  # packed; the scripts write it as text
    assert [one["reply"] for one in json.loads(packed(made[0], f"story:{HOSTILE}"))["decisions"]] == [hostile] * 30
    assert sum(kind == "script" and "type" not in a for kind, a in Reader(made[0]).elements) == 3
    reader = Reader(page(hostile, [tag("p", hostile, title=hostile), tag("p", "half a character: \ud83d")], ()))
    assert not any(kind in ("script", "img") for kind, _ in reader.elements)
    assert reader.words.count("document.title = 'owned'") == 4


def test_story_tells_each_decision_and_what_became_of_it(run: RunFolder, made: tuple[str, Shelf]) -> None:
    story, turns = json.loads(packed(made[0], f"story:{GREEDY}")), run.transcript(GREEDY)
    assert len(story["decisions"]) == len(turns) and len(story["states"]) == len(turns) + 1
    first = story["decisions"][0]
    assert first["played"][0]["words"].startswith("build archer tower at (") and '"Map_Center"' in first["prompt"]
    assert story["states"][1]["gold"] - story["states"][0]["gold"] == -120.0
    assert "tower" in story["result"]["system"]


def test_numbers_are_the_run_s(run: RunFolder, made: tuple[str, Shelf]) -> None:
    words = Reader(made[0]).words
    greedy = [result["normalised"] for result in run.results() if result["model"] == "greedy"]
    assert f"{sum(greedy) / 2:.3f}" in words
    assert "4 of 6 episodes, 2 void, 4 cut" in words and "unverified" in words and "server error" in words


def test_pictures_are_packed_without_loss_and_thinned_evenly(run: RunFolder, backend: Backend) -> None:
    replay, ticks = run.path / "replays" / f"{GREEDY}.json", [0, *(turn["tick"] for turn in run.transcript(GREEDY))]
    album = album_of(backend, replay, ticks, 64, 7)
    rows = np.frombuffer(album.pack, np.uint8).reshape(-1, 64, 64)
    indices = np.bitwise_xor.accumulate(rows, axis=0)
    palette = np.array([[c >> 16, c >> 8 & 255, c & 255] for c in album.palette], np.int16)
    tape = Tape(backend, load_replay(replay), ("pixels:64",))
    for at, frame in zip(album.at, indices, strict=True):
        lost = palette[frame] - tape.moment(ticks[at]).views["pixels:64"][0]
        assert np.abs(lost).max() < 32  # 64 pixels blend more colours than a palette has: low bits go
    tape.close()
    assert len(album.at) <= 8 and album.at[0] == 0 and album.at[-1] == len(ticks) - 1
    assert [thinned(n, 300) for n in (0, 1, 3)] == [[], [0], [0, 1, 2]] and thinned(10, 1) == [0, 9]


def test_page_says_what_is_not_in_it(run: RunFolder, backend: Backend, tmp_path: Path) -> None:
    text, shelf = run_page(run, backend, Wish(most_mb=0.0))
    assert shelf.told == [] and "0 of 6 episodes fit into this page" in Reader(text).words
    text, shelf = run_page(run, backend, Wish(size=32, pictures=5))
    assert shelf.thinned == 4 and "The pictures of 4 are thinned" in Reader(text).words
    shutil.copytree(run.path, tmp_path / "run")
    edit(tmp_path / "run/replays" / f"{GREEDY}.json", lambda body: body["steps"][3].__setitem__(3, "0" * 16))
    _, shelf = run_page(RunFolder(tmp_path / "run"), backend, Wish(size=32))
    assert "step 4" in shelf.troubles[GREEDY] and GREEDY in shelf.told


@pytest.mark.parametrize("field", ["counts", "latency", "score", "state"])
def test_episode_that_is_none_is_one_sentence(field: str, run: RunFolder, backend: Backend, tmp_path: Path) -> None:
    shutil.copytree(run.path, tmp_path / "run")
    edit(tmp_path / "run/episodes" / f"{GREEDY}.json", lambda body: body.pop(field))
    with pytest.raises(RunError, match="not as garrison evaluate writes it"):
        run_page(RunFolder(tmp_path / "run"), backend, Wish(pictures=0))


def test_no_file_outside_the_run_is_read(run: RunFolder, backend: Backend, tmp_path: Path) -> None:
    shutil.copytree(run.path, tmp_path / "run")
    (tmp_path / "secret.jsonl").write_text('{"secret": 1}\n')
    edit(tmp_path / "run/episodes" / f"{GREEDY}.json", lambda body: body.update(id="../../secret"))
    with pytest.raises(RunError, match="secret' is none of the run's config"):
        run_page(RunFolder(tmp_path / "run"), backend, Wish(pictures=0))


def test_command_writes_the_page_or_says_why_not(run: RunFolder, garrison_command: Command, tmp_path: Path) -> None:
    done = garrison_command("report", run.path, "--out", tmp_path / "page.html", "--pictures", 0)
    assert done.returncode == 0 and "6 episodes to step through, 0 with pictures" in done.stdout
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    for path in (tmp_path, tmp_path / "nowhere"):
        none = garrison_command("report", path)
        assert none.returncode == 2 and "is no run's folder" in none.stderr and "Traceback" not in none.stderr


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours, #rrggbb."""

    def light(colour: str) -> Any:
        parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    low, high = sorted((light(one), light(other)))
    return float((high + 0.05) / (low + 0.05))


def test_words_can_be_read_in_light_and_dark(made: tuple[str, Shelf]) -> None:
    roots = re.findall(r":root \{(.*?)\}", made[0], re.S)
    assert len(roots) == 2
    for root in roots:
        colours = dict(re.findall(r"--([\w-]+): (#\w{6})", root))
        for ink in ("ink", "faint", "accent", "warn"):
            for ground in ("paper", "card", "wash"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for mark in [name for name in colours if name.startswith("c") and name[1:].isdigit()]:
            assert contrast(colours[mark], colours["paper"]) >= 3.0, mark
