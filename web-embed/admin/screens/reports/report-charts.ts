import type { Report } from './reports-api.ts';

/** A chart, and the table that says the same. */
export interface Chart {
  id: string;
  title: string;
  /** What one bar stands for; the second series is drawn hatched. */
  series: readonly string[];
  unit: 'hours' | 'count' | 'lead';
  /** Upright where time runs along, lying where names are long. */
  direction: 'columns' | 'rows';
  rows: { label: string; fullLabel: string; values: (number | null)[]; note: string | null }[];
}

/** Words and numbers as the browser writes them. */
export interface ChartFormats {
  percent(value: number): string;
  weekday(day: number, width: 'long' | 'short'): string;
  /** Of a date `YYYY-MM-DD`: `23 Nov`. */
  day(date: string): string;
  weekStart: number;
}

/** All charts of a report, in their order. */
export function chartsOf(report: Report, formats: ChartFormats): Chart[] {
  const used = ({ utilisation }: { utilisation: number | null }) =>
    utilisation === null ? null : `${formats.percent(utilisation)} booked`;
  const weekdays = [...Array(7).keys()].map((index) => (index + formats.weekStart) % 7);
  const { outcomes } = report;
  const hours = ['Booked', 'Offered'];
  const types = report.by_event_type.filter(
    (of) => of.is_active || of.bookings > 0 || of.booked_hours > 0 || of.offered_hours > 0,
  );
  const charts: Chart[] = [
    {
      id: 'weeks',
      title: 'Offered and booked, by week',
      series: hours,
      unit: 'hours',
      direction: 'columns',
      rows: report.by_week.map((of) => ({
        label: formats.day(of.monday),
        fullLabel: `${of.week}, from ${formats.day(of.monday)}`,
        values: [of.booked_hours, of.offered_hours],
        note: used(of),
      })),
    },
    {
      id: 'weekdays',
      title: 'Offered and booked, by weekday',
      series: hours,
      unit: 'hours',
      direction: 'columns',
      rows: weekdays.flatMap((day) => {
        const of = report.by_weekday.find(({ day_of_week: each }) => each === day);
        if (of === undefined) return [];
        const [label, fullLabel] = [formats.weekday(day, 'short'), formats.weekday(day, 'long')];
        return [{ label, fullLabel, values: [of.booked_hours, of.offered_hours], note: used(of) }];
      }),
    },
    {
      id: 'types',
      title: 'Offered and booked, by event type',
      series: hours,
      unit: 'hours',
      direction: 'rows',
      rows: types.map((of) => ({
        ...nameOf(of),
        values: [of.booked_hours, of.offered_hours],
        note: used(of),
      })),
    },
    {
      id: 'outcomes',
      title: 'What became of bookings and requests',
      series: ['Bookings and requests'],
      unit: 'count',
      direction: 'rows',
      rows: (
        [
          ['Confirmed', outcomes.confirmed - outcomes.no_shows],
          ['Did not come', outcomes.no_shows],
          ['Waiting for you', outcomes.pending],
          ['Cancelled by visitors', outcomes.cancelled_by_visitor],
          ['Cancelled by you', outcomes.cancelled_by_host],
          ['Declined', outcomes.declined],
          ['Not answered in time', outcomes.expired],
        ] as const
      ).map(([label, count]) => ({
        label,
        fullLabel: label,
        values: [count],
        note: report.bookings > 0 ? formats.percent(count / report.bookings) : null,
      })),
    },
    {
      id: 'lead',
      title: 'How far ahead people book',
      series: ['Half of them, at least', 'One in ten, at least'],
      unit: 'lead',
      direction: 'rows',
      rows: types
        .filter(({ lead_time: { median_hours: median } }) => median !== null)
        .map((of) => ({
          ...nameOf(of),
          values: [of.lead_time.median_hours, of.lead_time.p90_hours],
          note: null,
        })),
    },
  ];
  return charts.filter(({ rows }) => rows.length > 0);
}

function nameOf({ title, slug }: { title: string; slug: string }) {
  return { label: title || slug, fullLabel: title || slug };
}

/** `3 h`, `2 days`: hours of a lead time as people say them. */
export function leadText(hours: number | null): string {
  if (hours === null) return '–';
  if (hours < 1) return 'under 1 h';
  if (hours < 48) return `${Math.round(hours)} h`;
  const days = Math.round(hours / 24);
  return `${days} days`;
}

/** A round number at or above a value, and the lines below it. */
export function scaleOf(most: number): { top: number; ticks: number[] } {
  if (most <= 0) return { top: 1, ticks: [0, 1] };
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [0.25, 0.5, 1, 2, 2.5].map((each) => each * magnitude).find((each) => most / each <= 4) ?? magnitude * 5;
  const count = Math.ceil(most / step);
  return { top: count * step, ticks: [...Array(count + 1).keys()].map((index) => index * step) };
}
