import type { Report, ReportFigures } from '../db/report.ts';

type Cell = string | number | null;

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The figures of a row, by the names of their columns. */
const columns: [name: string, read: (figures: ReportFigures) => Cell][] = [
  ['offered_hours', (of) => of.offered_hours],
  ['booked_hours', (of) => of.booked_hours],
  ['utilisation', (of) => of.utilisation],
  ['sessions', (of) => of.sessions],
  ['seats_offered', (of) => of.seats.offered],
  ['seats_taken', (of) => of.seats.taken],
  ['bookings', (of) => of.bookings],
  ['lead_time_median_hours', (of) => of.lead_time.median_hours],
  ['lead_time_p90_hours', (of) => of.lead_time.p90_hours],
  ['confirmed', (of) => of.outcomes.confirmed],
  ['no_shows', (of) => of.outcomes.no_shows],
  ['pending', (of) => of.outcomes.pending],
  ['cancelled', (of) => of.outcomes.cancelled],
  ['cancelled_by_visitor', (of) => of.outcomes.cancelled_by_visitor],
  ['cancelled_by_host', (of) => of.outcomes.cancelled_by_host],
  ['declined', (of) => of.outcomes.declined],
  ['expired', (of) => of.outcomes.expired],
  ['requests_unanswered', (of) => of.outcomes.requests_unanswered],
];

/**
 * A report as a table (RFC 4180): a line for all of it, then one for each event type, weekday and week. `part` says which,
 * `key` is the id of the event type, the number of the weekday (0 = Sunday) or the Monday of the week, `name` is for people.
 */
export function writeReportCsv(report: Report): string {
  const rowOf = (part: string, key: string, name: string, figures: ReportFigures): Cell[] => [
    ...[part, key, name],
    ...columns.map(([, read]) => read(figures)),
  ];
  const rows: Cell[][] = [
    ['part', 'key', 'name', ...columns.map(([name]) => name)],
    rowOf('all', '', `${report.from}/${report.to}`, report),
    ...report.by_event_type.map((of) => rowOf('event_type', of.event_type_id, of.title || of.slug, of)),
    ...report.by_weekday.map((of) => rowOf('weekday', String(of.day_of_week), weekdays[of.day_of_week] ?? '', of)),
    ...report.by_week.map((of) => rowOf('week', of.monday, of.week, of)),
  ];
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

/**
 * A text that a spreadsheet would take for a formula, also one that begins with white space, gets an apostrophe before
 * it, as is usual. Numbers are ours, and stay numbers.
 */
function writeCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^\s*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
