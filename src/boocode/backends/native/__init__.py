"""The native agent: a loop that asks a model, does the tool calls it makes, and asks again.

Nothing of a turn is kept in memory beyond it: a parked turn goes on from what the conversation holds. Others import
`backend` (`NativeBackend`, `Equipment`), `titles` and `ledger`.
"""
