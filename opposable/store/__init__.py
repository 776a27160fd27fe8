"""What is kept: consultations, bids, marks and their journal."""
