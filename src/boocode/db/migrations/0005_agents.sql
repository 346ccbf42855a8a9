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

-- Who may run when. One task at a time works in a session's view: other people's agents always, BooCode's own where the
-- session has a worktree. What waits for a human holds no view. Locks, in this order: the chat's queue, the session's
-- view, the host's agents; with them, nobody misses that a task has ended.

drop index one_writer_per_view;
create unique index one_writer_per_view on tasks (session_id) where writes and state = 'running';
create index tasks_waiting on tasks (host) where state in ('pending', 'blocked') and provider <> 'boocode';

create index tasks_of_agents on tasks (session_id, ended_at) where provider <> 'boocode';

create function lock_view(p_session uuid) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended(p_session::text, 5))
$$;

create function lock_agents(p_host text) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended(p_host, 6))
$$;

-- Locks what the end of the task concerns, and says what that is; nothing if there is no such task.
create function lock_task(p_task uuid) returns table (chat_id uuid, session_id uuid, host text) language plpgsql as $$
declare
  v tasks;
begin
  perform lock_queue(t.chat_id) from tasks t where t.id = p_task;
  select * into v from tasks t where t.id = p_task;
  if v.id is null then
    return;
  end if;
  if v.state = 'running' and v.writes then
    perform lock_view(v.session_id);
  end if;
  if v.state = 'running' and v.provider <> 'boocode' then
    perform lock_agents(v.host);
  end if;
  return query select v.chat_id, v.session_id, v.host;
end $$;

create function has_worktree(p_session uuid) returns boolean language sql stable as $$
  select exists (select from worktrees w where w.session_id = p_session and w.state = 'ready' and w.kind <> 'project')
$$;

-- The task that the chat goes on with: an answered blocked one, else the head of an idle chat.
create function head_task(p_chat uuid) returns setof tasks language sql stable rows 1 as $$
  select t.* from tasks t
  where t.chat_id = p_chat and (
    t.state = 'blocked' and not exists (select from requests r where r.task_id = t.id and r.state = 'open')
    or t.state = 'pending'
    and not exists (select from tasks o where o.chat_id = p_chat and o.state in ('running', 'blocked'))
  )
  order by t.state = 'blocked' desc, (select placed from messages m where m.id = t.message_id) desc, t.position
  limit 1
$$;

-- As in 0004, with the view: the head of the chat if it may run now, but for the number of agents. Needs the queue lock.
create or replace function due_task(p_chat uuid) returns setof tasks language sql stable rows 1 as $$
  select t.* from head_task(p_chat) t
  where not exists (select from tasks o where o.session_id = t.session_id and o.writes and o.state = 'running')
    or not (t.provider <> 'boocode' or has_worktree(t.session_id))
$$;

-- How many more agents of other people may run on the host; null: any number.
create function agents_free(p_host text, p_max integer) returns integer language sql stable as $$
  select case when p_max is not null then greatest(0, p_max - count(*)::int) end from tasks t
  where t.state = 'running' and t.provider <> 'boocode' and t.host = p_host
$$;

-- The chats to be looked at now that a task of this chat and session has let go of them: the chat itself; the one that
-- has waited longest for the session's view; and those that have waited longest for an agent, one per session. A session
-- whose agent has just worked waits from then on: nobody keeps the others out by having much to do.
create function due_chats(p_chat uuid, p_session uuid, p_host text, p_max_agents integer) returns uuid[]
language sql stable as $$
  with heads as (
    select distinct on (d.session_id) d.session_id, d.chat_id, d.created_at, d.provider <> 'boocode' as is_agent
    from (
      select o.chat_id from tasks o where o.session_id = p_session and o.state in ('pending', 'blocked')
      union
      select o.chat_id from tasks o where o.host = p_host and o.state in ('pending', 'blocked') and o.provider <> 'boocode'
    ) waiting, due_task(waiting.chat_id) d
    where d.provider <> 'boocode' or has_worktree(d.session_id)
    order by d.session_id, d.created_at
  )
  select array(
    select d.chat_id from due_task(p_chat) d where d.provider = 'boocode' and not has_worktree(d.session_id)
    union
    select h.chat_id from heads h where h.session_id = p_session and not h.is_agent
    union
    (select h.chat_id from heads h where h.is_agent
     order by greatest(h.created_at, (select max(o.ended_at) from tasks o
       where o.session_id = h.session_id and o.provider <> 'boocode')), h.created_at
     limit agents_free(p_host, p_max_agents))
  )
$$;

-- As in 0004; other people's agents need the view from the beginning.
create or replace function admit_prompt(
  p_client uuid, p_receipt jsonb, p_host text, p_is_new boolean, p_placed boolean
) returns void language plpgsql as $$
declare
  m jsonb := p_receipt -> 'message';
  t jsonb := p_receipt -> 'task';
  v_chat uuid := (m ->> 'chat_id')::uuid;
