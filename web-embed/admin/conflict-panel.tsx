import { Button } from '../shared/controls.tsx';
import type { Formats } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import type { Conflict, Decision } from './booking-api.ts';
import type { BookingStore } from './booking-store.ts';
import { canMove, conflictText } from './booking-words.ts';

interface ConflictProps {
  conflict: Conflict;
  zone: string;
  formats: Formats;
  others: number;
  store: BookingStore;
}

/** A conflict of a booking with the calendar, and the host's ways to decide. */
export function ConflictPanel({ conflict, zone, formats, others, store }: ConflictProps) {
  const { title, text } = conflictText(conflict, zone, formats);
  const isMovable = canMove(conflict);
  const heading = `conflict-${conflict.id}`;
  return (
    <section class="cal-outcome" data-tone="bad" aria-labelledby={heading}>
      <IconOf name="alert" />
      <div>
        <h2 id={heading}>{title}</h2>
        <p>{text}</p>
        {conflict.other_booking_id !== null && (
          <p>
            <a href={`/admin/bookings/${conflict.other_booking_id}`}>Open the other booking</a>
          </p>
        )}
        {isMovable && others > 0 && <p>Everyone who booked this time moves with it.</p>}
        <div class="bk-decisions">
          {isMovable && decide('move', 'Move the booking there')}
          {decide('keep', keepText(conflict))}
          <Button aria-describedby={heading} onClick={() => store.ask({ kind: 'cancel', scope: 'booking', dates: 1 })}>
            Cancel the booking
          </Button>
        </div>
      </div>
    </section>
  );

  function decide(decision: Decision, label: string) {
    return (
      <Button
        isPrimary={decision === 'move' || !isMovable}
        isBusy={store.state.busy === `${conflict.id} ${decision}`}
        aria-disabled={store.state.busy !== null}
        aria-describedby={heading}
        onClick={() => void store.decide(conflict, decision)}
      >
        {label}
      </Button>
    );
  }
}

function keepText({ kind }: Conflict): string {
  if (kind === 'moved') return 'Put the event back';
  return kind === 'deleted' ? 'Write the event again' : 'Keep both';
}
