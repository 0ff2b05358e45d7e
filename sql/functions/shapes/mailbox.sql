create function private.mailbox(p_email text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when s.domain in ('gmail.com', 'googlemail.com') then replace(s.name, '.', '') || '@gmail.com' else s.name || '@' || s.domain end
  from (
    select
      -- Of "Ann+news@example.com" the part behind the plus is the sender's choice: the mail reaches ann@example.com all the same.
      regexp_replace(lower(regexp_replace(btrim(p_email), '@[^@]*$', '')), '^([^+]+)\+.*$', '\1') as name,
      -- As mail servers look it up, in which wide letters and ideographic full stops are plain ones.
      rtrim(translate(lower(normalize(substring(btrim(p_email) from '@([^@]*)$'), nfkc)), '。', '.'), '.') as domain
  ) as s
$$;
comment on function private.mailbox(text) is
  'Where mails to an address probably end up, for counting only: without capitals, without what follows a plus, the domain in its plain spelling, and '
  'at Gmail without dots in the name. Never an address to send to.';
