"""The HTTP API, the socket and the static UI: edges only. What things mean is decided in the domains below."""
