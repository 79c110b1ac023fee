"""An evaluation's config: models x strategies x modalities x levels x seeds, from a TOML or YAML file."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.fields import AtLeastZero, Count, OneOf, Positive, Whole, check_name, made
from garrison_agents.llm.strategies.settings import Strategy
from garrison_agents.training.settings import Bounds

SECRETS: Final = re.compile(r"(^|_|-)(key|apikey|token|authorization|password|secret)$", re.IGNORECASE)
READABLE: Final = 256  # pixels a side from which the picture has figures (protocol: ConversationOptions.image_alone)
OPENAI: Final = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Model:
    """One model behind one endpoint, and how it is asked. Its key is read from the environment and written nowhere."""

    name: str
    """What tables call it: letters, digits, dot, dash, underscore."""
    model: str
    """What the endpoint calls it."""
    provider: Annotated[str, OneOf(("openai", "litellm", "transformers", "person"))] = "openai"
    """openai: any OpenAI-compatible endpoint; litellm: everything else; transformers: a model that runs here, `model` being a folder or a
    name of the Hugging Face hub; person: somebody at this terminal."""
    base_url: str = ""
    """http://host:port/v1 of a compatible endpoint; "": OpenAI's own."""
    api_key_env: str | None = None
    """The environment variable that holds the key; "": the endpoint wants none. Left out: OPENAI_API_KEY for openai; LiteLLM reads its
    providers' own variables; transformers and a person need none."""
    answer: Annotated[str, OneOf(("text", "tools", "json", "schema"))] = "text"
    """text: words; tools: tool calls; json: the endpoint's JSON mode; schema: structured output held to the action's schema."""
    form: Annotated[str, OneOf(("", "object", "named"))] = ""
    """Answers in text: object, {"X":, "Y":, "Action":} as in TowerMind; named, a tool by its name; "": object where the style is full."""
    temperature: float | None = None
    """Sampling temperature; left out: the endpoint's own."""
    top_p: float | None = None
    """Nucleus sampling; left out: the endpoint's own."""
    seed: int | None = None
    """The endpoint's sampling seed, where it has one."""
    max_output_tokens: Count = 1024
    """Longest reply, in tokens."""
    max_tokens_field: Annotated[str, OneOf(("max_tokens", "max_completion_tokens"))] = "max_tokens"
    """How the endpoint calls that."""
    extra: dict[str, Any] = field(default_factory=dict)
    """More fields of the request's body, as the endpoint wants them."""
    timeout_s: Positive = 120.0
    """How long one request may take from its first byte to its last."""
    retries: Whole = 5
    """How often a failed request is sent again, with growing pauses."""
    backoff_s: Positive = 1.0
    """The first pause; each next one is twice as long, up to a minute, unless the endpoint says how long to wait."""
    parallel: Count = 8
    """Requests on their way at once."""
    requests_per_minute: Whole = 0
    """At most so many; 0: no limit."""
    device: str = "auto"
    """transformers: cpu, cuda, cuda:1, mps; auto: the first GPU, or the CPU."""
    dtype: Annotated[str, OneOf(("auto", "float32", "bfloat16", "float16"))] = "auto"
    """transformers: the weights' numbers; auto: as they are stored."""
    price_in: AtLeastZero | None = None
    """US dollars for a million prompt tokens; left out: unknown."""
    price_out: AtLeastZero | None = None
    """US dollars for a million reply tokens; left out: unknown."""

    def __post_init__(self) -> None:
        check_name(self.name)
        parts = urlsplit(self.base_url)
        if self.base_url and parts.scheme not in ("http", "https"):
            raise ConfigError(f"base_url: came {self.base_url!r}, wanted http://... or https://...")
        if parts.username or parts.password or parts.query:
            raise ConfigError("base_url: holds a user, a password or a query; keys come from the environment alone")
        for name in self.extra:
            if SECRETS.search(name):
                raise ConfigError(f"extra.{name}: looks like a key; keys come from the environment alone (api_key_env)")
        if self.provider in ("transformers", "person") and self.answer != "text":
            raise ConfigError(f"answer: came {self.answer!r}, wanted text: {self.provider} answers in words alone")
        if self.provider in ("transformers", "person") and (self.base_url or self.api_key_env):
            raise ConfigError(f"{'base_url' if self.base_url else 'api_key_env'}: came with {self.provider}, which has no endpoint")

    @property
    def key_variable(self) -> str:
        """The environment variable of the key; "": none."""
        if self.api_key_env is None:
            return "OPENAI_API_KEY" if self.provider == "openai" else ""
        return self.api_key_env

    @property
    def endpoint(self) -> str:
        """Where it is reached, for the record."""
        own = {"openai": OPENAI, "litellm": "litellm: its own", "transformers": "this machine", "person": "this terminal"}
        return self.base_url or own[self.provider]

    @property
    def priced(self) -> bool:
        """Whether what it costs is known."""
        return self.price_in is not None and self.price_out is not None

    @property
    def perhaps_priced(self) -> bool:
        """Whether the price needs no saying: a person costs nothing; LiteLLM may know it, as the first call shows."""
        return self.provider == "person" or (self.provider == "litellm" and not self.base_url)


