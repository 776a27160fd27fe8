"""Read the YAML catalog into checked values."""
