"""The questions put to the buyer, and the validation of the answers."""
