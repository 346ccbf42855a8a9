"""Shapes of the HTTP API, the event log and the socket; the TypeScript types are generated from them.

Append-only: fields and event types may be added, never changed in meaning. Clients ignore what they do not know.
"""
