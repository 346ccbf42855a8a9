"""Git, by its command line: functions over argv that read a repository, and cloning.

The repository's own configuration never runs a program of its choice here: hooks, fsmonitor, pagers, external diffs and
textconv are off, and reading never touches the network. Others may import from `repository`, `status`, `history`,
`content` and `clone`.
"""
