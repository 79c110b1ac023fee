"""The slow obvious simulator: plain Python, one object a thing. The fast kernels must give its numbers, bit for bit."""

from naive.game import Game
from naive.record import state_hash, word_names, words
from naive.siege import Siege

__all__ = ["Game", "Siege", "state_hash", "word_names", "words"]
