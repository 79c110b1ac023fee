"""What goes wrong with a run before or while it trains, in one sentence for the person who started it."""


class TrainingError(ValueError):
    """The root of the trainers' own errors."""


class SettingsError(TrainingError):
    """A setting that does not exist or cannot be: its name, what came, what was wanted."""


class FolderError(TrainingError):
    """A run's folder that is not there, not one, or in the way."""


class CheckpointError(TrainingError):
    """A file that is no checkpoint, or one of something else: both are named."""


class RunError(TrainingError):
    """A run in a process of its own that failed: which one, and why."""
