import { leadText } from './report-charts.ts';
import type { Report } from './reports-api.ts';

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const hours = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const counts = new Intl.NumberFormat();

/** The figures of all of the time. */
export function ReportFiguresList({ report }: { report: Report }) {
  const { outcomes, seats, lead_time: lead } = report;
  const figures: [name: string, value: string, note: string][] = [
    [
      'Booked of what was offered',
      report.utilisation === null ? '–' : percent.format(report.utilisation),
      `${hours.format(report.booked_hours)} of ${hours.format(report.offered_hours)} h`,
    ],
    ['Confirmed', counts.format(outcomes.confirmed), `of ${counts.format(report.bookings)} bookings and requests`],
    [
      'Did not come',
      counts.format(outcomes.no_shows),
      outcomes.confirmed > 0
        ? `${percent.format(outcomes.no_shows / outcomes.confirmed)} of the confirmed`
        : 'none confirmed',
    ],
    [
      'Cancelled',
      counts.format(outcomes.cancelled),
      `${counts.format(outcomes.cancelled_by_visitor)} by visitors, ${counts.format(outcomes.cancelled_by_host)} by you`,
    ],
    [
      'Requests without an answer',
      counts.format(outcomes.requests_unanswered),
      `${counts.format(outcomes.pending)} are waiting for you`,
    ],
    ['Booked ahead', leadText(lead.median_hours), `half of them; one in ten ${leadText(lead.p90_hours)}`],
    [
      'Seats taken',
      counts.format(seats.taken),
      `of ${counts.format(seats.offered)} in ${counts.format(report.sessions)} sessions`,
    ],
  ];
  return (
    <dl class="rep-figures">
      {figures.map(([name, value, note]) => (
        <div key={name} class="ad-panel">
          <dt>{name}</dt>
          <dd class="rep-number">{value}</dd>
          <dd class="rep-figure-note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}
