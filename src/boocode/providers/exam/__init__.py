"""Exams: what a provider can really do, seen by driving it with a model that follows scripts.

An exam takes place in a throw-away repository and with a private HOME, so it needs no account, costs nothing and tells
nobody. It goes through the provider's backend: what is graded is what the user gets.

Others import `examine` from `examiner` and `matrix` from `matrix`.
"""
