"""Terminals that outlive the browser and the server: tmux sessions, or plain PTYs where there is no tmux.

Others may import `Terminals` from `service`, `open_terminals` from `assembly`, `Window` from `screens` and the errors.
"""
