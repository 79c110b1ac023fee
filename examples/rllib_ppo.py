"""RLlib's PPO on Garrison, over legal actions only: `python examples/rllib_ppo.py --level garrison-1 --iterations 50`.

Needs `pip install 'garrison[ray]'`; `ray[rllib]` itself would bring an older Gymnasium. RLlib makes the environments by
`gymnasium.make_vec` through the vector entry point, so that a runner's episodes are stepped in one call. What the policy
sees and what is legal are two views of one Dict, and the network below keeps the one from choosing beyond the other.
"""

import argparse
from typing import Any

import ray
import torch
from gymnasium import VectorizeMode
from ray.rllib.algorithms.ppo import PPOConfig
from ray.rllib.core.columns import Columns
from ray.rllib.core.rl_module.apis.value_function_api import ValueFunctionAPI
from ray.rllib.core.rl_module.rl_module import RLModuleSpec
from ray.rllib.core.rl_module.torch import TorchRLModule
from torch import nn

VIEW, MASK = "structured_norm", "mask"
NEVER = torch.finfo(torch.float32).min


class LegalNetwork(TorchRLModule, ValueFunctionAPI):
    """Two layers, then the policy and the value; an action that is not legal has probability 0."""

    def setup(self) -> None:
        """Called by RLlib once the spaces are known."""
        seen, wide = self.observation_space[VIEW].shape[0], self.model_config.get("hidden", 256)
        self.body = nn.Sequential(nn.Linear(seen, wide), nn.Tanh(), nn.Linear(wide, wide), nn.Tanh())
        self.policy, self.value = nn.Linear(wide, int(self.action_space.n)), nn.Linear(wide, 1)

    def _forward(self, batch: dict[str, Any], **_: Any) -> dict[str, Any]:
        body = self.body(batch[Columns.OBS][VIEW])
        return {Columns.ACTION_DIST_INPUTS: self.policy(body).masked_fill(batch[Columns.OBS][MASK] == 0, NEVER), Columns.EMBEDDINGS: body}

    def compute_values(self, batch: dict[str, Any], embeddings: Any = None) -> Any:
        """Values (n,) of what was seen."""
        return self.value(self.body(batch[Columns.OBS][VIEW]) if embeddings is None else embeddings).squeeze(-1)


def config(level: str, runners: int, envs: int, steps: int, target: str | None = None) -> PPOConfig:
    """PPO with `runners` processes that play `envs` episodes each; `steps` decisions an iteration. target: as in `garrison.make`."""
    return (
        PPOConfig()
        .environment(
            "garrison:garrison/Defense-v0",  # the module before the colon is imported first, in every process
            env_config={"level": level, "views": (VIEW, MASK), "action_space": "sites", "target": target},
        )
        .env_runners(
            num_env_runners=runners, num_envs_per_env_runner=envs, gym_env_vectorize_mode=VectorizeMode.VECTOR_ENTRY_POINT,
            rollout_fragment_length="auto",
        )
        .rl_module(rl_module_spec=RLModuleSpec(module_class=LegalNetwork, model_config={"hidden": 256}))
        .training(
            train_batch_size_per_learner=steps, minibatch_size=min(steps, 2048), num_epochs=4, lr=5e-4, gamma=0.997, lambda_=0.95,
            clip_param=0.2, entropy_coeff=0.01, vf_clip_param=float("inf"), grad_clip=0.5,
        )
    )  # fmt: skip


def main() -> None:
    """Trains, and prints a line after each iteration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--level", default="garrison-1")
    parser.add_argument("--iterations", type=int, default=50)
    parser.add_argument("--steps", type=int, default=8192, help="decisions in an iteration")
    parser.add_argument("--runners", type=int, default=1, help="processes that play; 0: the learner's own")
    parser.add_argument("--envs", type=int, default=64, help="episodes in each of them")
    parser.add_argument("--target", help="a server's address; without it every process plays by itself")
    parser.add_argument("--ray-address", default="local", help="local: a Ray of its own; auto or host:port: one that runs")
    options = parser.parse_args()
    ray.init(options.ray_address, log_to_driver=False)
    algorithm = config(options.level, options.runners, options.envs, options.steps, options.target).build_algo()
    for iteration in range(1, options.iterations + 1):
        played = algorithm.train()["env_runners"]
        score = played.get("episode_return_mean", float("nan"))
        print(f"iteration {iteration}: {played['num_env_steps_sampled_lifetime']:,.0f} decisions, return {score:.2f}", flush=True)
    algorithm.stop()
    ray.shutdown()


if __name__ == "__main__":
    main()
