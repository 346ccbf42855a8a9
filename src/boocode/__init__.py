"""BooCode: a self-hosted workspace in the browser for one developer and their machines."""

__version__ = "0.1.0"
