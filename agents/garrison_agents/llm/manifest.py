"""What a run was made with: versions, hashes of levels and prompts, models' settings, endpoints, dates. No key is among them."""

import importlib.metadata
import platform
import uuid
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from garrison.backend import Backend
from garrison_agents.llm.config import Evaluation, Model
from garrison_agents.llm.episodes import level_label
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.fields import made
from garrison_agents.llm.player import Ground, open_options, talk_options
from garrison_agents.llm.record import digest
from garrison_agents.llm.speech import Speaker
from garrison_agents.llm.strategies.strategy import make_strategy

PACKAGES: Final = ("garrison", "openai", "litellm", "torch", "transformers", "numpy", "grpcio")
CHANGEABLE: Final = ("target", "parallel", "keep_prompts", "caps")  # of a run that goes on
CHANGEABLE_OF_MODELS: Final = ("timeout_s", "retries", "backoff_s", "parallel", "requests_per_minute", "api_key_env")


def new_manifest(config: Evaluation, backend: Backend, grounds: Mapping[str, Ground]) -> dict[str, Any]:
    """A new run's manifest."""
    info = backend.info()
    return {
        "run": str(uuid.uuid4()),
        "created": now(),
        "resumed": [],
        "versions": {name: version for name in PACKAGES if (version := _version(name))},
        "server": {"version": info.version, "engine_version": info.engine_version},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "endpoints": {model.name: model.endpoint for model in config.models},
        "levels": {
            level: {"hash": ground.description.level.hash, "document_sha256": digest(ground.description.level_document),
                    "served": ground.document is None, "witness": ground.witness, "file": f"levels/{level_label(level)}.json"}
            for level, ground in grounds.items()
        },
        "system_prompts_sha256": _prompts(config, backend, grounds),
        "config": asdict(config),
    }  # fmt: skip


def config_of(manifest: Mapping[str, Any]) -> Evaluation:
    """The config that a run was begun with."""
    return made(Evaluation, manifest["config"], "manifest.config")


def check_same(config: Evaluation, manifest: Mapping[str, Any], backend: Backend, grounds: Mapping[str, Ground]) -> None:
    """Raises RunError when a run cannot go on so: another config, engine, level or prompt."""
    before = config_of(manifest)
    for field in fields(Evaluation):
        if field.name not in (*CHANGEABLE, "models") and getattr(config, field.name) != getattr(before, field.name):
            raise RunError(f"{field.name}: the run has {_short(getattr(before, field.name))}, came {_short(getattr(config, field.name))}; "
                           f"of a run that goes on only {', '.join(CHANGEABLE)} and models' "
                           f"{', '.join(CHANGEABLE_OF_MODELS)} may change")  # fmt: skip
    if [_fixed(model) for model in config.models] != [_fixed(model) for model in before.models]:
        raise RunError(f"models: the run has others; of a run that goes on only their {', '.join(CHANGEABLE_OF_MODELS)} may change")
    engine = backend.info().engine_version
    if engine != manifest["server"]["engine_version"]:
        raise RunError(f"the run was begun with engine {manifest['server']['engine_version']}; {config.target} has {engine}")
    for level, ground in grounds.items():
        if ground.description.level.hash != manifest["levels"][level]["hash"]:
            raise RunError(f"level {level}: the run was begun with hash {manifest['levels'][level]['hash']}, now it has "
                           f"{ground.description.level.hash}")  # fmt: skip
    if _prompts(config, backend, grounds) != manifest["system_prompts_sha256"]:
        raise RunError("the gateway's prompts have changed since the run was begun; begin a new one")


def now() -> str:
    """The date and time, as ISO 8601 has them."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _prompts(config: Evaluation, backend: Backend, grounds: Mapping[str, Ground]) -> dict[str, str]:
    """The hash of every system prompt that is used, by level and how it is answered."""
    prompts = {}
    speaker = Speaker(backend)
    ways = {(model.answer, model.form, make_strategy(strategy).thoughts) for model in config.models for strategy in config.strategies}
    for level, ground in grounds.items():
        for modality in config.modalities:
            for answer, form, thoughts in sorted(ways):
                session = backend.open(open_options(config, ground, modality))
                session.reset([0], [0], views=())
                brief = speaker.brief(session, 0, talk_options(config, answer, form, thoughts, modality))
                session.close()
                name = f"{level} {modality} {answer}{' ' + form if form else ''}{' thoughts' if thoughts else ''}"
                prompts[name] = digest(brief.system_prompt)
    return prompts


def _fixed(model: Model) -> dict[str, Any]:
    return {name: value for name, value in asdict(model).items() if name not in CHANGEABLE_OF_MODELS}


def _short(value: object) -> str:
    text = repr([getattr(one, "name", one) for one in value] if isinstance(value, tuple) else asdict(value) if _is_record(value) else value)  # type: ignore[call-overload]
    return text if len(text) < 120 else text[:117] + "..."


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
