"""Models of the library `transformers` as policies, with a chat template, and an adapter where one is wanted."""
