create type private.change_limits as (
  cancel_refusal text,
  cancel_until timestamptz,
  reschedule_refusal text,
  reschedule_until timestamptz
);
comment on type private.change_limits is
  'What somebody may do with a booking now: why they may not cancel or move it (null: they may), and until when they may (null: no longer, or '
  'without limit).';
