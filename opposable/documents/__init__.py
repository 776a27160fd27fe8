"""The only writers of Office files."""
