"""What goes wrong in the trainer, in one sentence for the person who started it."""

from garrison_agents.training.errors import TrainingError


class PolicyError(TrainingError):
    """A policy that cannot do what is asked: a model without a chat template, a vocabulary too small, a context too long."""


class NotFiniteError(TrainingError):
    """A loss that is no number: where the batch is saved."""
