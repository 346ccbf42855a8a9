"""Providers: who can run tasks, what can be picked from each, and the backend that drives it.

Others import `registry` (`ProviderRegistry`, `Provider`) and `boocode` (the native one).
"""
