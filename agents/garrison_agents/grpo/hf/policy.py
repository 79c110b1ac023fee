"""HFPolicy: a language model of the library `transformers`, with the interface of every policy."""

import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
import torch
import transformers
from torch import Tensor, nn

from garrison_agents.grpo.data import Completion, Prompt, Tokens
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.grpo.hf.dialogue import Dialogue
from garrison_agents.grpo.hf.vllm import Writer
from garrison_agents.grpo.hf.writing import length_of, written
from garrison_agents.grpo.interfaces import Forward, Needs
from garrison_agents.grpo.tokens import placed
from garrison_agents.llm.providers.weights import line_of, loaded

DTYPES: Final = ("float32", "bfloat16", "float16", "auto")


class HFPolicy:
    """Reads the gateway's prompts through the model's chat template and writes what it likes. A model that sees is given words alone."""

    FIRST: ClassVar = "path"  # hf:FOLDER,lora=8
    GIVES: ClassVar[Needs] = ()

    def __init__(
        self, seed: int, device: torch.device, *, path: str = "", lora: int = 0, alpha: int = 0, targets: tuple[str, ...] = ("all-linear",),
        checkpointing: bool = False, dtype: str = "float32", longest: int = 0, vllm: bool = False,
    ) -> None:  # fmt: skip
        """path: a folder, or a name of the Hugging Face hub. lora: rank of the adapter that is trained alone; 0: all weights are trained.
        alpha: 0 is twice the rank. checkpointing: less memory for more time. dtype: of the weights. longest: most tokens of a row;
        0: as many as the model takes. vllm: it draws the replies of a policy with an adapter. Raises PolicyError for a model that cannot
        be had or cannot talk."""
        if not path or dtype not in DTYPES or lora < 0:
            raise PolicyError(f"policy hf: came path {path!r}, dtype {dtype!r}, lora {lora}; wanted hf:FOLDER[,lora=RANK,dtype="
                              f"{'|'.join(DTYPES)}]")  # fmt: skip
        transformers.utils.logging.disable_progress_bar()
        try:
            self.model, self._reader, pictures = loaded(path, dtype, device)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise PolicyError(f"model: {path} cannot be loaded: {line_of(error)}") from None
        self._path, self._tokenizer = path, getattr(self._reader, "tokenizer", self._reader)
        self._refuse_small()
        self._dialogue = Dialogue(path, self._reader, pictures, ends_of(self.model.generation_config))
        pad = self._tokenizer.pad_token_id
        self.pad = int(self._dialogue.end if pad is None else pad)
        most = getattr(self.model.config.get_text_config(), "max_position_embeddings", None) or 1 << 20
        self.longest, self.views, self.device = min(longest or most, most), (), device
        self._lora, self._targets, self._base = lora, targets, ""
        self._keeps = "logits_to_keep" in inspect.signature(self.model.forward).parameters
        if checkpointing:
            self.model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        self.module: nn.Module = self.model
        if lora:
            from garrison_agents.grpo.hf.adapter import adapted, fingerprint

            self._base = fingerprint(self.model)
            self.module = adapted(self.model, lora, alpha, targets, seed)
        # Not the whole model: nothing else of what training would change, dropout above all, may tell the learner from the sampler.
        self._sparing = [one for one in self.model.modules() if getattr(one, "gradient_checkpointing", False)]
        self._writer = Writer(path, dtype, lora, self.longest) if vllm else None

    def _refuse_small(self) -> None:
        words, ids = self.model.get_input_embeddings().num_embeddings, len(self._tokenizer)
        if words < ids:
            raise PolicyError(f"model: the vocabulary of {self._path} is too small: it has {words} words, its tokenizer {ids}")

    def prompt_tokens(self, prompt: Prompt, first: bool) -> Tokens:
        """By the chat template: the conversation up to its first reply, or what comes after one."""
        if first:
            return self._dialogue.opening(prompt.system, prompt.user)
        return self._dialogue.following(prompt.user, prompt.ended)

    def reply_tokens(self, text: str) -> Tokens:
        """A given reply's ids and the one that ends it. Raises PolicyError for words that the tokenizer does not give back."""
        found = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        back = self._tokenizer.decode(found, clean_up_tokenization_spaces=False)
        if back != text:
            at = next((i for i, (one, other) in enumerate(zip(back, text, strict=False)) if one != other), min(len(back), len(text)))
            raise PolicyError(f"model: the vocabulary of {self._path} is too small: it cannot spell {text[at : at + 12]!r} "
                              f"at character {at} of {text!r}")  # fmt: skip
        return np.array([*found, self._dialogue.end], np.int64)

    def text_of(self, tokens: Tokens) -> str:
        """A reply's words."""
        return str(self._tokenizer.decode(tokens.tolist(), skip_special_tokens=True))

    @torch.no_grad()
    def generate(self, contexts: Sequence[Tokens], generator: torch.Generator, temperature: float, most: int) -> list[Completion]:
        """Draws a reply to each context, all in one batch."""
        width = max(map(len, contexts))
        if width + most > self.longest:
            raise PolicyError(f"a context of {width} tokens came, and replies of at most {most}; {self._path} holds {self.longest}")
        ends = self._dialogue.ends
        if self._writer is not None:
            replies = self._writer.written(self.module, contexts, ends, generator, temperature, most)
        else:
            replies = list(zip(*written(self.model, contexts, self.pad, ends, generator, temperature, most), strict=True))
        made = []
        for row, likely, open_ in replies:
            length, ended = length_of(row, ends, most)
            own = row[:length].copy()
            made.append(Completion(own, likely[:length].copy(), open_[:length].copy(), self.text_of(own), ended))
        return made

    def forward(self, tokens: Tensor, present: Tensor, wanted: Tensor, temperature: float = 1.0) -> Forward:
        """Teacher-forced; rows padded on the right. Logits are made only where a token is wanted in some row."""
        if tokens.shape[1] > self.longest:
            raise PolicyError(f"a row of {tokens.shape[1]} tokens came; {self._path} holds {self.longest}")
        foretold = wanted[:, 1:]  # the token at i + 1 is foretold at i
        columns = foretold.any(0).nonzero()[:, 0]
        logits = self._logits(tokens, present, columns)
        rows, at = foretold[:, columns].nonzero(as_tuple=True)
        where = rows, columns[at] + 1
        logs = torch.log_softmax(logits[rows, at].float() / temperature, dim=-1)
        chosen = logs.gather(1, tokens[where][:, None])[:, 0]
        entropies = -(logs.exp() * logs).sum(-1)
        return Forward(placed(chosen, where, tokens), placed(entropies, where, tokens))

    def _logits(self, tokens: Tensor, present: Tensor, columns: Tensor) -> Tensor:
        """(b, columns, words)."""
        more = {"logits_to_keep": columns} if self._keeps else {}
        with self._sparingly():
            found: Tensor = self.model(input_ids=tokens, attention_mask=present.long(), use_cache=False, **more).logits
        return found if self._keeps else found[:, columns]

    @contextmanager
    def _sparingly(self) -> Iterator[None]:
        """Layers that forget what they can compute again do so in training alone."""
        for one in self._sparing:
            one.training = torch.is_grad_enabled()
        try:
            yield
        finally:
            for one in self._sparing:
                one.training = False

    @contextmanager
    def as_reference(self) -> Iterator[bool]:
        """With the adapter off, where there is one."""
        if not self._lora:
            yield False
            return
        module: Any = self.module
        with module.disable_adapter():
            yield True

    def about(self) -> dict[str, Any]:
        """Its shape; and, of an adapter, the weights that it is trained beside."""
        config = self.model.config.get_text_config()
        return {
            "policy": "hf", "architecture": type(self.model).__name__, "words": self.model.get_input_embeddings().num_embeddings,
            "width": getattr(config, "hidden_size", 0), "layers": getattr(config, "num_hidden_layers", 0), "lora": self._lora,
            "targets": "+".join(self._targets) if self._lora else "", "base": self._base,
        }  # fmt: skip

    def weights(self) -> dict[str, Tensor]:
        """The adapter's, or all of them."""
        if not self._lora:
            return self.module.state_dict()
        from peft import get_peft_model_state_dict

        found: dict[str, Tensor] = get_peft_model_state_dict(self.module, save_embedding_layers=False)
        return found

    def load(self, weights: dict[str, Tensor]) -> None:
        """Takes them over."""
        if not self._lora:
            self.module.load_state_dict(weights)
            return
        from peft import set_peft_model_state_dict

        set_peft_model_state_dict(self.module, weights)

    def save(self, folder: Path) -> None:
        """As a folder of the library, the adapter merged into the weights; the policy itself is used up by it."""
        module: Any = self.module
        whole = module.merge_and_unload() if self._lora else self.model
        whole.save_pretrained(folder)
        self._reader.save_pretrained(folder)


def ends_of(settings: Any) -> tuple[int, ...]:
    """The ids that end a reply by a model's own generation config."""
    ends = settings.eos_token_id if settings is not None else None
    return tuple(map(int, ends)) if isinstance(ends, list) else () if ends is None else (int(ends),)
