"""Where the arithmetic is done."""

import torch

from garrison_agents.training.errors import SettingsError


def use_threads(number: int) -> None:
    """How many threads the network's arithmetic takes in this process."""
    torch.set_num_threads(number)


def checked_device(name: str) -> torch.device:
    """The device by its name; auto: a GPU where there is one. Raises SettingsError."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        there = ", ".join(["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))])
        raise SettingsError(f"device: came {name!r}, wanted one of this machine's: {there} ({str(error).splitlines()[0]})") from None
    return device
