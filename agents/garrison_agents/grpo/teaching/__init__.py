"""Lessons that come as configs, each a file: `garrison train sft NAME`."""
