"""Projects (directories on this host), their sessions, and how each session's panes are laid out.

Others may import `Projects` from `service`, `Sessions` from `sessions`, and the errors.
"""
