create function private.sessions_forbidden(
  p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid default null
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      range_agg(
        tstzmultirange(tstzrange(
          lower(s.during) - p_rules.duration - greatest(p_rules.buffer_after, s.buffer_before),
          upper(s.during) + greatest(p_rules.buffer_before, s.buffer_after),
          '()'
        ))
        -- A session of this event type with free seats may be joined at exactly its start.
        - case
            when s.event_type_id = p_rules.event_type_id
              and upper(s.during) - lower(s.during) = p_rules.duration
              and s.taken < p_rules.seats
            then tstzmultirange(tstzrange(lower(s.during), lower(s.during), '[]'))
            else '{}'
          end
      ),
      '{}'::tstzmultirange
    )
    from private.booked_sessions(
      p_rules.host_id,
      tstzrange(lower(p_range) - p_rules.buffer_before, upper(p_range) + p_rules.duration + p_rules.buffer_after, '[]'),
      p_now, p_except
    ) as s
  );
end;
$$;
comment on function private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid) is
  'Rule 6: the starts in p_range that active bookings refuse, buffers of both sides included (the larger counts).';
