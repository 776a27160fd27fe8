"""Checks that a tender is lawful, each with its source and its remedy."""
