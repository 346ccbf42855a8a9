"""Backends: code that drives one provider transport each. `native` is BooCode's own agent loop."""