@dataclass(frozen=True)
class Caps:
    """Where the run stops, to go on only when they are raised. Requests already on their way are finished."""

    usd: Positive | None = None
    """Money, in US dollars; every model then needs its prices."""
    tokens: Count | None = None
    """Tokens of prompts and replies together."""
    calls: Count | None = None
    """Requests."""


@dataclass(frozen=True)
class Evaluation:
    """The whole file."""

    name: str
    """The run's name; its folder is called so."""
    models: tuple[Model, ...]
    """Who plays."""
    levels: tuple[str, ...] = ("garrison-1",)
    """Levels' names, `generated:SEED:DIFFICULTY` (held out: nobody can have memorised them), or level files (.json)."""
    seeds: tuple[Whole, ...] = (0, 1, 2, 3, 4)
    """Episodes of each level."""
    strategies: tuple[Strategy, ...] = (Strategy(),)
    """How each model is led: see `garrison evaluate --help`."""
    modalities: tuple[Annotated[str, OneOf(("text", "image", "both"))], ...] = ("text",)
    """What the model sees of the state: text; image, the picture in place of all words; or both."""
    style: Annotated[str, OneOf(("full", "brief"))] = "full"
    """The prompt: TowerMind's whole, or a fifth as long with site names."""
    track: Annotated[str, OneOf(("turn", "plan", "real_time"))] = "turn"
    """turn: the world waits, one action a reply; plan: several actions a reply, until something happens; real_time: it runs while the
    model thinks. Results of different tracks are not comparable, nor can a real-time episode go on after a crash: it begins anew."""
    speed: Annotated[float, Bounds(0, 20, low_itself=False)] = 1.0
    """real_time: seconds of the world for each of the clock."""
    history: Annotated[int, Bounds(0, 16)] = 2
    """Earlier states, with what was done in them, that each prompt tells."""
    ticks_per_step: Annotated[int, Bounds(1, 250)] = 16
    """Ticks of 0.02 s that one decision covers."""
    max_steps: Whole = 0
    """An episode is cut after so many decisions; 0: never."""
    max_ticks: Whole = 60_000
    """And after so many ticks; 0: never."""
    digits: Annotated[int, Bounds(0, 5)] = 3
    """Digits after the point in the state's text."""
    image_size: Annotated[int, Bounds(16, 512)] = 512
    """Side of the picture, in pixels."""
    target: str = "local"
    """Where to play: local (in this process), own (a server of its own), host:port or unix:PATH."""
    parallel: Count = 4
    """Episodes at once."""
    keep_prompts: bool = True
    """Keeps every prompt, compressed, beside the transcripts."""
    caps: Caps = field(default_factory=Caps)
    """Where the run stops."""

    def __post_init__(self) -> None:
        check_name(self.name)
        for what in ("models", "levels", "seeds", "strategies", "modalities"):
            values = getattr(self, what)
            if not values:
                raise ConfigError(f"{what}: came none, wanted at least one")
            names = [getattr(value, "name", value) for value in values]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ConfigError(f"{what}: {twice!r} is there twice")
        if "image" in self.modalities and self.image_size < READABLE:
            raise ConfigError(f"image_size: came {self.image_size}, wanted {READABLE} or more: in a smaller picture no figure can be read")
        formal = [model.name for model in self.models if model.answer in ("json", "schema")]
        if formal and any(strategy.kind == "chain_of_thought" for strategy in self.strategies):
            raise ConfigError(f"strategies: chain_of_thought wants words before the answer, and {formal[0]} answers in JSON alone")
        if self.caps.usd is not None:
            unpriced = [model.name for model in self.models if not model.priced and not model.perhaps_priced]
            if unpriced:
                raise ConfigError(f"caps.usd: the price of {', '.join(unpriced)} is unknown; give price_in and price_out, or cap tokens")

    def model(self, name: str) -> Model:
        """A model by its name."""
        return next(model for model in self.models if model.name == name)

    def strategy(self, name: str) -> Strategy:
        """A strategy by its name."""
        return next(strategy for strategy in self.strategies if strategy.name == name)


def load_config(path: Path) -> Evaluation:
    """Reads a .toml, .yaml, .yml or .json file. Raises ConfigError naming the file and the field."""
    try:
        return made(Evaluation, _document(path), "")
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _document(path: Path) -> Any:
    try:
        data = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}") from None
    try:
        if path.suffix == ".toml":
            return tomllib.loads(data)
        if path.suffix == ".json":
            return json.loads(data)
        if path.suffix in (".yaml", ".yml"):
            return _yaml(data)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    raise ConfigError(f"came a file ending in {path.suffix!r}, wanted .toml, .yaml, .yml or .json")


def _yaml(data: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ConfigError("YAML needs PyYAML, which is not installed: pip install 'garrison[llm]', or write TOML") from None
    try:
        return yaml.safe_load(data)
    except yaml.YAMLError as error:
        raise ConfigError(str(error)) from None
