-- Full-text search. One document per title, part and change, made in the background from what is stored elsewhere; none of
-- it is told to anybody, and all of it can be made again.
create sequence search_new;                     -- numbers of what comes, upwards
create sequence search_old increment by -1;     -- numbers of what was there before, newest first, downwards

create table search_documents (
  id bigint primary key,                        -- a greater number is newer
  kind text not null check (kind in ('title', 'user', 'assistant', 'tool', 'change')),
  part_id uuid unique references parts on delete cascade,
  titled_chat_id uuid unique references chats on delete cascade,
  change_id uuid unique references changes on delete cascade,
  chat_id uuid,
  message_id uuid,
  session_id uuid not null,
  project_id uuid not null,
  provider text,
  at timestamptz not null,
  version timestamptz,                          -- of a change: the `updated_at` it was made from
  tsv tsvector not null,                        -- words with places; facts to filter by begin with ~
  check (num_nonnulls(part_id, titled_chat_id, change_id) = 1)
) with (toast_tuple_target = 1024);
create index search_by_words on search_documents using gin (tsv) with (fastupdate = off);

-- How far each chat is searchable: the log up to `seq`, and its title.
create table search_chats (
  chat_id uuid primary key references chats on delete cascade,
  seq bigint not null,
  title text
);
-- What came before is found from the newest part to the oldest.
create table search_progress (
  is_only boolean primary key default true check (is_only),
  parts_before uuid,                            -- null: all of them are searchable
  parts_since timestamptz,                      -- those from here on are
  changes_until timestamptz not null default '2000-01-01'
);
insert into search_progress (parts_before) values ('ffffffff-ffff-ffff-ffff-ffffffffffff');
insert into search_chats (chat_id, seq) select id, head_seq from chats;

create index changes_by_update on changes (updated_at);
