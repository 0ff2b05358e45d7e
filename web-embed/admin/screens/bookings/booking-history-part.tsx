import { historyOf } from './booking-history.ts';
import { shortText, spanText } from './booking-words.ts';
import type { BookingSheet } from './bookings-api.ts';
import { formats } from './formats.ts';

/** What happened to a booking, the newest first. */
export function History({ sheet, zone }: { sheet: BookingSheet; zone: string }) {
  return (
    <section class="bk-section" aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol class="bk-history">
        {historyOf(sheet).map(({ at, text, words, before }) => (
          <li key={`${at} ${text}`}>
            <time class="bw-muted" dateTime={at}>
              {shortText(at, zone, formats)}
            </time>
            <div>
              {text}
              {before && <p class="bw-muted">It was {spanText(before.start, before.end, zone, formats)}.</p>}
              {words && <p class="bk-words">“{words}”</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
