create function private.refuse_faulty_mail_settings()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := coalesce(
    private.mail_settings_fault(new.accent_color, new.reply_to, new.locale, new.logo_url), private.origins_fault(new.allowed_origins),
    private.notifications_fault(new.notifications)
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and write the row again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_mail_settings() is
  'Says what is wrong with the colour, the reply address, the locale, the logo, the web sites or the choice of mails of a host, before their constraint refuses them without a reason. Raises '
  'invalid_request.';

create trigger hosts_refuse_mail_settings before insert or update of accent_color, reply_to, locale, logo_url, allowed_origins, notifications on public.hosts
for each row execute function private.refuse_faulty_mail_settings();
