create function private.mailbox(p_email text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when s.domain in ('gmail.com', 'googlemail.com') then replace(s.name, '.', '') || '@gmail.com' else s.name || '@' || s.domain end
  from (
    select
      -- In "Ann+news@example.com" the part after the plus is the sender's choice: the mail still reaches ann@example.com.
      regexp_replace(lower(regexp_replace(btrim(p_email), '@[^@]*$', '')), '^([^+]+)\+.*$', '\1') as name,
      -- As mail servers look it up: wide letters and ideographic full stops count as plain ones.
      rtrim(translate(lower(normalize(substring(btrim(p_email) from '@([^@]*)$'), nfkc)), '。', '.'), '.') as domain
  ) as s
$$;
comment on function private.mailbox(text) is
  'Where mails to an address probably arrive, for counting only: without capitals and what follows a plus, with the domain in its plain spelling, '
  'and for Gmail without dots in the name. Never an address to send to.';
