"""SplitMix64 on Python's own integers."""

WORD = 2**64 - 1


class SplitMix:
    """The episode's generator; its whole state is one 64-bit number."""

    def __init__(self, seed: int):
        self.state = seed & WORD

    def uniform(self) -> float:
        """A float from [0, 1)."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
        z = z ^ (z >> 31)
        return (z >> 11) * 2.0**-53

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return int(self.uniform() * n)

    def spread(self, half: float) -> float:
        """A float from [-half, half)."""
        return (self.uniform() * 2.0 - 1.0) * half
