"""What can be wrong with a prompt, a task or an answer."""

from __future__ import annotations

from boocode.kernel.errors import Conflict, Invalid, TooLarge


class EmptyMessage(Invalid):
    code = "empty_message"


class MessageTooLarge(TooLarge):
    code = "message_too_large"


class ChatBusy(Conflict):
    """The chat's shown path cannot change while a task works on it."""

    code = "chat_busy"


class AlreadyAnswered(Conflict):
    code = "already_answered"


class BadAnswer(Invalid):
    code = "bad_answer"


class NotQueued(Conflict):
    """The task is not waiting in the queue (any more)."""

    code = "not_queued"


class NotContinuable(Conflict):
    code = "not_continuable"


class QueueFull(Conflict):
    code = "queue_full"
