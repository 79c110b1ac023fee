"""The agents' commands as real processes, on a tiny budget."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from agents.conftest import Command
from garrison_agents.agent import agent_names

REPO = Path(__file__).resolve().parents[2]


def test_run_prints_json(garrison_command: Command) -> None:
    done = garrison_command("run", "--agent", "greedy", "--level", "garrison-1", "--episodes", 2, "--seed", 4, "--max-steps", 30, "--json")
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    assert [(row["agent"], row["level"], row["episodes"]) for row in body["results"]] == [("greedy", "garrison-1", 2)]
    assert [episode["seed"] for episode in body["episodes"]] == [4, 5]


def test_run_records_on_a_server_of_its_own(garrison_command: Command, tmp_path: Path) -> None:
    words = ("-a", "expert", "-a", "random-legal", "-l", "garrison-2", "--max-steps", 30, "--record", tmp_path)
    local = garrison_command("run", *words, "--json")
    remote = garrison_command("run", *words, "--json", "--target", "own")
    assert local.returncode == remote.returncode == 0, remote.stderr
    hashes = [[episode["state_hash"] for episode in json.loads(run.stdout)["episodes"]] for run in (local, remote)]
    assert hashes[0] == hashes[1]
    replay = tmp_path / "replays/garrison-2.expert.0.json"
    verified = garrison_command("replay", "verify", replay)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_run_plays_a_level_file(garrison_command: Command, tmp_path: Path) -> None:
    level = tmp_path / "mine.json"
    level.write_bytes((REPO / "levels/garrison_levels/benchmark/garrison-1.json").read_bytes())
    done = garrison_command("run", "-l", level, "--max-steps", 10)
    assert done.returncode == 0, done.stderr
    assert "garrison-1" in done.stdout


def test_run_bad_input_is_one_sentence_and_2(garrison_command: Command) -> None:
    for words, expected in [
        (("--agent", "nobody"), agent_names()),
        (("--level", "nowhere"), ("garrison-5",)),
        (("--level", "nowhere.json"), ("nowhere.json",)),
        (("--target", "moon"), ("moon", "host:port")),
        (("--episodes", "0"), ("episodes",)),
    ]:
        done = garrison_command("run", "--max-steps", 5, *words)
        assert done.returncode == 2, (words, done.stderr)
        assert all(name in done.stderr for name in expected), (words, done.stderr)
        assert "Traceback" not in done.stderr


def test_run_interrupted_keeps_what_is_done(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "garrison", "run", "-a", "noop", "-n", "4000", "--record", str(tmp_path), "--workers", "2", "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    patience_s = time.monotonic() + 120
    while not list((tmp_path / "traces").glob("*.json")) and time.monotonic() < patience_s:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    body = json.loads(out)
    assert body["stopped"] is True
    assert 0 < body["results"][0]["episodes"] < 4000
    assert "Traceback" not in err


def test_demo_plays_over_grpc(garrison_command: Command, tmp_path: Path) -> None:
    done = garrison_command("demo", "--seeds", 1, "--out", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["results"]) == 20
    assert len(list((tmp_path / "replays").glob("*.json"))) == 20


def test_help_teaches(garrison_command: Command) -> None:
    shown = garrison_command("run", "--help").stdout
    assert "--agent" in shown and "Examples" in shown and "expert" in shown


def test_watchable_says_what_to_type_and_wants_a_server(garrison_command: Command) -> None:
    done = garrison_command("run", "-n", 2, "--max-steps", 3, "--target", "own", "--watchable", "--speed", 50)
    assert done.returncode == 0, done.stderr
    assert re.search(r"greedy on garrison-1; --slot 0 to 1 for seeds 0 to 1: garrison watch unix:\S+ [0-9a-f-]{36}\n", done.stderr)
    refused = garrison_command("run", "--watchable")
    assert refused.returncode == 2 and "--target own" in refused.stderr