begin
  if p_is_new then
    insert into messages (id, chat_id, parent_id, role, placed, created_at)
    values ((m ->> 'id')::uuid, v_chat, (m ->> 'parent_id')::uuid, 'user', p_placed, (m ->> 'created_at')::timestamptz);
    insert into parts select r.* from jsonb_array_elements(m -> 'parts') part, part_row(part, null) r;
  end if;
  insert into tasks (id, chat_id, session_id, project_id, host, message_id, provider, model, mode, thinking, delivery,
    writes, continues_id, created_at, position)
  values ((t ->> 'id')::uuid, v_chat, (t ->> 'session_id')::uuid, (t ->> 'project_id')::uuid, p_host,
    (m ->> 'id')::uuid, t ->> 'provider', t ->> 'model', t ->> 'mode', t ->> 'thinking', t ->> 'delivery',
    t ->> 'provider' <> 'boocode', (t ->> 'continues_id')::uuid, (t ->> 'created_at')::timestamptz,
    (select coalesce(max(o.position), 0) + 1 from tasks o where o.chat_id = v_chat and o.state = 'pending'));
  update chats c set provider = t ->> 'provider', model = t ->> 'model', mode = t ->> 'mode',
    thinking = t ->> 'thinking', draft = '', updated_at = now(),
    leaf_id = case when p_placed then (m ->> 'id')::uuid else c.leaf_id end
  where c.id = v_chat;
  update sessions s set updated_at = now()
  where s.id = (select o.id from sessions o where o.id = (t ->> 'session_id')::uuid for no key update skip locked);
  update receipts r set body = p_receipt where r.client_id = p_client;
end $$;

-- As in 0004, when the view is free and an agent may run. `in_worktree`: it holds the session's worktree.
drop function start_task(uuid, uuid, uuid, float8);
create function start_task(p_chat uuid, p_answer uuid, p_owner uuid, p_lease_seconds float8, p_max_agents integer)
returns table (
  task tasks, placed boolean, begun boolean, path text, allow_apply boolean, in_worktree boolean, sibling_ids uuid[]
) language plpgsql as $$
declare
  v tasks;
begin
  perform lock_queue(p_chat);
  select * into v from head_task(p_chat);
  if v.id is null then
    return;
  end if;
  in_worktree := has_worktree(v.session_id);
  if in_worktree or v.provider <> 'boocode' then
    perform lock_view(v.session_id);
    if exists (select from tasks o where o.session_id = v.session_id and o.writes and o.state = 'running') then
      return;
    end if;
  end if;
  if v.provider <> 'boocode' then
    perform lock_agents(v.host);
    if agents_free(v.host, p_max_agents) = 0 then
      return;
    end if;
  end if;

  update messages m set placed = true, parent_id = c.leaf_id, created_at = clock_timestamp()
  from chats c where m.id = v.message_id and not m.placed and c.id = p_chat;
  placed := found;
  begun := v.assistant_message_id is null;
  if begun then
    insert into messages (id, chat_id, parent_id, role, task_id, provider, model, created_at)
    values (p_answer, p_chat, v.message_id, 'assistant', v.id, v.provider, v.model, clock_timestamp());
  end if;
  update tasks t set state = 'running', reason = null, started_at = coalesce(t.started_at, now()),
    writes = in_worktree or v.provider <> 'boocode', lease_owner = p_owner, lease_token = nextval('lease_tokens'),
    lease_until = now() + make_interval(secs => p_lease_seconds),
    assistant_message_id = coalesce(t.assistant_message_id, p_answer)
  where t.id = v.id returning * into v;
  update chats c set leaf_id = v.assistant_message_id where c.id = p_chat;
  -- The job that said "look at this chat" has nothing left to bring.
  delete from procrastinate_jobs j
  where j.task_name = 'boocode.run_chat' and j.status = 'todo' and j.args ->> 'chat_id' = p_chat::text;

  task := v;
  select p.path, s.allow_apply into path, allow_apply
  from sessions s join projects p on p.id = s.project_id where s.id = v.session_id;
  sibling_ids := array(
    select m.id from messages m
    where m.parent_id = v.message_id and m.placed and m.role = 'assistant' order by m.created_at, m.id
  );
  return next;
end $$;

-- As in 0004; `due`: the chats to be looked at now. Answers that the turn was given are delivered with its end, unless it
-- was interrupted: then what became of them is looked at one by one.
drop function end_task(uuid, bigint, text, text, text, text);
create function end_task(
  p_task uuid, p_token bigint, p_state text, p_reason text, p_error text, p_model text, p_max_agents integer
) returns table (task tasks, asks boolean, due uuid[]) language plpgsql as $$
declare
  v tasks;
begin
  perform lock_task(p_task);
  update tasks t set state = p_state, reason = p_reason, error = p_error, model = coalesce(t.model, p_model),
    ended_at = now(), lease_token = null, lease_until = null
  where t.id = p_task and t.state = 'running' and t.lease_token = p_token returning * into v;
  if v.id is null then
    return;
  end if;
  update messages m set model = v.model where m.id = v.assistant_message_id and m.model is distinct from v.model;
  update tasks t set delivery = 'queue' where t.chat_id = v.chat_id and t.state = 'pending' and t.delivery = 'steer';
  if p_state <> 'interrupted' then
    update requests r set state = 'delivered' where r.task_id = p_task and r.state = 'answered';
  end if;

  task := v;
  asks := exists (select from requests r where r.task_id = p_task and r.state in ('open', 'answered'));
  if v.writes then
    due := due_chats(v.chat_id, v.session_id, v.host, p_max_agents);
  else
    due := array(select h.chat_id from head_task(v.chat_id) h);
  end if;
  return next;
end $$;

alter function admit_prompt(uuid, jsonb, text, boolean, boolean) set plan_cache_mode = 'force_generic_plan';
alter function start_task(uuid, uuid, uuid, float8, integer) set plan_cache_mode = 'force_generic_plan';
alter function end_task(uuid, bigint, text, text, text, text, integer) set plan_cache_mode = 'force_generic_plan';
