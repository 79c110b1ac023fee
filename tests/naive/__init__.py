"""The slow obvious simulator: plain Python, one object a thing. The fast kernels must give its numbers, bit for bit."""

from naive.game import Game
from naive.record import state_hash, word_names, words

__all__ = ["Game", "state_hash", "word_names", "words"]
