create function private.channel_due_at(p_channel private.channels)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return least(
    p_channel.expires_at,
    p_channel.suspected_at + interval '60 seconds',
    case
      when p_channel.state = 'closing' then p_channel.close_after
      when p_channel.state = 'opening' or p_channel.verified_at is null then p_channel.opened_at + interval '10 minutes'
    end,
    case when p_channel.state = 'open' then p_channel.renew_at end
  );
end;
$$;
comment on function private.channel_due_at(private.channels) is
  'When a channel needs attention next: it ends, is due for renewal or closing, was not verified, or a suspicion must be decided.';
