"""The variants of the literature as configs, each a file: `garrison train grpo NAME`. docs/grpo.md has a table of them.

`ladder` is our own: from a short SFT up garrison-1 and generated levels; `ladder_words` goes on from it with more weight on the words.
"""
