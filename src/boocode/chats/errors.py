"""What can be wrong with a chat or an attachment, by what the user does about it."""

from __future__ import annotations

from boocode.kernel.errors import Conflict, Invalid, TooLarge


class ChatBusy(Conflict):
    """Tasks are under way or waiting in the chat."""

    code = "chat_busy"


class DraftChanged(Conflict):
    """Another window has changed the draft since; `data` has it as it is now."""

    code = "draft_changed"


class NotShowable(Invalid):
    """This message cannot be the end of the shown path."""

    code = "not_showable"


class BadCursor(Invalid):
    """The cursor is not one that a list gave."""

    code = "bad_cursor"


class AttachmentTooLarge(TooLarge):
    """The file is over the limit."""

    code = "attachment_too_large"


class EmptyAttachment(Invalid):
    """The file has no bytes."""

    code = "empty_attachment"


class AttachmentInUse(Conflict):
    """A message refers to it."""

    code = "attachment_in_use"
