"""States in the types that torch.load reads without trusting the file."""

from typing import Any

import numpy as np
import torch


def packed(value: Any) -> Any:
    """A state in the types that torch.load reads without trusting the file: arrays and bytes as tensors."""
    if isinstance(value, np.ndarray):
        return torch.from_numpy(np.require(value, requirements=["C", "W"])) if value.ndim else {"__scalar__": value.item()}
    if isinstance(value, bytes):
        return {"__bytes__": torch.frombuffer(bytearray(value), dtype=torch.uint8)}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, torch.Tensor):
        return {"__tensor__": value}
    if isinstance(value, dict):
        return {key: packed(one) for key, one in value.items()}
    return [packed(one) for one in value] if isinstance(value, list | tuple) else value


def unpacked(value: Any) -> Any:
    """What `packed` was given; tuples come back as lists."""
    if isinstance(value, torch.Tensor):
        return value.numpy()
    if isinstance(value, dict):
        if "__bytes__" in value:
            return value["__bytes__"].numpy().tobytes()
        if "__tensor__" in value:
            return value["__tensor__"]
        if "__scalar__" in value:
            return np.asarray(value["__scalar__"])
        return {key: unpacked(one) for key, one in value.items()}
    return [unpacked(one) for one in value] if isinstance(value, list) else value
