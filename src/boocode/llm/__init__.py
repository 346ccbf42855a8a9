"""Language models: OpenAI-compatible streaming, which endpoint and models there are, and token counts.

Others import `client` (streaming), `request` and `chunks` (what goes in and comes out), `errors`, `endpoints` and
`catalog` (where models are and what they can do), `tokens`, and `scripted` (a model server that follows scripts).
"""
