"""The published JSON Schema: in step with the model, and true of all levels."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from garrison_levels.level import benchmark_levels, generate_level
from garrison_levels.schema import level_schema, schema_text

PUBLISHED = Path(__file__).parents[2] / "docs" / "level.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(level_schema())


def test_published_schema_is_in_step() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run: python -m garrison_levels.schema > docs/level.schema.json"


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(level_schema())


@pytest.mark.parametrize("name", [f"garrison-{i}" for i in range(1, 6)])
def test_benchmark_file_holds_to_the_schema(name: str) -> None:
    import garrison_levels

    folder = Path(garrison_levels.__path__[0]) / "benchmark"
    VALIDATOR.validate(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
    VALIDATOR.validate(benchmark_levels()[name].model_dump(mode="json"))


def test_generated_levels_and_the_sample_hold_to_the_schema(document: dict[str, Any]) -> None:
    VALIDATOR.validate(document)
    for difficulty in range(1, 6):
        VALIDATOR.validate(generate_level(9, difficulty).model_dump(mode="json"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("life", "20"), ("format", 2), ("waves", []), ("base", [0, 9]), ("nonsense", 1), ("look", {"tiles": ["." * 23] * 24})],
)
def test_schema_refuses_what_the_model_refuses(document: dict[str, Any], name: str, value: Any) -> None:
    changed = copy.deepcopy(document)
    changed[name] = value
    assert not VALIDATOR.is_valid(changed)
