"""TRL's own GRPOTrainer plays against a Garrison server through our environments: `make trl`."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from garrison.launch import launch
from garrison_agents.adapters.trl import Environments, Tools, rows

pytestmark = pytest.mark.trl
CALL = '<tool_call>\n{"name": "build", "arguments": {"site": "A5", "tower": "archer"}}\n</tool_call><|im_end|>'
STEPS, GENERATIONS = 2, 2


def tools_of(tools: Tools) -> list[Any]:
    """As TRL finds them, and in its order."""
    names = [name for name, _ in inspect.getmembers(Tools, predicate=inspect.isfunction)]
    return [getattr(tools, name) for name in names if not name.startswith("_") and name not in ("reset", "get_reward")]


def tokenizer(text: str) -> PreTrainedTokenizerFast:
    """Bytes and words of the prompt, with TRL's copy of Qwen's template."""
    from trl.chat_template_utils import qwen2_5_chat_template

    made = Tokenizer(models.BPE())
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    made.train_from_iterator([qwen2_5_chat_template, *[text] * 4], trainers.BpeTrainer(
        vocab_size=1500, special_tokens=special, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))  # fmt: skip
    return PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=qwen2_5_chat_template, padding_side="left"
    )


def caller(reader: PreTrainedTokenizerFast, prompt: str) -> Qwen2ForCausalLM:
    """A tiny model that has learnt by heart to call one tool after this prompt."""
    torch.manual_seed(0)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(reader), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=8192, eos_token_id=reader.eos_token_id, pad_token_id=reader.pad_token_id,
        )
    )  # fmt: skip
    before, after = (reader(text, add_special_tokens=False)["input_ids"] for text in (prompt, CALL))
    tokens = torch.tensor([[*before, *after]])
    labels = torch.tensor([[-100] * len(before) + after])
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(400):
        loss = model(input_ids=tokens, labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if float(loss.detach()) < 0.01:
            break
    assert float(loss.detach()) < 0.01
    return model


def test_trl_s_trainer_trains_two_steps_against_a_server(tmp_path: Path) -> None:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    with launch() as server, Environments(server.address, max_turns=3) as environments:
        tools = environments()
        told = tools.reset(**rows(["garrison-1"], [5])[0])
        reader = tokenizer(told)
        prompt = reader.apply_chat_template(
            [{"role": "user", "content": told}], tools=tools_of(tools), add_generation_prompt=True, tokenize=False
        )
        settings = GRPOConfig(
            output_dir=str(tmp_path), max_steps=STEPS, per_device_train_batch_size=GENERATIONS, num_generations=GENERATIONS,
            max_completion_length=900, max_tool_calling_iterations=2, temperature=0.2, use_cpu=True, bf16=False, report_to=[],
            logging_steps=1, save_strategy="no", gradient_checkpointing=False,
        )  # fmt: skip
        trainer = GRPOTrainer(
            caller(reader, prompt), args=settings, train_dataset=Dataset.from_list(rows(["garrison-1"], range(STEPS))),
            processing_class=reader, environment_factory=environments,
        )  # fmt: skip
        trainer.train()
        logs = [log for log in trainer.state.log_history if "reward" in log]
        assert trainer.state.global_step == STEPS and len(logs) == STEPS
        assert all(log["tools/call_frequency"] >= 0.5 and log["tools/failure_frequency"] == 0 for log in logs), logs
        seen = [one for pool in trainer._environment_pool.values() for one in pool]
        assert len(seen) >= GENERATIONS and all(one._game.over and one._game.seed < STEPS for one in seen[:GENERATIONS])
        assert logs[-1]["rewards/Tools/mean"] == pytest.approx(sum(one.get_reward() for one in seen[:GENERATIONS]) / GENERATIONS, abs=1e-4)
