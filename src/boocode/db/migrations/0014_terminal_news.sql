-- A terminal that rang, ended, or finished what took long, and that nobody has looked at since.
alter table terminals add column unread boolean not null default false;
