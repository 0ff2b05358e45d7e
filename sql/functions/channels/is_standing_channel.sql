create function private.is_standing_channel(p_channel private.channels)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return case p_channel.state
    when 'opening' then p_channel.opened_at > now() - interval '10 minutes'
    when 'open' then p_channel.expires_at > now() and (p_channel.renew_at > now() or p_channel.is_renewable)
      and (p_channel.verified_at is not null or p_channel.opened_at > now() - interval '10 minutes')
    else false
  end;
end;
$$;
comment on function private.is_standing_channel(private.channels) is
  'Whether a channel makes another one unnecessary: it is about to be opened, or open and not due to be replaced. One that can be prolonged is '
  'never replaced while it lives.';
