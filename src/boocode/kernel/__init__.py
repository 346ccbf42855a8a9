"""Errors, ids and clock: what every package may import and what imports nothing of ours."""
