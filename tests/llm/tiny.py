"""Tiny models with random weights and tokenizers trained on the spot, saved as anybody's: nothing is downloaded."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlamaForCausalLM,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

TEMPLATE = """{% for one in messages %}<|{{ one.role }}|>
{% if one.content is string %}{{ one.content }}{% else %}{% for part in one.content -%}
{{ '<image>' if part.type == 'image' else part.text }}
{%- endfor %}{% endif %}
{% endfor %}{% if add_generation_prompt %}<|assistant|>
{% endif %}"""
TEXT = 'Reply with {"X": x, "Y": y, "Action": number} and nothing else: tower, archer, magician, knight, wave, gold, road.'
SIZES: dict[str, Any] = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
    "max_position_embeddings": 8192,
}  # fmt: skip


def tokenizer(template: str | None = TEMPLATE, text: str = TEXT, size: int = 400) -> PreTrainedTokenizerFast:
    """Bytes, and what a few words of the game's make of them; `<end>` ends a reply."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    special = ["<pad>", "<end>", "<image>"]
    made.train_from_iterator([text] * 4, trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False,
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))  # fmt: skip
    return PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<end>", pad_token="<pad>", chat_template=template)


def save_llama(folder: Path, template: str | None = TEMPLATE, **words: Any) -> Path:
    """A Llama of 16 columns and two layers. words: of the tokenizer."""
    reader = tokenizer(template, **words)
    torch.manual_seed(0)
    LlamaForCausalLM(_words(reader)).save_pretrained(folder)
    reader.save_pretrained(folder)
    return folder


def save_llava(folder: Path) -> Path:
    """The same with eyes: it sees 32 x 32 pixels as 16 tokens."""
    reader = tokenizer()
    torch.manual_seed(0)
    eye = CLIPVisionConfig(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8)
    place = reader.convert_tokens_to_ids("<image>")
    config = LlavaConfig(vision_config=eye, text_config=_words(reader), image_token_id=place, vision_feature_layer=-1)
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    pictures = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    processor = LlavaProcessor(
        pictures, reader, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1, chat_template=TEMPLATE
    )
    processor.save_pretrained(folder)
    return folder


def _words(reader: PreTrainedTokenizerFast) -> LlamaConfig:
    return LlamaConfig(vocab_size=len(reader), eos_token_id=reader.eos_token_id, pad_token_id=reader.pad_token_id, **SIZES)
