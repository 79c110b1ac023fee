"""A local model in memory, and what it generates."""

import time
from collections.abc import Sequence
from typing import Any, Final

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForImageTextToText, AutoProcessor, AutoTokenizer

from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.chat import Chat, Heard
from garrison_agents.llm.providers.drawing import drawing_of
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.secret import environment_keys, without_keys
from garrison_agents.training.device import checked_device
from garrison_agents.training.errors import SettingsError

# Of a request's body: these are ours, the others are generation settings of the library.
OURS: Final = frozenset((
    "model", "messages", "temperature", "top_p", "top_k", "min_p", "seed", "max_tokens", "max_completion_tokens", "chat_template_kwargs",
))  # fmt: skip


class Weights:
    """One model with its tokenizer or processor. Not for several threads at once."""

    def __init__(self, settings: Model) -> None:
        """Loads it. Raises ConfigError: no such model or device, no chat template, settings that the library does not know."""
        self._name, self._timeout_s = settings.model, settings.timeout_s
        known = vars(transformers.GenerationConfig())
        strange = next((name for name in settings.extra if name not in OURS and name not in known), None)
        if strange:
            raise ConfigError(f"extra.{strange}: no generation setting of transformers {transformers.__version__}")
        self.device = device_of(settings.device)
        transformers.utils.logging.disable_progress_bar()
        try:
            self._model, reader, pictures = loaded(self._name, settings.dtype, self.device)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ConfigError(f"model: {self._name} cannot be loaded: {line_of(error)}") from None
        self._reader, self._tokenizer = reader, getattr(reader, "tokenizer", reader)
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token or self._tokenizer.convert_ids_to_tokens(0)
        self._chat = Chat(self._name, reader, pictures, settings.extra.get("chat_template_kwargs", {}))
        drawing_of({"temperature": settings.temperature, "top_p": settings.top_p, **settings.extra}, self._model.generation_config)
        config = self._model.config
        self._longest = getattr(config.get_text_config(), "max_position_embeddings", None)
        commit = getattr(config, "_commit_hash", None)
        self._served_by = (
            f"{self._name}{'@' + commit if commit else ''}, {str(self._model.dtype).removeprefix('torch.')}, {self.device.type}"
        )

    def answers(self, bodies: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[Answer | ProviderError]:
        """One reply for each body; all of one length and way of drawing. Rows that cannot be generated say why."""
        came: list[Answer | ProviderError | Heard] = [self._heard(body) for body in bodies]
        rows = [row for row, one in enumerate(came) if isinstance(one, Heard)]
        if rows:
            heard = [one for one in came if isinstance(one, Heard)]
            for row, answer in zip(rows, self._generated(bodies[rows[0]], heard, [keys[row] for row in rows]), strict=True):
                came[row] = answer
        return [one for one in came if not isinstance(one, Heard)]

    def _heard(self, body: dict[str, Any]) -> "Heard | ProviderError":
        """The prompt, or why there can be no reply to it."""
        try:
            heard = self._chat.heard(body["messages"])
        except ProviderError as error:
            return error
        size, most = self._inputs([heard])["input_ids"].shape[1], longest_reply(body)
        if self._longest is not None and size + most > self._longest:
            return ProviderError("refused", f"{size} tokens of prompt and {most} of reply, {self._name} takes {self._longest} together")
        return heard

    def _generated(self, body: dict[str, Any], heard: Sequence[Heard], keys: Sequence[str]) -> list[Answer | ProviderError]:
        began_s = time.monotonic()
        inputs = self._inputs(heard).to(self.device)
        more = {name: value for name, value in body.items() if name not in OURS}
        clock = _Clock(began_s + self._timeout_s)
        with torch.inference_mode():
            tokens = self._model.generate(
                **inputs, **more, max_new_tokens=longest_reply(body), do_sample=False, stopping_criteria=[clock],
                logits_processor=drawing_of(body, self._model.generation_config).steps(keys), pad_token_id=self._tokenizer.pad_token_id,
            )  # fmt: skip
        took_s = time.monotonic() - began_s
        new = tokens[:, inputs["input_ids"].shape[1] :].tolist()
        return [self._answer(row, int(mask.sum()), took_s, clock.late, longest_reply(body))
                for row, mask in zip(new, inputs["attention_mask"], strict=True)]  # fmt: skip

    def _inputs(self, heard: Sequence[Heard]) -> Any:
        prompts, pictures = [one.prompt for one in heard], [one.pictures for one in heard]
        given: dict[str, Any] = {"images": pictures} if any(pictures) else {}
        # Templates write their own first token.
        return self._reader(text=prompts, padding=True, add_special_tokens=False, return_tensors="pt", **given)

    def _answer(self, row: list[int], tokens_in: int, took_s: float, late: bool, most: int) -> Answer | ProviderError:
        """A row of new tokens as the reply it is: up to the token that ends it."""
        ends = self._ends()
        size = next((at + 1 for at, token in enumerate(row) if token in ends), len(row))
        ended = size > 0 and row[size - 1] in ends
        if late and not ended and size < most:
            return ProviderError("timeout", f"no whole answer within {self._timeout_s:g} s, after {size} tokens")
        text = self._tokenizer.decode(row[:size], skip_special_tokens=True)
        return Answer(text, finish="stop" if ended else "length", tokens_in=tokens_in, tokens_out=size, latency_s=round(took_s, 4),
                      served_by=self._served_by)  # fmt: skip

    def _ends(self) -> set[int]:
        ends = self._model.generation_config.eos_token_id
        return set(ends if isinstance(ends, list) else [ends])


class _Clock(transformers.StoppingCriteria):  # type: ignore[misc]
    """Stops all rows when their time is up."""

    def __init__(self, until_s: float) -> None:
        self._until_s, self.late = until_s, False

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_: Any) -> torch.Tensor:
        self.late = time.monotonic() > self._until_s
        return torch.full((input_ids.shape[0],), self.late, device=input_ids.device)


def device_of(name: str) -> torch.device:
    """A device by its name; auto: the first GPU, or the CPU. Raises ConfigError for one that is not there."""
    try:
        return checked_device(name)
    except SettingsError as error:
        raise ConfigError(str(error)) from None


def longest_reply(body: dict[str, Any]) -> int:
    """Tokens."""
    return int(body.get("max_tokens") or body["max_completion_tokens"])


def loaded(name: str, dtype: str, device: torch.device) -> tuple[Any, Any, bool]:
    """The model of a folder or of the hub, its processor or tokenizer, whether it takes pictures. dtype: `auto`, or torch's name of it."""
    config = AutoConfig.from_pretrained(name)
    pictures = type(config) in AutoModelForImageTextToText._model_mapping
    kind, reads = (AutoModelForImageTextToText, AutoProcessor) if pictures else (AutoModelForCausalLM, AutoTokenizer)
    reader = reads.from_pretrained(name)
    model = kind.from_pretrained(name, dtype=dtype if dtype == "auto" else getattr(torch, dtype)).to(device).eval()
    return model, reader, pictures and getattr(reader, "image_processor", None) is not None


def line_of(error: BaseException) -> str:
    """In a line, without the hub's token."""
    return without_keys(f"{type(error).__name__}: {error}", environment_keys())
