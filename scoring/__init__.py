"""The arithmetic that decides a public contract: exact, published, readable on its own."""
