"""Replies drawn by vLLM, where it is installed: faster on a GPU, with the adapter as it is now.

Its log-probabilities are those of its own kernels, temperature and all, and so the ratio's old ones: what lies between the two
implementations is corrected as any step off the policy is. It tells no entropies; minus the log-probability of what was drawn stands for
them, which is right on average.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Final, Self

import numpy as np
import torch

from garrison_agents.grpo.data import Tokens
from garrison_agents.grpo.errors import PolicyError

RANKS: Final = (8, 16, 32, 64, 128, 256, 512)  # that vLLM makes room for
SHARE: Final = 0.45  # of the GPU's memory; the learner has the rest


class Writer:
    """A vLLM engine beside the model that is trained."""

    def __init__(self, path: str, dtype: str, rank: int, longest: int) -> None:
        """Raises PolicyError: no vLLM, or no adapter to hand over."""
        try:
            from vllm import LLM
        except ImportError as error:
            raise PolicyError(f"vllm: needs {error.name}, which is not installed: pip install vllm") from None
        if not 0 < rank <= RANKS[-1]:
            raise PolicyError(f"vllm: came lora={rank}, wanted an adapter (lora=1 to {RANKS[-1]}): its weights alone are handed over")
        self._engine: Any = LLM(
            model=path, dtype=dtype, enable_lora=True, max_lora_rank=next(one for one in RANKS if one >= rank), max_loras=1,
            max_model_len=longest, logprobs_mode="processed_logprobs", enable_prefix_caching=True, gpu_memory_utilization=SHARE,
        )  # fmt: skip
        self._folder = TemporaryDirectory(prefix="garrison-adapter-")
        self._stamp: torch.Tensor | None = None
        self._handed, self._adapter = 0, Path()
        self._one_at_a_time = Lock()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A copy of the policy draws by the same engine, with weights of its own."""
        return self

    def written(
        self, module: Any, contexts: Sequence[Tokens], ends: Sequence[int], generator: torch.Generator, temperature: float, most: int
    ) -> list[tuple[Tokens, Any, Any]]:
        """Each context's reply: tokens with the one that ends it, log-probabilities, entropies, (r,) each."""
        from vllm import SamplingParams
        from vllm.inputs import TokensPrompt
        from vllm.lora.request import LoRARequest

        seeds = torch.randint(1 << 62, (len(contexts),), generator=generator, device=generator.device).tolist()
        prompts = [TokensPrompt(prompt_token_ids=context.tolist()) for context in contexts]
        ways = [
            SamplingParams(temperature=temperature, max_tokens=most, stop_token_ids=list(ends), seed=seed, logprobs=0, detokenize=False)
            for seed in seeds
        ]
        with self._one_at_a_time:
            self._hand_over(module)
            adapter = LoRARequest(f"adapter-{self._handed}", self._handed, str(self._adapter))
            came = self._engine.generate(prompts, ways, lora_request=adapter, use_tqdm=False)
        return [self._read(one.outputs[0]) for one in came]

    def _hand_over(self, module: Any) -> None:
        """Writes the adapter down where it is another than the last time. A name once handed over is never used again."""
        stamp = torch.stack([weight.detach().double().sum() for name, weight in module.named_parameters() if "lora_" in name]).cpu()
        if self._stamp is None or not torch.equal(stamp, self._stamp):
            self._stamp, self._handed = stamp, self._handed + 1
            self._adapter = Path(self._folder.name) / str(self._handed)
            module.save_pretrained(self._adapter)

    def _read(self, output: Any) -> tuple[Tokens, Any, Any]:
        tokens = np.array(output.token_ids, np.int64)
        likely = np.array([step[int(token)].logprob for token, step in zip(tokens, output.logprobs, strict=True)], np.float32)
        return tokens, likely, -likely
