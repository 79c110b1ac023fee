"""`garrison.commons_v0`: the commons for PettingZoo. Importing it registers `garrison/commons_v0` in PettingZoo's registry.

from garrison import commons_v0

env = commons_v0.parallel_env(seats=16, graph="grid")
"""

from typing import Any

from garrison.errors import MissingExtraError

try:
    from pettingzoo.env_registry.registration import aec_registry, parallel_registry, register
    from pettingzoo.utils.conversions import parallel_to_aec
    from pettingzoo.utils.wrappers import OrderEnforcingWrapper
except ImportError as error:
    raise MissingExtraError("the commons needs pettingzoo 1.27 or newer, which is not installed: pip install 'garrison[marl]'") from error

from garrison.commons_batch import CommonsBatchEnv
from garrison.parallel_env import CommonsParallelEnv

__all__ = ["batch_env", "env", "parallel_env", "raw_env"]

ID = "garrison/commons-v0"

parallel_env = CommonsParallelEnv
batch_env = CommonsBatchEnv


def raw_env(**options: Any) -> Any:
    """The game turn by turn; the options are those of `CommonsParallelEnv`."""
    return parallel_to_aec(parallel_env(**options))


def env(**options: Any) -> Any:
    """`raw_env` with PettingZoo's check of the order of calls."""
    return OrderEnforcingWrapper(raw_env(**options))


if ID not in parallel_registry:
    register("parallel", ID, entry_point="garrison.commons_v0:parallel_env")
if ID not in aec_registry:
    register("aec", ID, entry_point="garrison.commons_v0:env")
