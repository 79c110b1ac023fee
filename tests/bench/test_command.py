"""`garrison bench` prints what programs and people read, and refuses a figure that it does not know."""

import json

import typer
from typer.testing import CliRunner

from garrison_bench.command import register

RUN = CliRunner()


def application() -> typer.Typer:
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    return app


def test_unknown_figure_names_the_known_ones() -> None:
    done = RUN.invoke(application(), ["bench", "--only", "speed"])
    assert done.exit_code == 2
    assert "no figure is called speed" in " ".join(done.output.replace("│", " ").split())


def test_json_has_values_loads_and_bars() -> None:
    done = RUN.invoke(application(), ["bench", "--json", "--only", "snapshot_us"])
    document = json.loads(done.stdout)
    assert set(document) == {"snapshot_us", "loads", "bars", "machine"}
    assert document["snapshot_us"] > 0
    assert document["loads"]["snapshot_us"].startswith("one slot of 64; typical: 20 enemies")
    assert document["bars"]["snapshot_us"] == {"at most": 20, "holds": document["snapshot_us"] <= 20}
    assert done.exit_code == (0 if document["bars"]["snapshot_us"]["holds"] else 1)


def test_markdown_is_a_table() -> None:
    done = RUN.invoke(application(), ["bench", "--markdown", "--only", "restore_us"])
    assert done.stdout.splitlines()[2].startswith("| `restore_us` | ")
