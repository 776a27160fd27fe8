"""From the passages of a bid to suggestions: find, read, weigh, and say why."""
