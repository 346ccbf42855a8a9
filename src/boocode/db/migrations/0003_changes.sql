-- Pending changes, the edits they are made of, comments on them, and the journal of what is written to projects.
-- Lock order: the session's or project's advisory lock, then changes by id, then what 0002 says.

alter table sessions add column allow_apply boolean not null default false;

create table changes (
  id uuid primary key,
  session_id uuid not null references sessions on delete cascade,
  project_id uuid not null references projects on delete cascade,
  path text not null,
  new_path text,                                -- a move: where to
  op text not null check (op in ('create', 'edit', 'delete', 'move')),
  state text not null default 'pending'
    check (state in ('pending', 'applied', 'rejected', 'conflict', 'rewound', 'superseded')),
  -- What it starts from and what it wants. No content: no file. No mode: the file keeps its own.
  base_sha text references blobs,
  base_mode integer,
  content_sha text references blobs,
  content_mode integer,
  origin_sha text references blobs,             -- the base of the first edit, where attribution starts
  -- What applying replaced and wrote, for taking it back.
  pre_sha text references blobs,
  pre_mode integer,
  post_sha text references blobs,
  post_mode integer,
  -- How it is shown.
  hunks jsonb not null default '[]',
  authors jsonb not null default '[]',
  is_binary boolean not null default false,
  is_huge boolean not null default false,       -- listed, not compared
  added integer not null default 0,
  removed integer not null default 0,
  reason text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  decided_at timestamptz,
  check ((decided_at is null) = (state in ('pending', 'conflict')))
);
create unique index one_open_change_per_path on changes (session_id, path) where state in ('pending', 'conflict');
create index changes_decided on changes (session_id, decided_at desc) where decided_at is not null;

create table change_edits (
  change_id uuid not null references changes on delete cascade,
  position integer not null,
  task_id uuid,                                 -- null: the human, by hand or by rejecting a part
  chat_id uuid,
  provider text,
  call_id text,
  before_sha text references blobs,
  after_sha text references blobs,
  at timestamptz not null default clock_timestamp(),
  primary key (change_id, position)
);

create table change_comments (
  id uuid primary key,
  session_id uuid not null references sessions on delete cascade,
  change_id uuid not null references changes on delete cascade,
  side text not null check (side in ('old', 'new')),
  line integer not null,
  quote text not null,
  text text not null,
  state text not null default 'draft' check (state in ('draft', 'sent', 'resolved')),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index change_comments_by_session on change_comments (session_id, created_at);
create index change_comments_draft on change_comments (session_id) where state = 'draft';

-- One row per time that files of a project are written, committed before the first of them is touched.
create table apply_journal (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  kind text not null check (kind in ('apply', 'rewind')),
  entries jsonb not null,                       -- per file: path, temporary name, and hash and mode before and after
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'undone')),
  check ((ended_at is null) = (outcome is null))
);
create index apply_journal_unfinished on apply_journal (project_id) where ended_at is null;
