-- The last plan of a task is looked up whenever its chat is opened.
create index events_plans on events (chat_id, seq) where type = 'plan.updated';
