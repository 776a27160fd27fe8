"""From answers to tender: decide, fill, build, publish."""
