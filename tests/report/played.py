"""Runs for pages: played by the scripted endpoint's models."""

from pathlib import Path
from typing import Any

from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.folder import RunFolder
from llm.endpoint import Endpoint


def played(path: Path, *names: str, levels: tuple[str, ...] = ("garrison-1",), **fields: Any) -> RunFolder:
    """The folder of a run of these models; where one is dead, its episodes are void."""
    with Endpoint(levels) as endpoint:
        models = [{"name": name, "model": name, "base_url": endpoint.url, "api_key_env": "", "retries": 0} for name in names]
        settings = {"name": path.name, "models": models, "levels": levels, "seeds": [0, 1], "ticks_per_step": 80, **fields}
        return evaluate(made(Evaluation, settings, ""), path, quiet=True).folder
