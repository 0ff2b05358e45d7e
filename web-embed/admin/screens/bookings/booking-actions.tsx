import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { knownZone } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { spanText } from './booking-words.ts';
import type { Scope } from './bookings-api.ts';
import { downloadCalendarFile } from './calendar-file.ts';
import { EndingDialog } from './ending-dialog.tsx';
import { formats } from './formats.ts';
import { MoveDialog, type MoveKind } from './move-dialog.tsx';
import { datesToDecide } from './series-part.tsx';
import type { BookingProps } from './use-booking.ts';

interface ActionsProps extends BookingProps {
  isActive: boolean;
  /** Something has to be decided about first, in a panel of its own. */
  hasConflict: boolean;
}

/** What is asked before it is done. */
type Question = { end: 'cancel' | 'decline'; scope: Scope; dates: number } | { move: MoveKind };

/** What the host may do with a booking; of a series about all dates, or only this one. */
export function BookingActions({ sheet, booking: open, isActive, hasConflict }: ActionsProps) {
  const admin = useAdmin();
  const { booking } = sheet;
  const zone = knownZone(booking.host.time_zone);
  const isRequest = booking.status === 'pending';
  const dates = datesToDecide(sheet);
  // A series was asked for as one. To cancel is for one date unless the host says otherwise.
  const chosen = useSignal<Scope>(isRequest ? 'series' : 'booking');
  const question = useSignal<Question | null>(null);
  const scope = dates < 2 ? 'booking' : chosen.value;
  const all = scope === 'series' ? ` all ${dates}` : '';
  const isBusy = open.busy.value !== null;
  const canCancel = isActive && !isRequest && !hasConflict;
  const canMark = booking.status === 'confirmed' && Date.parse(booking.starts_at) <= Date.now();
  const ask = (kind: 'cancel' | 'decline') => {
    question.value = { end: kind, scope, dates: scope === 'series' ? dates : 1 };
  };
  const leave = () => {
    question.value = null;
  };

  async function markNoShow(isNoShow: boolean) {
    await open.act('no-show', isNoShow ? 'Marked.' : 'The mark is gone.', () =>
      open.api.markNoShow(booking.id, isNoShow),
    );
    if (open.fault.value === null && isNoShow)
      admin.tell({ text: `${booking.attendee?.name ?? 'They'} did not come.`, undo: () => markNoShow(false) });
  }

  return (
    <div class="bk-deciding">
      {isActive && dates > 1 && (isRequest || canCancel) && (
        <fieldset class="bk-scope">
          <legend>{isRequest ? 'Your answer is about' : 'Cancel'}</legend>
          {(['series', 'booking'] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="scope"
                checked={scope === each}
                onChange={() => {
                  chosen.value = each;
                }}
              />
              {each === 'booking'
                ? 'Only this date'
                : `All ${dates} dates that ${isRequest ? 'wait for it' : 'lie ahead'}`}
            </label>
          ))}
        </fieldset>
      )}
      <div class="bk-decisions">
        {isActive && isRequest && (
          <>
            <Button
              isPrimary
              isBusy={open.busy.value === 'confirm'}
              aria-disabled={isBusy}
              onClick={() => void open.act('confirm', 'Confirmed.', () => open.api.confirm(booking.id, scope))}
            >
              Confirm{all}
            </Button>
            <Button onClick={() => ask('decline')}>Decline{all}</Button>
          </>
        )}
        {isActive && !(hasConflict && !isRequest) && (
          <Button
            onClick={() => {
              question.value = { move: 'move' };
            }}
          >
            Move
          </Button>
        )}
        {isActive && (
          <Button
            onClick={() => {
              question.value = { move: 'propose' };
            }}
          >
            Propose another time
          </Button>
        )}
        {canMark && (
          <Button
            aria-pressed={booking.no_show}
            isBusy={open.busy.value === 'no-show'}
            onClick={() => void markNoShow(!booking.no_show)}
          >
            Did not come
          </Button>
        )}
        {(booking.status === 'confirmed' || booking.status === 'pending') && (
          <Button onClick={() => void downloadCalendarFile(admin, booking.id)}>
            <AdminIcon name="download" />
            Calendar file
          </Button>
        )}
        {canCancel && (
          <button type="button" class="bw-button ad-danger-quiet" onClick={() => ask('cancel')}>
            {all === '' ? 'Cancel the booking' : `Cancel${all}`}
          </button>
        )}
      </div>
      {question.value && dialog(question.value)}
    </div>
  );

  function dialog(asked: Question) {
    if ('move' in asked)
      return (
        <MoveDialog
          kind={asked.move}
          api={open.api}
          subject={{
            id: booking.id,
            start: booking.starts_at,
            end: booking.ends_at,
            eventTypeId: booking.event_type.id,
            lengths: booking.event_type.durations_minutes,
            zone,
            attendee: booking.attendee,
          }}
          onLeave={leave}
          onDone={(done) => {
            leave();
            open.follow(done);
          }}
        />
      );
    return (
      <EndingDialog
        kind={asked.end}
        scope={asked.scope}
        dates={asked.dates}
        booking={booking}
        others={sheet.others}
        hasEvent={sheet.event !== null}
        when={spanText(booking.starts_at, booking.ends_at, zone, formats)}
        onLeave={leave}
        onEnd={async (reason) => {
          await open.api[asked.end](booking.id, asked.scope, reason);
          leave();
          open.follow(asked.end === 'cancel' ? 'Cancelled.' : 'Declined.');
        }}
      />
    );
  }
}
