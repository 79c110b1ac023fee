"""Messages of the chat API as a local model's own chat template takes them: words and pictures."""

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.provider import ProviderError

HELLO = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello."}]


class Heard(NamedTuple):
    """What a model is given: a prompt in its own form, and pictures (PIL images) in the order of their places in it."""

    prompt: str
    pictures: list[Any]


class Chat:
    """A model's chat template. `reader`: its processor, or its tokenizer where it takes no pictures."""

    def __init__(self, name: str, reader: Any, pictures: bool, settings: Mapping[str, Any]) -> None:
        """Raises ConfigError: it has no template, or one that fails on a system prompt and a question."""
        self._name, self._reader, self._pictures, self._settings = name, reader, pictures, dict(settings)
        self._system = True  # whether the template knows a system's role
        if not getattr(reader, "chat_template", None):
            raise ConfigError(f"model: {name} has no chat template, so that nobody can talk with it; wanted a model tuned for "
                              "chat, with its chat_template.jinja")  # fmt: skip
        try:
            self.heard(HELLO)
        except Exception:
            self._system = False
            try:
                self.heard(HELLO)
            except Exception as error:
                raise ConfigError(f"model: the chat template of {name} fails: {type(error).__name__}: {error}") from None

    def heard(self, messages: Sequence[Mapping[str, Any]]) -> Heard:
        """The prompt. Raises ProviderError for a picture that the model cannot see."""
        pictures: list[Any] = []
        talk = [{"role": one["role"], "content": self._content(one["content"], pictures)} for one in messages]
        if not self._system:
            talk = _without_system(talk)
        prompt = self._reader.apply_chat_template(talk, tokenize=False, add_generation_prompt=True, **self._settings)
        return Heard(prompt, pictures)

    def _content(self, content: Any, pictures: list[Any]) -> Any:
        """Words alone for a model of words; for one that sees, a list of parts, as the templates of such models want it."""
        parts: list[Any] = [{"type": "text", "text": content}] if isinstance(content, str) else content
        if not self._pictures:
            if any(part["type"] != "text" for part in parts):
                raise ProviderError("refused", f"{self._name} takes no pictures; wanted the modality text, or a model that sees")
            return "\n".join(part["text"] for part in parts)
        given = []
        for part in parts:
            if part["type"] == "image_url":
                pictures.append(_picture(part["image_url"]["url"]))
                part = {"type": "image"}
            given.append(part)
        return given


def _picture(url: str) -> Any:
    """The picture of a data: URL."""
    from PIL import Image

    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")


def _without_system(talk: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The system's words put before the first question's, for templates that know no system."""
    system, rest = [one for one in talk if one["role"] == "system"], [one for one in talk if one["role"] != "system"]
    for one in reversed(system):
        first = rest[0]["content"]
        joined = one["content"] + "\n\n" + first if isinstance(first, str) else [*one["content"], *first]
        rest[0] = {**rest[0], "content": joined}
    return rest
