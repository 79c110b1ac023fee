"""The toy policy: a small transformer that writes replies with a vocabulary of its own, and learns on a CPU in minutes."""
