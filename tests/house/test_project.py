"""The project's own files agree with one another and with the code."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
)
ENTRY_POINTS = [target for group in PROJECT["project"]["entry-points"].values() for target in group.values()] + list(
    PROJECT["project"]["scripts"].values()
)


@pytest.mark.parametrize("target", ENTRY_POINTS)
def test_entry_point_names_something_that_exists(target: str) -> None:
    module, _, attribute = target.partition(":")
    assert callable(getattr(importlib.import_module(module), attribute))


def test_extras_are_those_of_the_house() -> None:
    assert {"server", "play", "rl", "ray", "llm", "grpo", "mcp", "dev", "all"} <= set(PROJECT["project"]["optional-dependencies"])


def test_core_dependencies_are_three() -> None:
    names = {re.split(r"[<>=!~\[]", line)[0] for line in PROJECT["project"]["dependencies"]}
    assert names == {"numpy", "grpcio", "protobuf"}


def test_constraints_pin_every_tool_that_pre_commit_names() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    pinned = set(re.findall(r"name: (\w+)(?: format)? ([\d.]+)", hooks))
    assert pinned == {("ruff", CONSTRAINTS["ruff"]), ("mypy", CONSTRAINTS["mypy"])}


def test_every_room_ships_its_typing_mark_and_stands_in_the_wheel() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {package.split("/")[0] for package in packages} == set(PROJECT["tool"]["hatch"]["build"]["dev-mode-dirs"])
    assert all((ROOT / package / "py.typed").is_file() for package in packages)


def test_client_version_is_the_distribution_s() -> None:
    from garrison.version import version

    assert version == PROJECT["project"]["version"]
