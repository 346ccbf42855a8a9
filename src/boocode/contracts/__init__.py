"""What lower packages need from higher ones, and the shapes that everyone agrees on.

`wire` holds the shapes of the API and the event log; `agents` the Backend protocol and its events; `ports`
the protocols that `app` implements above and injects below.
"""
