-- When somebody last looked, and notifications: what ended or waits, in the order it did.

-- One row. An absence is told of until it was put away, or looked over for long enough.
create table presence (
  is_only boolean primary key default true check (is_only),
  looked_at timestamptz,                        -- at most a minute behind; null: nobody ever did
  away_from timestamptz,                        -- the last absence that was long enough to tell of
  away_until timestamptz,
  put_away_at timestamptz,                      -- when the human was done with what it brought
  check ((away_from is null) = (away_until is null))
);
insert into presence default values;

-- Made by the database itself, in the transaction of what they tell of, so that none is lost and nothing below needs to
-- know of them. No foreign keys: ending a task takes no further locks for them; readers join with what is still there.
create table notifications (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('completed', 'failed', 'interrupted', 'cancelled', 'request', 'terminal')),
  at timestamptz not null default clock_timestamp(),
  session_id uuid not null,
  chat_id uuid,
  task_id uuid,
  request_id uuid,
  terminal_id uuid,
  seen_at timestamptz
);
create index notifications_by_time on notifications (at);
create index notifications_unseen on notifications (id) where seen_at is null;
create index notifications_unseen_of_chat on notifications (chat_id) where seen_at is null;
create index sessions_by_time on sessions (created_at);
create index changes_by_decision on changes (decided_at) where decided_at is not null;

create function notify_of_task() returns trigger language plpgsql as $$
begin
  insert into notifications (kind, session_id, chat_id, task_id, seen_at)
  -- Whoever cancelled it knows.
  values (new.state, new.session_id, new.chat_id, new.id, case when new.state = 'cancelled' then clock_timestamp() end);
  return null;
end $$;
create trigger notify_of_task after update of state on tasks for each row
  when (old.ended_at is null and new.ended_at is not null and new.reason is distinct from 'steered')
  execute function notify_of_task();

create function notify_of_request() returns trigger language plpgsql as $$
begin
  insert into notifications (kind, session_id, chat_id, task_id, request_id)
  values ('request', new.session_id, new.chat_id, new.task_id, new.id);
  return null;
end $$;
create trigger notify_of_request after insert on requests for each row
  when (new.state = 'open') execute function notify_of_request();

create function notify_of_terminal() returns trigger language plpgsql as $$
begin
  insert into notifications (kind, session_id, terminal_id) values ('terminal', new.session_id, new.id);
  return null;
end $$;
create trigger notify_of_terminal after update of state on terminals for each row
  when (old.state = 'running' and new.state <> 'running') execute function notify_of_terminal();

-- What was answered, noticed or read is seen, everywhere.
create function see_notifications_of_request() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp()
  where chat_id = new.chat_id and request_id = new.id and seen_at is null;
  return null;
end $$;
create trigger see_notifications_of_request after update of state on requests for each row
  when (old.state = 'open' and new.state <> 'open') execute function see_notifications_of_request();

create function see_notifications_of_task() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp()
  where chat_id = new.chat_id and task_id = new.id and seen_at is null and kind <> 'request';
  return null;
end $$;
create trigger see_notifications_of_task after update of seen_at on tasks for each row
  when (old.seen_at is null and new.seen_at is not null) execute function see_notifications_of_task();

create function see_notifications_of_chat() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp() where chat_id = new.id and seen_at is null;
  return null;
end $$;
create trigger see_notifications_of_chat after update of read_seq on chats for each row
  when (new.read_seq > old.read_seq and new.read_seq >= new.attention_seq) execute function see_notifications_of_chat();

create function see_notifications_of_terminal() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp() where terminal_id = new.id and seen_at is null;
  return null;
end $$;
create trigger see_notifications_of_terminal after update of state on terminals for each row
  when (new.state = 'running' and old.state <> 'running') execute function see_notifications_of_terminal();
