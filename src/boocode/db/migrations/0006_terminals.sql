-- Terminals. What lives is what tmux (or the server itself) says; a row remembers what it was.
create table terminals (
  id uuid primary key,                          -- also the name of its tmux session
  session_id uuid not null references sessions on delete cascade,
  machine text not null,                        -- the host whose server keeps it
  name text not null,
  directory text not null,
  place text not null check (place in ('worktree', 'project')),
  kind text not null check (kind in ('shell', 'ssh')),
  host text,                                    -- where `ssh` goes
  durable boolean not null,                     -- kept by tmux; else by the server process
  state text not null check (state in ('running', 'exited', 'lost')),
  exit_code integer,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index terminals_by_session on terminals (session_id, created_at);
