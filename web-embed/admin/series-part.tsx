import { useState } from 'preact/hooks';
import { Button } from '../shared/controls.tsx';
import type { Formats } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import type { BookingSheet, Scope } from './booking-api.ts';
import type { BookingStore, Ending } from './booking-store.ts';
import { instantText, statusOf } from './booking-words.ts';

interface DatesProps {
  sheet: BookingSheet;
  zone: string;
  formats: Formats;
}

/** All dates of the series that a booking belongs to, each with its state and a link to its own page. */
export function SeriesDates({ sheet: { booking, series }, zone, formats }: DatesProps) {
  if (series === null) return null;
  return (
    <nav aria-labelledby="series">
      <h2 class="cal-section" id="series">
        All dates of this series
      </h2>
      <ol class="bk-dates">
        {series.bookings.map((one) => {
          const { tone, icon, label } = statusOf({ status: one.status, cancelled_by: null });
          const when = instantText(one.start, zone, formats);
          return (
            <li key={one.id}>
              {one.id === booking.id ? (
                <span class="bw-strong" aria-current="page">
                  {when}
                </span>
              ) : (
                <a href={`/admin/bookings/${one.id}`}>{when}</a>
              )}
              <span class="bw-badge cal-status" data-tone={tone}>
                <IconOf name={icon} />
                {label}
              </span>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

interface DecisionsProps {
  sheet: BookingSheet;
  store: BookingStore;
}

/** What the host may decide: about a request, or whether a booking takes place; of a series about all dates, or only this one. */
export function Decisions({ sheet, store }: DecisionsProps) {
  const isRequest = sheet.booking.status === 'pending';
  const dates = datesToDecide(sheet);
  // A series was asked for as one. To cancel is for one date unless the host says otherwise.
  const [chosen, choose] = useState<Scope>(isRequest ? 'series' : 'booking');
  const scope = dates < 2 ? 'booking' : chosen;
  const all = scope === 'series' ? ` all ${dates}` : '';
  const ask = (kind: Ending) => store.ask({ kind, scope, dates: scope === 'series' ? dates : 1 });
  return (
    <div class="bk-deciding">
      {dates > 1 && (
        <fieldset class="bk-scope">
          <legend>{isRequest ? 'Your answer is about' : 'Cancel'}</legend>
          {(['series', 'booking'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="scope" checked={scope === each} onChange={() => choose(each)} />
              {each === 'booking'
                ? 'Only this date'
                : `All ${dates} dates that ${isRequest ? 'wait for it' : 'lie ahead'}`}
            </label>
          ))}
        </fieldset>
      )}
      <div class="bk-decisions">
        {isRequest ? (
          <>
            <Button
              isPrimary
              isBusy={store.state.busy === 'confirm'}
              aria-disabled={store.state.busy !== null}
              onClick={() => void store.confirm(scope)}
            >
              Confirm{all}
            </Button>
            <Button onClick={() => ask('decline')}>Decline{all}</Button>
          </>
        ) : (
          <Button onClick={() => ask('cancel')}>{all === '' ? 'Cancel the booking' : `Cancel${all}`}</Button>
        )}
      </div>
    </div>
  );
}

/** How many dates a decision about the whole series would change. */
function datesToDecide({ booking, series }: BookingSheet): number {
  const dates = series?.bookings ?? [];
  if (booking.status === 'pending') return dates.filter(({ status }) => status === 'pending').length;
  return dates.filter((one) => one.can_cancel && Date.parse(one.start) > Date.now()).length;
}
