import type { HoursType } from './availability-api.ts';
import { useAvailability, zoneOf } from './context.ts';
import { type DayDifference, differencesByDay, differenceText, type Preview } from './preview.ts';

interface ReviewTypeProps {
  preview: Preview;
  type: HoursType | undefined;
  /** For example `in the next 8 weeks`. */
  span: string;
}

/** So many days are shown at once. */
const daysAtOnce = 7;

/** What an event type loses and gains, and on which days. */
export function ReviewType({ preview, type, span }: ReviewTypeProps) {
  const { host, formats } = useAvailability();
  const days = differencesByDay(preview, zoneOf({ host, type: type ?? null }));
  const minutes = type?.durations_minutes[0];
  const row = ({ date, lost, gained }: DayDifference) => (
    <li key={date} class="av-difference">
      <span>{formats.shortDay(date)}</span>
      {lost > 0 && <span class="av-lost">{lost} lost</span>}
      {gained > 0 && <span class="av-gained">{gained} gained</span>}
    </li>
  );
  return (
    <section class="av-review-type">
      <h3>
        {type?.title}
        {minutes !== undefined && <span class="bw-muted av-note">{minutes} min</span>}
      </h3>
      <p class={days.length === 0 ? 'bw-muted' : 'bw-strong'}>
        {differenceText(preview.lost.length, preview.gained.length)} {span}
      </p>
      {days.length > 0 && <ul class="av-day-differences">{days.slice(0, daysAtOnce).map(row)}</ul>}
      {days.length > daysAtOnce && (
        <details>
          <summary>{days.length === daysAtOnce + 1 ? '1 more day' : `${days.length - daysAtOnce} more days`}</summary>
          <ul class="av-day-differences">{days.slice(daysAtOnce).map(row)}</ul>
        </details>
      )}
      {preview.truncated_at !== undefined && (
        <p class="bw-muted av-note">
          There are very many times: only those before {formats.fullDay(preview.truncated_at.slice(0, 10))} are
          compared.
        </p>
      )}
    </section>
  );
}
