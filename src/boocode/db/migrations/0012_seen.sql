-- As in 0008, but whoever sees a notification waits for nobody: the other one marks it as seen as well. Waiting, somebody
-- who reads a chat (which is locked first) and somebody who answers in it (which locks it last) could wait for each other.
create or replace function see_notifications_of_request() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp() where id in (
    select n.id from notifications n
    where n.chat_id = new.chat_id and n.request_id = new.id and n.seen_at is null for update skip locked
  );
  return null;
end $$;

create or replace function see_notifications_of_task() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp() where id in (
    select n.id from notifications n
    where n.chat_id = new.chat_id and n.task_id = new.id and n.seen_at is null and n.kind <> 'request'
    for update skip locked
  );
  return null;
end $$;

create or replace function see_notifications_of_chat() returns trigger language plpgsql as $$
begin
  update notifications set seen_at = clock_timestamp() where id in (
    select n.id from notifications n where n.chat_id = new.id and n.seen_at is null for update skip locked
  );
  return null;
end $$;
