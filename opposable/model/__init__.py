"""Frozen values shared by the whole library: catalog, tender, bids, assessment."""
