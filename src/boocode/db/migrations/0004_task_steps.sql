-- The steps of a task's life that every prompt takes, each in one round trip: a prompt should reach its model within
-- milliseconds, also when fifty come at once. Statements inside see what the lock before them has waited for.

-- The chat's queue lock: what changes the tree excludes what starts tasks (see `lock_queue` in `chats.store`).
create function lock_queue(p_chat uuid) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended(p_chat::text, 1))
$$;

-- Reserves the receipt of a client id and takes the queue lock; or returns the receipt there is already.
create function begin_admission(p_client uuid, p_route text, p_chat uuid, out known_route text, out known_body text)
language plpgsql as $$
begin
  insert into receipts (client_id, route, body) values (p_client, p_route, 'null') on conflict do nothing;
  if found then
    perform lock_queue(p_chat);
  else
    select route, body::text into known_route, known_body from receipts where client_id = p_client;
  end if;
end $$;

-- Stores an admitted prompt as its receipt says it: message (unless it is an old one that is answered again), task, what
-- the chat remembers of it, and the receipt itself.
create function admit_prompt(p_client uuid, p_receipt jsonb, p_host text, p_is_new boolean, p_placed boolean)
returns void language plpgsql as $$
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
    continues_id, created_at, position)
  values ((t ->> 'id')::uuid, v_chat, (t ->> 'session_id')::uuid, (t ->> 'project_id')::uuid, p_host,
    (m ->> 'id')::uuid, t ->> 'provider', t ->> 'model', t ->> 'mode', t ->> 'thinking', t ->> 'delivery',
    (t ->> 'continues_id')::uuid, (t ->> 'created_at')::timestamptz,
    (select coalesce(max(o.position), 0) + 1 from tasks o where o.chat_id = v_chat and o.state = 'pending'));
  update chats c set provider = t ->> 'provider', model = t ->> 'model', mode = t ->> 'mode',
    thinking = t ->> 'thinking', draft = '', updated_at = now(),
    leaf_id = case when p_placed then (m ->> 'id')::uuid else c.leaf_id end
  where c.id = v_chat;
  -- Whoever holds the session is just setting its time, too: chats of one session do not wait for each other.
  update sessions s set updated_at = now()
  where s.id = (select o.id from sessions o where o.id = (t ->> 'session_id')::uuid for no key update skip locked);
  update receipts r set body = p_receipt where r.client_id = p_client;
end $$;

-- The task of the chat that may run now: an answered blocked one, else the head of an idle chat whose view is free.
-- Needs the queue lock.
create function due_task(p_chat uuid) returns setof tasks language sql stable rows 1 as $$
  select t.* from tasks t
  where t.chat_id = p_chat and (
    t.state = 'blocked' and not exists (select from requests r where r.task_id = t.id and r.state = 'open')
    or t.state = 'pending'
    and not exists (select from tasks o where o.chat_id = p_chat and o.state in ('running', 'blocked'))
    and not (t.writes and exists (select from tasks o where o.session_id = t.session_id and o.writes
      and o.state in ('running', 'blocked')))
  )
  order by t.state = 'blocked' desc, (select placed from messages m where m.id = t.message_id) desc, t.position
  limit 1
$$;

-- Takes the chat's due task, if there is one, under a new lease: puts its prompt onto the shown path if it waited in the
-- queue (`placed`), and an empty answer behind it if it has none yet (`begun`).
create function start_task(p_chat uuid, p_answer uuid, p_owner uuid, p_lease_seconds float8)
returns table (task tasks, placed boolean, begun boolean, path text, allow_apply boolean, sibling_ids uuid[])
language plpgsql as $$
declare
  v tasks;
begin
  perform lock_queue(p_chat);
  select * into v from due_task(p_chat);
  if v.id is null then
    return;
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
    lease_owner = p_owner, lease_token = nextval('lease_tokens'),
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

-- Ends a running task whose lease is the one named, if it still is. Steering messages that nobody took become queued
-- ones. `asks`: it has open requests; `next_is_due`: the chat has something to run now.
create function end_task(
  p_task uuid, p_token bigint, p_state text, p_reason text, p_error text, p_model text
) returns table (task tasks, asks boolean, next_is_due boolean) language plpgsql as $$
declare
  v tasks;
begin
  perform lock_queue(t.chat_id) from tasks t where t.id = p_task;
  update tasks t set state = p_state, reason = p_reason, error = p_error, model = coalesce(t.model, p_model),
    ended_at = now(), lease_token = null, lease_until = null
  where t.id = p_task and t.state = 'running' and t.lease_token = p_token returning * into v;
  if v.id is null then
    return;
  end if;
  update messages m set model = v.model where m.id = v.assistant_message_id and m.model is distinct from v.model;
  update tasks t set delivery = 'queue' where t.chat_id = v.chat_id and t.state = 'pending' and t.delivery = 'steer';

  task := v;
  asks := exists (select from requests r where r.task_id = p_task and r.state = 'open');
  next_is_due := exists (select from due_task(v.chat_id));
  return next;
end $$;

-- As in 0002, but the part is taken apart once instead of once per column.
create or replace function project_part(p_part jsonb, p_seq bigint) returns void language sql as $$
  insert into parts select r.* from part_row(p_part, p_seq) r
  on conflict (id) do update set state = excluded.state, data = excluded.data, ended_at = excluded.ended_at
$$;

-- Planning anew for each call costs more than running them: half of the database's time per token.
alter function append_events(uuid, uuid[], uuid[], bigint[], text[], jsonb[])
  set plan_cache_mode = 'force_generic_plan';
alter function begin_admission(uuid, text, uuid) set plan_cache_mode = 'force_generic_plan';
alter function admit_prompt(uuid, jsonb, text, boolean, boolean) set plan_cache_mode = 'force_generic_plan';
alter function start_task(uuid, uuid, uuid, float8) set plan_cache_mode = 'force_generic_plan';
alter function end_task(uuid, bigint, text, text, text, text) set plan_cache_mode = 'force_generic_plan';
