"""Agents that speak the Agent Client Protocol (https://agentclientprotocol.com), version 1, over stdio.

One warm process per chat, in the pool. JSON-RPC is the library's; messages are read by us, in order and leniently,
since agents send what the library's types refuse or drop. Others import `backend` (`AcpBackend`).
"""
