-- Projects, sessions, chats, messages, tasks, requests, the event log, and who may log in.
-- Lock order everywhere: projects, sessions, tasks, requests, messages; chats last (DESIGN: event log).

create table instances (
  id uuid primary key,
  host text not null,
  data_key uuid not null,                       -- the data directory this instance owns by flock
  pid integer not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ended_at timestamptz
);

create table projects (
  id uuid primary key,
  name text not null,
  path text not null,                           -- real path on `host`
  host text not null,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (host, path)
);

create table sessions (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz
);
create index sessions_by_project on sessions (project_id, updated_at desc);

create table layouts (
  session_id uuid not null references sessions on delete cascade,
  device text not null check (device in ('desktop', 'phone')),
  layout jsonb not null,
  version integer not null,
  updated_at timestamptz not null default now(),
  primary key (session_id, device)
);

create table chats (
  id uuid primary key,
  session_id uuid not null references sessions on delete cascade,
  title text,
  title_source text check (title_source in ('auto', 'human')),
  leaf_id uuid,                                 -- last message of the shown path
  draft text not null default '',
  provider text,
  model text,
  mode text,
  thinking text,
  head_seq bigint not null default 0,
  attention_seq bigint not null default 0,      -- seq of the last event a human should notice
  read_seq bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz
) with (fillfactor = 70);                       -- head_seq moves with every batch: keep the updates on the page
create index chats_by_session on chats (session_id, updated_at desc);
create index chats_by_time on chats (updated_at desc, id);

create table messages (
  id uuid primary key,
  chat_id uuid not null references chats on delete cascade,
  parent_id uuid references messages on delete cascade,
  role text not null check (role in ('user', 'assistant')),
  task_id uuid,
  provider text,
  model text,
  placed boolean not null default true,         -- false while its prompt waits in the queue
  created_at timestamptz not null default now()
);
create index messages_by_chat on messages (chat_id, parent_id);
create index messages_by_parent on messages (parent_id);
create index messages_by_task on messages (task_id);

create table parts (
  id uuid primary key,
  message_id uuid not null references messages on delete cascade,
  index integer not null,
  step integer not null default 0,
  type text not null check (type in ('text', 'reasoning', 'tool_call', 'tool_result', 'attachment', 'notice')),
  state text not null default 'done',
  data jsonb not null,                          -- what the type adds (text, call_id, …)
  created_seq bigint,                           -- where the deltas of an open part begin
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (message_id, index)
);
create index parts_open on parts (message_id) where state = 'open';

create sequence lease_tokens;

create table tasks (
  id uuid primary key,
  chat_id uuid not null references chats on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  project_id uuid not null references projects on delete cascade,
  host text not null,
  message_id uuid not null references messages on delete cascade,
  assistant_message_id uuid references messages on delete set null,
  provider text not null,
  model text,
  mode text,
  thinking text,
  delivery text not null default 'queue' check (delivery in ('queue', 'steer')),
  writes boolean not null default false,
  state text not null default 'pending'
    check (state in ('pending', 'running', 'blocked', 'completed', 'failed', 'cancelled', 'interrupted')),
  reason text,
  error text,
  position double precision not null,           -- order in the chat's queue
  continues_id uuid references tasks on delete set null,
  usage jsonb,
  lease_owner uuid,
  lease_token bigint,
  lease_until timestamptz,
  cancel_asked_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  seen_at timestamptz,
  pruned_at timestamptz,                        -- when its deltas were removed from the log
  check ((state = 'running') = (lease_token is not null)),
  check ((ended_at is null) = (state in ('pending', 'running', 'blocked')))
) with (fillfactor = 80);
-- At most one task of a chat is under way, and one that writes per view.
create unique index one_task_per_chat on tasks (chat_id) where state in ('running', 'blocked');
create unique index one_writer_per_view on tasks (session_id) where writes and state in ('running', 'blocked');
create index tasks_queued on tasks (chat_id, position) where state = 'pending';
create index tasks_leased on tasks (lease_until) where state = 'running';
create index tasks_live on tasks (session_id) where state in ('pending', 'running', 'blocked');
create index tasks_by_chat on tasks (chat_id, created_at desc);
create index tasks_by_time on tasks (created_at desc, id);
create index tasks_unseen on tasks (ended_at desc) where state in ('failed', 'interrupted') and seen_at is null;

create table requests (
  id uuid primary key,
  task_id uuid not null references tasks on delete cascade,
  chat_id uuid not null references chats on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  kind text not null check (kind in ('permission', 'question', 'plan')),
  call_id text not null,
  title text not null,
  detail text not null default '',
  options jsonb not null default '[]',
  questions jsonb not null default '[]',
  fingerprint text not null default '',
  state text not null default 'open' check (state in ('open', 'answered', 'delivered', 'cancelled', 'withdrawn')),
  answer jsonb,
  answer_client_id uuid,
  created_at timestamptz not null default now(),
  answered_at timestamptz,
  check ((state in ('answered', 'delivered')) = (answer is not null))
);
create index requests_by_task on requests (task_id);
create index requests_open on requests (created_at) where state = 'open';

