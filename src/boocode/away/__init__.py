"""Who looks, what ended or waits, and what happened while nobody looked.

`presence` knows who looks and when somebody last did, `digest` tells what happened since, `service` lists what ended or
waits. Notifications themselves are made by the database (`db/migrations/0008_away.sql`).
Others may import `open_away` from `assembly` and `Away` from `service`.
"""
