"""Hosting: a game for others to join, opened, waited for and told of."""
