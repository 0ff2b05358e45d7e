import type { Mutant } from '../mutant.ts';

/** Reports: `sql/functions/reports`, `routes/reports.ts`. */
export const reports: readonly Mutant[] = [
  {
    name: 'vacations are offered',
    file: 'offered_time.sql',
    find: '  return v_open - coalesce(',
    replace: '  return v_open + coalesce(',
    why: 'Blocked periods are not offered.',
    tests: ['sql/reports/report.test.ts'],
    only: 'Offered time',
  },
  {
    name: 'weeks are those of London',
    file: 'report_groups.sql',
    find: '(b.starts_at at time zone p_zone)::date',
    replace: "(b.starts_at at time zone 'Europe/London')::date",
    why: 'Days and weeks are those of the host.',
    tests: ['sql/reports/report.test.ts'],
    only: 'In New York',
  },
  {
    name: 'holds are bookings',
    file: 'reported_bookings.sql',
    find: "r.status <> 'held'",
    replace: "r.status <> 'x'",
    why: 'A hold is no booking, and none that expired.',
    tests: ['sql/reports/report.test.ts'],
    only: 'Outcomes',
  },
  {
    name: 'sessions are as many as their visitors',
    file: 'reported_bookings.sql',
    find: ' and row_number() over (partition by b.session_key, b.outcome order by b.id) = 1,',
    replace: ',',
    why: 'A session counts once, whoever takes part.',
    tests: ['sql/reports/report.test.ts'],
    only: 'Sessions',
  },
  {
    name: 'reports on the hosts of others',
    file: 'get_own_report.sql',
    find: ' and h.owner_id = get_own_report.owner_id;',
    replace: ';',
    why: 'A report is for the owner alone.',
    tests: ['http/reports.test.ts'],
    only: 'is refused to others',
  },
  {
    name: 'titles are formulas',
    file: 'report-csv.ts',
    find: '/^\\s*[=+\\-@\\t\\r＝＋－＠]/.test(cell)',
    replace: "cell.startsWith('==')",
    why: 'No text of a table is run by a spreadsheet.',
    tests: ['http/reports.test.ts'],
    only: 'as text',
  },
];
