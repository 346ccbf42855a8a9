-- Other people's agents: where they work, what they were allowed, their own conversations and processes.
-- Lock order: as in 0003, then worktrees, then what 0002 says.

alter table sessions add column workplace text not null default 'worktree' check (workplace in ('worktree', 'project'));

-- Where a session's agents work. One row outlives its session while it holds work.
create table worktrees (
  id uuid primary key,
  session_id uuid unique references sessions on delete set null,
  session_name text not null,
  project_id uuid not null references projects on delete cascade,
  host text not null,
  kind text not null check (kind in ('worktree', 'copy', 'project')),
  path text not null,                           -- the directory agents work in
  git_dir text not null,                        -- the repository that holds its objects and refs
  branch text,                                  -- null where agents work in the project itself
  head_commit text,                             -- HEAD of the project when the base was made; null: none
  base_commit text not null,                    -- the project's files as they were, a commit on top of it
  accepted_tree text not null,                  -- what of the work is in the project already; changes are the rest
  snapshot_commit text,                         -- the newest look at the directory
  turn jsonb,                                   -- whose turn works there, or did when its process died
  state text not null default 'making' check (state in ('making', 'ready', 'broken', 'removed')),
  problem text,
  size_bytes bigint,
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz
);
create index worktrees_by_project on worktrees (project_id);

-- What the human took out of the changes, or edited in them, and the worktree still has as it was.
create table worktree_reverts (
  id uuid primary key,                          -- in the order they were made
  worktree_id uuid not null references worktrees on delete cascade,
  path text not null,
  from_sha text references blobs,               -- the file as the worktree has it; null: no file
  from_mode integer,
  to_sha text references blobs,                 -- the file as it shall be; null: no file
  to_mode integer,
  created_at timestamptz not null default clock_timestamp(),
  done_at timestamptz                           -- when the worktree was brought to it, or could not be
);
create index worktree_reverts_open on worktree_reverts (worktree_id) where done_at is null;

-- An edit that was found in a worktree may be the work of several calls.
alter table change_edits add column call_ids text[] not null default '{}';
update change_edits set call_ids = array[call_id] where call_id is not null;
alter table change_edits drop column call_id;

alter table changes add column told_at timestamptz;   -- when its agent was told that it was rejected
update changes set told_at = decided_at where state = 'rejected';
create index changes_untold on changes (session_id) where state = 'rejected' and told_at is null;

create table trusted_setups (
  project_id uuid not null references projects on delete cascade,
  sha256 text not null,
  copies_env boolean not null default false,
  trusted_at timestamptz not null default clock_timestamp(),
  primary key (project_id, sha256)
);

-- What a human said "always" to; and allowances for exactly one more time, for the task that continues another.
create table rules (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  provider text not null,
  subject text not null default '',
  label text not null default '',
  effect text not null check (effect in ('allow', 'reject')),
  request_id uuid references requests on delete set null,
  once boolean not null default false,
  chat_id uuid references chats on delete cascade,   -- of an allowance for one time
  fingerprint text not null default '',
  expires_at timestamptz,
  used_count integer not null default 0,
  used_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index rules_by_subject on rules (project_id, subject) where revoked_at is null and not once;
create index rules_once on rules (chat_id, fingerprint) where revoked_at is null and once;

alter table requests add column subject text not null default '';
alter table requests add column subject_label text not null default '';
alter table requests add column rule_id uuid references rules on delete set null;

-- `head_message_id`: up to where the agent knows the conversation.
alter table agent_sessions add column native_id text;
alter table agent_sessions add column state text not null default 'idle' check (state in ('open', 'idle', 'lost'));

-- Processes of agents, so that those a dead server left are found and ended.
create table agent_processes (
  id uuid primary key,
  instance_key uuid not null,                   -- of the data directory whose server started it
  host text not null,
  provider text not null,
  chat_id uuid,
  pid integer not null,
  start_ticks bigint not null,                  -- with the pid: the same process, not another of that number
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create index agent_processes_live on agent_processes (instance_key) where ended_at is null;

create table provider_checks (
  provider text primary key,
  fingerprint text not null,                    -- of how it was started
  result jsonb not null,
  checked_at timestamptz not null default clock_timestamp()
);

create table provider_exams (
  provider text not null,
  version text not null,
  result jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (provider, version)
);
