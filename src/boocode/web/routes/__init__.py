"""HTTP edges, one module per area: parse, call the domain, shape the answer."""
