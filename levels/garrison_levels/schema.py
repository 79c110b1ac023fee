"""The level format as JSON Schema, for editors and other languages: `python -m garrison_levels.schema > docs/level.schema.json`.

What a schema cannot say (roads end at the base, boxes do not overlap, a start within the maximum) only the model checks.
"""

import json
from typing import Any

from garrison_levels.model import Level

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def level_schema() -> dict[str, Any]:
    """The schema, as a JSON document."""
    schema = Level.model_json_schema(mode="validation")
    schema["title"] = "Garrison level, format 1"
    return {"$schema": DIALECT, **schema}


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(level_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
