"""A model server that follows scripts instead of thinking: for tests, benchmarks and the demo.

It speaks OpenAI's chat completions and responses, Anthropic's messages and Google's generateContent, so that any agent
can be driven by it: a script says "write" or "shell", and the request's own tools say what that is called. Besides,
it has `/v1/models`, llama.cpp's `/props` and `/tokenize`, and control routes: `/__log` (what was asked, and whether the
client stayed to the end of the answer), `/__script/{name}`, `/__open/{gate}`, `/__reset`. Start it in-process with
`server.open_scripted_model`, or as a process with `python -m boocode.llm.scripted`.

A script is a list of steps, one per model round. The last user text that holds `SCRIPT:<name>` picks the script,
`DIR:/abs` in it fills `{dir}`, and the number of tool results after it picks the step. So nothing is remembered
between requests: scripts survive restarts and any number of chats at once.
"""
