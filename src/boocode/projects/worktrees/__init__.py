"""The worktrees of sessions: made on first need, kept while they hold work, removed without losing any.

Others may import `Worktrees` and `open_worktrees` from `service`, `WorktreeRow` from `model`, and what `store` offers
for their own transactions.
"""
