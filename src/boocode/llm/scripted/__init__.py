"""A model server that follows scripts instead of thinking: for tests, benchmarks and the demo.

It speaks the OpenAI chat dialect (`/v1/models`, `/v1/chat/completions`, llama.cpp's `/props`, `/tokenize`) and has
control routes (`/__log`, `/__script/{name}`, `/__reset`). Start it in-process with `server.open_scripted_model`, or as
a process with `python -m boocode.llm.scripted`.

A script is a list of steps, one per model round. The last user text that holds `SCRIPT:<name>` picks the script,
`DIR:/abs` in it fills `{dir}`, and the number of tool results after it picks the step. So nothing is remembered
between requests: scripts survive restarts and any number of chats at once.
"""
