"""Witnesses: recorded action lists that win the benchmark levels; how they are found, kept and proved."""
