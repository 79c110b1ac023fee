"""Baselines for several seats: DQN and PPO with one network for all seats, or one for each."""
