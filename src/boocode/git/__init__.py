"""Git, by its command line: functions over argv that read a repository, and cloning.

The repository's own configuration never runs a program of its choice here: hooks, fsmonitor, pagers, external diffs and
textconv are off, and reading never touches the network. What is written for BooCode's own use stays out of the user's
index, branches, stash and configuration: refs below `refs/boocode/`, branches below `boocode/`, indexes of its own.
Others may import from `repository`, `status`, `history`, `content`, `clone`, `worktrees`, `trees` and `snapshots`.
"""
