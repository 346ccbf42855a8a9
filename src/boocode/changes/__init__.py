"""Changes: what agents want to do to files, waiting for the human, and what became of it.

Nothing here touches a project before the human (or an agent that the human allowed) applies a change; then all files of
one decision are written, or none. Others may import `Changes` from `service`, `Queue` from `queue`, `View` from `view`,
`Comments` from `comments`, `open_changes` from `assembly`, and the errors.
"""
