"""Makes the environments known to Gymnasium; `import garrison` calls it."""

import gymnasium

DEFENSE = "garrison/Defense-v0"


def register() -> None:
    """Registers `garrison/Defense-v0`; a second call does nothing."""
    if DEFENSE not in gymnasium.registry:
        gymnasium.register(id=DEFENSE, entry_point="garrison.gym_env:DefenseEnv", vector_entry_point="garrison.vector_env:DefenseVectorEnv")
