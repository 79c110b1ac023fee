"""A config is read, or refused with the field's name, what came and what was wanted; no key gets in."""

from dataclasses import asdict
from pathlib import Path

import pytest

from garrison_agents.llm.config import Evaluation, load_config
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.fields import made

GOOD = """
name = "first"
levels = ["garrison-1", "generated:7:3"]
seeds = [0, 1]
caps.tokens = 1_000_000

[[models]]
name = "mine"
model = "llama"
base_url = "http://127.0.0.1:8000/v1"
api_key_env = ""
temperature = 0

[[strategies]]
kind = "best_of_n"
n = 3
"""


def load(folder: Path, text: str, ending: str = "toml") -> Evaluation:
    path = folder / f"config.{ending}"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_toml_and_yaml_say_the_same(tmp_path: Path) -> None:
    yaml = """
name: first
levels: [garrison-1, "generated:7:3"]
seeds: [0, 1]
caps: {tokens: 1000000}
models: [{name: mine, model: llama, base_url: "http://127.0.0.1:8000/v1", api_key_env: "", temperature: 0}]
strategies: [{kind: best_of_n, n: 3}]
"""
    config = load(tmp_path, GOOD)
    assert config == load(tmp_path, yaml, "yaml")
    assert config.models[0].temperature == 0.0 and config.strategies[0].name == "best_of_n"
    assert made(Evaluation, asdict(config), "") == config


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('name = "first"', 'name = "../x"'), r"config.toml: name: came '../x'"),
        (('name = "first"', ""), r"name: is missing"),
        (("seeds = [0, 1]", 'seeds = ["a"]'), r"seeds\[0\]: came 'a', wanted int"),
        (("seeds = [0, 1]", "seeds = [0, 0]"), r"seeds: 0 is there twice"),
        (("seeds = [0, 1]", "seeds = []"), r"seeds: came none"),
        (("temperature = 0", 'tempreture = 0'), r"models\[0\].tempreture: no such field; there are name"),
        (("temperature = 0", 'api_key = "sk-123"'), r"models\[0\].api_key: no such field"),
        (("temperature = 0", 'extra = {x_api_key = "sk-123"}'), r"extra.x_api_key: looks like a key"),
        (("http://127", "http://user:secret@127"), r"keys come from the environment alone"),
        (("http://127", "ftp://127"), r"base_url: came 'ftp"),
        (('kind = "best_of_n"', 'kind = "magic"'), r"strategies\[0\].kind: came 'magic', wanted one of zero_shot"),
        (('kind = "best_of_n"', 'kind = "few_shot"'), r"strategies\[0\]: examples: is missing"),
        (("caps.tokens = 1_000_000", "caps.usd = 5"), r"caps.usd: the price of mine is unknown"),
        (("[[models]]", "[[models"), r"config.toml: .*line"),
    ],
)  # fmt: skip
def test_wrong_config_is_named(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        load(tmp_path, GOOD.replace(*change))
    assert "secret" not in str(caught.value) and "sk-123" not in str(caught.value)


def test_unknown_ending_and_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"wanted .toml"):
        load(tmp_path, GOOD, "ini")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "nothing.toml")
