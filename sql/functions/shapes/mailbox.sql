create function private.mailbox(p_email text)
returns text
language plpgsql -- a function in SQL would be parsed and planned with each call
immutable
set search_path = ''
as $$
declare
  v_email constant text := btrim(p_email);
  -- In "Ann+news@example.com" the part after the plus is the sender's choice: the mail still reaches ann@example.com.
  v_name constant text := regexp_replace(lower(regexp_replace(v_email, '@[^@]*$', '')), '^([^+]+)\+.*$', '\1');
  -- As mail servers look it up: wide letters and ideographic full stops count as plain ones.
  v_domain constant text := rtrim(translate(lower(normalize(substring(v_email from '@([^@]*)$'), nfkc)), '。', '.'), '.');
begin
  return case when v_domain in ('gmail.com', 'googlemail.com') then replace(v_name, '.', '') || '@gmail.com' else v_name || '@' || v_domain end;
end;
$$;
comment on function private.mailbox(text) is
  'Where mails to an address probably arrive, for counting only: without capitals and what follows a plus, with the domain in its plain spelling, '
  'and for Gmail without dots in the name. Never an address to send to.';
