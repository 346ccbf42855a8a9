"""What the native agent may call: tools that read the project, its history, other chats and the web, and that ask.

Others may import `Toolbox` from `registry`, `read_only_tools` from `catalogue`, the contract from `model`, and
`load_guidance` from `guidance`.
"""