create table events (
  chat_id uuid not null references chats on delete cascade,
  seq bigint not null,
  task_id uuid,
  type text not null,
  data jsonb not null check (pg_column_size(data) <= 300000),
  at timestamptz not null default clock_timestamp(),
  primary key (chat_id, seq)
);

-- One row per batch of the log's writer, so that a COMMIT whose answer was lost can be looked up.
create table event_batches (
  id uuid primary key,
  seqs bigint[] not null,
  at timestamptz not null default now()
);
create index event_batches_by_time on event_batches (at);

create table receipts (
  client_id uuid primary key,
  route text not null,
  body jsonb not null,
  created_at timestamptz not null default now()
);
create index receipts_by_time on receipts (created_at);

create table blobs (
  sha256 text primary key,
  size bigint not null,
  data bytea,                                   -- null: on disk
  created_at timestamptz not null default now()
);

create table attachments (
  id uuid primary key,
  chat_id uuid references chats on delete cascade,
  kind text not null check (kind in ('file', 'image', 'paste')),
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null references blobs,
  created_at timestamptz not null default now()
);
create index attachments_by_chat on attachments (chat_id);

create table agent_sessions (
  chat_id uuid not null references chats on delete cascade,
  provider text not null,
  config_hash text not null default '',
  head_message_id uuid,
  data jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (chat_id, provider)
);

create table devices (
  id uuid primary key,
  token_hash bytea not null unique,
  name text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table login_codes (
  code_hash bytea primary key,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table preferences (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- Appends events in one round trip, each chat gaplessly: locks the chats in id order, drops the events of tasks
-- whose lease is no longer the one named (the fence), numbers the rest, projects `part.*` onto parts and `usage`
-- onto tasks. Nothing may follow it but COMMIT. Returns the seq of every event, null where fenced.
create function append_events(
  p_batch uuid, p_chats uuid[], p_tasks uuid[], p_tokens bigint[], p_types text[], p_data jsonb[]
) returns bigint[] language plpgsql as $$
declare
  v_seqs bigint[];
begin
  perform 1 from chats where id = any (p_chats) order by id for no key update;

  with given as (
    select g.ord, g.chat_id, g.task_id, g.token,
      g.type = 'request.created' or g.type = 'task.state' and g.data -> 'task' ->> 'state'
        in ('completed', 'failed', 'interrupted') as noticeable
    from unnest(p_chats, p_tasks, p_tokens, p_types, p_data) with ordinality
      as g (chat_id, task_id, token, type, data, ord)
  ), kept as (
    select g.ord, g.chat_id, g.noticeable, row_number() over (partition by g.chat_id order by g.ord) as nth
    from given g join chats c on c.id = g.chat_id
    where g.token is null
       or exists (select from tasks t where t.id = g.task_id and t.state = 'running' and t.lease_token = g.token)
  ), bumped as (
    update chats c set
      head_seq = c.head_seq + k.n,
      attention_seq = greatest(c.attention_seq, c.head_seq + k.noticed)
    from (select chat_id, max(nth) as n, max(nth) filter (where noticeable) as noticed from kept group by chat_id) k
    where c.id = k.chat_id
    returning c.id, c.head_seq - k.n as base
  )
  select array_agg(b.base + k.nth order by g.ord) into v_seqs
  from given g left join kept k on k.ord = g.ord left join bumped b on b.id = k.chat_id;

  insert into events (chat_id, seq, task_id, type, data)
  select g.chat_id, g.seq, g.task_id, g.type, g.data
  from unnest(p_chats, v_seqs, p_tasks, p_types, p_data) as g (chat_id, seq, task_id, type, data)
  where g.seq is not null;

  if array_to_string(p_types, ',') ~ 'part\.(created|updated|completed)' then
    perform project_part(g.data -> 'part', g.seq)
    from unnest(v_seqs, p_types, p_data) with ordinality as g (seq, type, data, ord)
    where g.seq is not null and g.type in ('part.created', 'part.updated', 'part.completed')
    order by g.ord;
  end if;
  update tasks t set usage = g.data -> 'usage'
  from unnest(v_seqs, p_types, p_data) as g (seq, type, data)
  where g.seq is not null and g.type = 'usage' and t.id = (g.data ->> 'task_id')::uuid;

  if p_batch is not null then
    insert into event_batches (id, seqs) values (p_batch, v_seqs);
  end if;
  return v_seqs;
end $$;

-- A part as the log gives it becomes its row. What every part has is in columns, the rest in `data`.
create function part_row(p_part jsonb, p_seq bigint) returns parts language sql immutable as $$
  select (
    (p_part ->> 'id')::uuid, (p_part ->> 'message_id')::uuid, (p_part ->> 'index')::int, (p_part ->> 'step')::int,
    p_part ->> 'type', coalesce(p_part ->> 'state', 'done'),
    p_part - '{id,message_id,index,step,type,state,created_at,ended_at}'::text[],
    p_seq, (p_part ->> 'created_at')::timestamptz, (p_part ->> 'ended_at')::timestamptz
  )::parts
$$;

create function project_part(p_part jsonb, p_seq bigint) returns void language sql as $$
  insert into parts select (part_row(p_part, p_seq)).*
  on conflict (id) do update set state = excluded.state, data = excluded.data, ended_at = excluded.ended_at
$$;
