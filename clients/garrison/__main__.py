"""`python -m garrison` is the command `garrison`."""

from garrison.cli import main

main()
