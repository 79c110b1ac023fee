"""The experiment on cooperation under shared and independent networks: its runs, and the page that tells what came of them."""
