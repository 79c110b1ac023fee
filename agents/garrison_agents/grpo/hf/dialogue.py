"""A chat template in pieces: the ids in front of the first reply, and those between a reply and the next."""

from typing import Any, Final

import numpy as np

from garrison_agents.grpo.data import Tokens
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.chat import Chat

MARK: Final = "qzjx"  # stands for a reply when the template is asked what comes after one


class Dialogue:
    """How one model's conversations are written down. Ids of replies are never made anew: only what lies between them is rendered."""

    def __init__(self, name: str, reader: Any, pictures: bool, own_ends: tuple[int, ...]) -> None:
        """own_ends: ids that end a reply, by the model's own word. Raises PolicyError: no chat template, one that cannot be taken apart, no
        token that ends a reply."""
        self._tokenizer = getattr(reader, "tokenizer", reader)
        try:
            self._chat = Chat(name, reader, pictures, {})
        except ConfigError as error:
            raise PolicyError(str(error)) from None
        eos = self._tokenizer.eos_token_id
        ends = tuple(dict.fromkeys((*own_ends, *(() if eos is None else (int(eos),)))))
        if not ends:
            raise PolicyError(f"model: {name} has no token that ends a reply; wanted an eos_token_id of it or its tokenizer")
        self._closing = ""  # what the template itself writes where a reply ends
        first = self._ids(self._after_reply("?", name))
        self.ends, self.end = ends, int(first[0]) if len(first) and int(first[0]) in ends else ends[0]
        closing = self._tokenizer.convert_ids_to_tokens(self.end)
        self._closing = closing if self._after_reply("?", name).startswith(closing) else ""
        self._name = name

    def opening(self, system: str, user: str) -> Tokens:
        """A conversation up to its first reply. Without a system prompt there is none."""
        told = [{"role": "system", "content": system}] if system else []
        return self._ids(self._chat.heard([*told, {"role": "user", "content": user}]).prompt)

    def following(self, user: str, ended: bool) -> Tokens:
        """From the end of a reply to the beginning of the next. ended: the reply has the token that ends it."""
        text = self._after_reply(user, self._name)
        return self._ids(text.removeprefix(self._closing) if ended else text)

    def _after_reply(self, user: str, name: str) -> str:
        said = [{"role": "user", "content": "?"}, {"role": "assistant", "content": MARK}, {"role": "user", "content": user}]
        try:
            whole = self._chat.heard(said).prompt
        except Exception as error:  # a template is a program of anybody's
            raise PolicyError(f"model: the chat template of {name} fails after a reply: {type(error).__name__}: {error}") from None
        _, mark, after = whole.partition(MARK)
        if not mark:
            raise PolicyError(f"model: the chat template of {name} leaves replies out, so that a conversation cannot go on from one")
        return str(after)

    def _ids(self, text: str) -> Tokens:
        # Templates write their own first token.
        return np.array(self._tokenizer(text, add_special_tokens=False)["input_ids"], np.int64)
