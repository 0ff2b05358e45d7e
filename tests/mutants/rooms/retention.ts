import type { Mutant } from '../mutant.ts';

/** How visitors are forgotten: `sql/functions/retention`. */
export const retention: readonly Mutant[] = [
  {
    name: 'visitors are forgotten early',
    file: 'forget_due_visitors.sql',
    find: 'where b.host_id = v_host_id and b.forgotten_at is null and b.ends_at < v_before',
    replace: "where b.host_id = v_host_id and b.forgotten_at is null and b.ends_at < v_before + interval '2 days'",
    why: 'Nobody is forgotten before retention_days are over.',
    tests: ['retention.test.ts'],
    only: 'remembers whoever was there later',
  },
  {
    name: 'a restore sends mails again',
    file: 'note_restore.sql',
    find: "where n.state = 'pending';",
    replace: "where n.state = 'nothing';",
    why: 'After a restore no mail is sent twice.',
    tests: ['sync/restore.test.ts'],
  },
  {
    name: 'a restore believes its cursors',
    file: 'note_restore.sql',
    find: "set last_synced_at = null, sync_status = 'pending' where",
    replace: "set sync_status = 'pending' where",
    why: 'After a restore a calendar is stale until it was read as a whole.',
    tests: ['sync/restore.test.ts'],
  },
  {
    name: 'mails of a series keep their visitor',
    file: 'forget_mails.sql',
    find: 'n.series_booking_ids && p_booking_ids',
    replace: 'false',
    why: 'A kept mail that tells of several bookings goes with the first of them.',
    tests: ['retention.test.ts'],
    only: 'has nothing left of one whose booking ended before that',
  },
  {
    name: 'what is written later stays',
    file: 'complete_booking.sql',
    find: '    new.forgotten_at := null;\n',
    replace: '    null;\n',
    why: 'What a host writes about a visitor who was forgotten is forgotten as well.',
    tests: ['retention.test.ts'],
    only: 'gets no mail any more',
  },
  {
    name: 'a pull brings a visitor back',
    file: 'upsert_events.sql',
    find: 'and b.forgotten_at is not null',
    replace: 'and false',
    why: 'The title of the event of a forgotten booking is not stored again.',
    tests: ['retention.test.ts'],
    only: 'does not come back with a pull of the calendar',
  },
];
