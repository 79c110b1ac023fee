"""Witnesses: searched on a small budget, proved through a server, refused when changed."""

import json
from pathlib import Path

import pytest
from rich.progress import Progress

from agents.conftest import Command
from garrison.backend import Backend
from garrison_agents.witness.files import BENCHMARK, WitnessError, read_witness, witness_path, witness_score
from garrison_agents.witness.search import Search


def test_beam_finds_a_winning_play(backend: Backend) -> None:
    with Progress(disable=True) as progress:
        search = Search(backend, "garrison-1", beam=2, width=4, progress=progress)
        found = search._beam(1)
    assert found is not None
    document = json.loads(found.replay)
    assert document["result"]["status"] == "won"
    assert document["result"]["score"] == found.score
    assert document["seed"] == 1


def test_search_and_prove_as_commands(garrison_command: Command, tmp_path: Path) -> None:
    words = ("--seeds", 8, "--width", 8, "--beam", 2, "--dir", tmp_path)
    found = garrison_command("levels", "search", "garrison-1", *words)
    assert found.returncode == 0, found.stderr
    proved = garrison_command("levels", "prove", "garrison-1", "--dir", tmp_path)
    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert "won, every hash equal" in proved.stdout
    path = witness_path("garrison-1", tmp_path)
    document = json.loads(path.read_text())
    document["steps"][5][:3] = [0.0, 0.0, 6] if document["steps"][5][2] != 6 else [1.0, 1.0, 9]
    path.write_text(json.dumps(document))
    broken = garrison_command("levels", "prove", "garrison-1", "garrison-2", "--dir", tmp_path)
    assert broken.returncode == 1
    assert "NO" in broken.stdout


def test_read_witness_missing_says_how_to_find_one(tmp_path: Path) -> None:
    with pytest.raises(WitnessError, match="garrison levels search garrison-1"):
        read_witness("garrison-1", tmp_path)


@pytest.mark.parametrize("level", BENCHMARK)
def test_benchmark_level_ships_with_a_winning_witness(backend: Backend, level: str) -> None:
    document = json.loads(read_witness(level))
    assert document["level_hash"] == backend.describe(level).level.hash
    assert document["result"]["status"] == "won"
    assert witness_score(level) == document["result"]["score"]


def test_prove_all_shipped_witnesses(garrison_command: Command) -> None:
    proved = garrison_command("levels", "prove")
    assert proved.returncode == 0, proved.stdout + proved.stderr


def test_search_unknown_level_is_2(garrison_command: Command) -> None:
    done = garrison_command("levels", "search", "nowhere")
    assert done.returncode == 2
    assert "garrison-1" in done.stderr
