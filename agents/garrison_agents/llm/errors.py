"""What goes wrong with an evaluation, apart from what a model gets wrong: one sentence each."""


class LlmError(ValueError):
    """The root of the evaluation's own errors."""


class ConfigError(LlmError):
    """A config that cannot be: the field, what came, what was wanted."""


class RunError(LlmError):
    """A run folder that is not there, not one, in the way, or used by somebody else."""


class JournalError(LlmError):
    """A journal that is damaged before its end, or whose calls are not this run's."""


class CapReachedError(LlmError):
    """The run has used up its money, tokens or calls. It can go on when the cap is raised."""


class LeftError(LlmError):
    """The person at the terminal has left; the run can go on."""


class StoppedError(LlmError):
    """The run is being stopped; it can go on."""


class InfrastructureError(LlmError):
    """The network's or the provider's trouble, never the model's: the episode is void. `kind` is one of FAILURES."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind, self.words = kind, words
