"""opencode: one warm `opencode serve` for all chats, over its HTTP interface and event stream.

Others may import `OpencodeBackend`.
"""

from boocode.backends.opencode.backend import OpencodeBackend

__all__ = ["OpencodeBackend"]
