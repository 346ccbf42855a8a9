-- What an agent offers besides model, mode and thinking: what is chosen of it, and what it last offered in the chat.
alter table chats add column options jsonb not null default '{}';
alter table chats add column offered jsonb;  -- {"provider": …, "options": […]}
alter table tasks add column options jsonb not null default '{}';

-- As in 0010, with the options.
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
  insert into tasks (id, chat_id, session_id, project_id, host, message_id, provider, model, mode, thinking, options,
    delivery, writes, continues_id, created_at, position)
  values ((t ->> 'id')::uuid, v_chat, (t ->> 'session_id')::uuid, (t ->> 'project_id')::uuid, p_host,
    (m ->> 'id')::uuid, t ->> 'provider', t ->> 'model', t ->> 'mode', t ->> 'thinking', t -> 'options',
    t ->> 'delivery', t ->> 'provider' <> 'boocode', (t ->> 'continues_id')::uuid, (t ->> 'created_at')::timestamptz,
    (select coalesce(max(o.position), 0) + 1 from tasks o where o.chat_id = v_chat and o.state = 'pending'));
  update chats c set provider = t ->> 'provider', model = t ->> 'model', mode = t ->> 'mode',
    thinking = t ->> 'thinking', options = t -> 'options', updated_at = now(),
    leaf_id = case when p_placed then (m ->> 'id')::uuid else c.leaf_id end
  where c.id = v_chat;
  update sessions s set updated_at = now()
  where s.id = (select o.id from sessions o where o.id = (t ->> 'session_id')::uuid for no key update skip locked);
  update receipts r set body = p_receipt where r.client_id = p_client;
end $$;
alter function admit_prompt(uuid, jsonb, text, boolean, boolean) set plan_cache_mode = 'force_generic_plan';
