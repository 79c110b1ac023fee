"""Language models as players: providers, strategies, and an evaluation whose numbers can be checked."""
