"""Conversations with language models: prompts, tools, the strict reading of replies, the ledger. Knows nothing of the wire."""
