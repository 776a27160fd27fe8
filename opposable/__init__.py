"""Opposable: build a cybersecurity tender for the French health sector, then read and score the bids."""

__version__ = "0.1.0"
