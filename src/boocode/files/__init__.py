"""Files of projects: which paths may be touched, reading text of any size, atomic writes, blobs, the file index.

Others may import `PathGuard`, `SafePath` and the refusals from `guard`, `is_secret` from `secrets`, `atomic_write` from
`atomic`, `BlobStore` from `blobs`, `FileIndexes` from `index`, and what reads text from `text`.
"""
