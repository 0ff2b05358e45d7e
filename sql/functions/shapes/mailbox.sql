create function private.mailbox(p_email text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Of "Ann+news@example.com" the part behind the plus is the sender's choice: the mail reaches ann@example.com all the same.
  select regexp_replace(lower(btrim(p_email)), '^([^+@]+)\+[^@]*@', '\1@')
$$;
comment on function private.mailbox(text) is
  'Where mails to an address probably end up, for counting only: without capitals and without what follows a plus. Never an address to send to.';
