"""Start the child process that parses files: ``python -m opposable.bids.reading``."""

from __future__ import annotations

from opposable.bids.reading.child import main

main()
