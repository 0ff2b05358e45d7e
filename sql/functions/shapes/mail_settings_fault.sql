create function private.mail_settings_fault(p_accent_color text, p_reply_to text, p_locale text, p_logo_url text)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
begin
  if p_accent_color !~ '^#[0-9A-Fa-f]{6}$' then
    return 'accent_color must be a colour such as #0b6660.';
  end if;
  if char_length(p_reply_to) > 254
    or p_reply_to !~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  then
    return 'reply_to must be one email address such as ann@example.com.';
  end if;
  if p_locale !~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' then
    return 'locale must be a language tag such as de or en-GB.';
  end if;
  if p_logo_url !~ '^https://[^[:space:][:cntrl:]"<>\\^`{|}]+$' then
    return 'logo_url must be an address that begins with https://.';
  end if;
  return coalesce(private.text_fault('reply_to', p_reply_to, 254), private.text_fault('locale', p_locale, 35), private.text_fault('logo_url', p_logo_url, 2000));
end;
$$;
comment on function private.mail_settings_fault(text, text, text, text) is
  'What is wrong with how a host appears to visitors (colour, reply address, language, logo), in a sentence; null: nothing, also for null. A locale may be one that nobody '
  'knows: mails are in English then.';
