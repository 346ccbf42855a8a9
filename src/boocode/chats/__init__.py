"""Chats: conversations as trees of messages made of parts, attachments, and titles.

Others may import `Chats` from `service`, `Attachments` from `attachments`, `ProjectChatReader` (the `ChatReader` port)
from `reader`, and the functions of `messages` for their own transactions.
"""
