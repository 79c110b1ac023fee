"""Only legal actions are explored, valued and taken."""

import numpy as np
import torch
from gymnasium import spaces

from garrison_agents.sb3.legal import ILLEGAL, LegalDqnPolicy, LegalQrDqnPolicy, SeenExtractor, any_legal

SPACE = spaces.Dict({"rich": spaces.Box(-1, 1, (6,), np.float32), "mask": spaces.Box(0, 1, (5,), np.uint8)})
MASKS = np.array([[0, 1, 0, 0, 1], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], np.uint8)


def test_a_random_legal_action_is_any_of_them() -> None:
    draws = np.linspace(0, 1, 1000, endpoint=False)
    for mask in MASKS:
        counts = np.bincount(any_legal(np.tile(mask, (1000, 1)), draws), minlength=5)
        assert (counts > 0).tolist() == mask.astype(bool).tolist() and np.ptp(counts[mask > 0]) <= 1


def test_illegal_actions_have_no_value_and_the_mask_is_not_seen() -> None:
    torch.manual_seed(0)
    for kind, options in ((LegalDqnPolicy, {}), (LegalQrDqnPolicy, {"n_quantiles": 3})):
        policy = kind(SPACE, spaces.Discrete(5), lambda _: 1e-3, net_arch=[8], features_extractor_class=SeenExtractor, **options)
        network = policy.q_net if isinstance(policy, LegalDqnPolicy) else policy.quantile_net
        observation = {"rich": torch.zeros(3, 6), "mask": torch.from_numpy(MASKS)}
        values = network(observation).reshape(3, -1, 5)
        assert torch.equal((values == ILLEGAL).all(1), torch.from_numpy(MASKS == 0))
        assert (values[0, :, 4] == values[2, :, 4]).all()
        actions, _ = policy.predict({name: view.numpy() for name, view in observation.items()}, deterministic=True)
        assert MASKS[np.arange(3), actions].all()
