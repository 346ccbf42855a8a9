"""Changes: what agents want to do to files, waiting for the human, and what became of it.

Nothing here touches a project before the human (or an agent that the human allowed) applies a change; then all files of
one decision are written, or none. Agents in worktrees write at once, but there: what differs from what was accepted
becomes changes (`snapshots`), and a decision moves both the project and the worktree (`frames`).

Others may import `PendingChanges` from `service`, `Queue` from `queue`, `View` from `view`, `Comments` from `comments`,
`open_changes` and `open_workplaces` from `assembly`, and the errors.
"""
