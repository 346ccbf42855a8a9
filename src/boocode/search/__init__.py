"""Full-text search over titles, messages, tool output and changes.

`words` turns text into words and places, `indexer` keeps the documents up to date in the background, `finding` answers.
Others may import `open_search` from `assembly` and `Search` from `service`.
"""
