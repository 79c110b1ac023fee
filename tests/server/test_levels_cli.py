"""`garrison levels`: what people see, what programs read, and how bad input ends."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from garrison_levels.level import find_level, level_hash, read_level
from garrison_server.levels_cli import register


@pytest.fixture
def run():
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)  # else a single group would be no group

    def invoke(*words: object):
        return CliRunner().invoke(app, ["levels", *map(str, words)])

    return invoke


def test_list_names_the_five(run) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert all(f"garrison-{i}" in result.stdout for i in range(1, 6))
    rows = json.loads(run("list", "--json").stdout)
    assert [row["name"] for row in rows] == [f"garrison-{i}" for i in range(1, 6)]
    assert rows[0]["hash"] == level_hash(find_level("garrison-1"))


def test_show_draws_the_map(run) -> None:
    result = run("show", "garrison-2")
    assert result.exit_code == 0
    rows = [line for line in result.stdout.splitlines() if len(line) == 61 and set(line) <= set(".=>BH+123456789abcdef")]
    assert len(rows) == 31
    text = "".join(rows)
    assert text.count("B") == 1 + text.count("b") * 0
    assert all(mark in text for mark in "=>H+123456789a")
    assert level_hash(find_level("garrison-2"))[:32] in result.stdout


def test_show_json_holds_the_level(run) -> None:
    shown = json.loads(run("show", "generated:3:4", "--json").stdout)
    assert shown["level"] == find_level("generated:3:4").model_dump(mode="json")
    assert shown["numbers"]["name"] == "generated-3-4"


def test_show_prints_titles_as_they_are(run, tmp_path: Path) -> None:
    document = find_level("garrison-1").model_dump(mode="json") | {"title": "[red]odd[/nonsense]"}
    (tmp_path / "odd.json").write_text(json.dumps(document))
    result = run("show", tmp_path / "odd.json")
    assert result.exit_code == 0
    assert "[red]odd[/nonsense]" in result.stdout


def test_generate_writes_a_level(run, tmp_path: Path) -> None:
    result = run("generate", 7, 2, "--out", tmp_path / "new.json")
    assert result.exit_code == 0
    assert read_level(tmp_path / "new.json") == find_level("generated:7:2")
    assert run("generate", 7, 2).stdout == (tmp_path / "new.json").read_text()


def test_validate_tells_good_from_bad(run, tmp_path: Path) -> None:
    run("generate", 1, 1, "-o", tmp_path / "good.json")
    (tmp_path / "bad.json").write_text((tmp_path / "good.json").read_text().replace('"bat"', '"cat"'))
    good = run("validate", tmp_path / "good.json")
    assert (good.exit_code, "valid" in good.stdout) == (0, True)
    both = run("validate", tmp_path / "good.json", tmp_path / "bad.json", "--json")
    assert both.exit_code == 2
    first, second = map(json.loads, both.stdout.splitlines())
    assert first["valid"] and not second["valid"]
    assert second["faults"][0]["field"].startswith("waves[")
    assert "'cat' came" in run("validate", tmp_path / "bad.json").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nowhere"), "an unknown name came"),
        (("show", "generated:1:9"), "difficulty: 9 came"),
        (("generate", "5", "0"), "difficulty: 0 came"),
        (("generate", "5", "1", "--out", "/nowhere/x.json"), "cannot be written"),
        (("validate", "nowhere.json"), "no such file"),
        (("import", "nowhere"), "no such folder"),
        (("import", ".", "--observation", "three"), "wanted ID=FILE"),
    ],
)
def test_bad_input_ends_with_a_sentence_and_code_2(run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_register_joins_a_group_that_is_there() -> None:
    app, group = typer.Typer(), typer.Typer()
    group.command("prove")(lambda: print("proved"))
    app.add_typer(group, name="levels")
    register(app)
    for word in ("prove", "list"):
        assert CliRunner().invoke(app, ["levels", word]).exit_code == 0
