import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { RequestError } from '../../../shared/request.ts';
import { useAdmin } from '../../app/admin.ts';
import { Confirm } from '../../ui/parts.tsx';
import { countText } from '../../ui/spans.ts';
import type { EventType } from './event-type.ts';
import type { BookingsOfType, EventTypesApi } from './event-types-api.ts';

interface DeleteDialogProps {
  type: EventType;
  api: EventTypesApi;
  onDelete: (type: EventType) => Promise<void>;
  onSwitchOff: (type: EventType) => Promise<void>;
  onLeave: () => void;
}

/** Asks before an event type is deleted; one that was ever booked cannot be, because its bookings need it. */
export function DeleteDialog({ type, api, onDelete, onSwitchOff, onLeave }: DeleteDialogProps) {
  const admin = useAdmin();
  const bookings = useSignal<BookingsOfType | null>(null);

  async function check() {
    try {
      bookings.value = await api.bookingsOf(type.id);
    } catch (error) {
      admin.tellFault(error);
      onLeave();
    }
  }
  useEffect(() => void check(), []);

  const known = bookings.value;
  if (known === null) return null;
  if (known.any) {
    const count = `${known.isMore ? 'more than ' : ''}${countText(known.upcoming, 'bookings')}`;
    return (
      <Modal title="It has bookings" about={type.title} onLeave={onLeave}>
        <p id="dialog-text">
          {known.upcoming > 0
            ? `There ${known.upcoming === 1 && !known.isMore ? 'is' : 'are'} ${count} to come. `
            : 'It was booked before. '}
          Bookings keep what they were booked as, so this event type cannot be deleted.
          {type.is_active
            ? ' Switch it off instead: nobody can book it any more, and bookings that exist stay as they are.'
            : ' It is off already: nobody can book it.'}
        </p>
        <div class="bw-actions">
          {type.is_active && (
            <Button isPrimary onClick={() => void onSwitchOff(type)}>
              Switch it off
            </Button>
          )}
          <Button onClick={onLeave}>{type.is_active ? 'Cancel' : 'Close'}</Button>
        </div>
      </Modal>
    );
  }
  return (
    <Confirm
      title="Delete this event type?"
      about={type.title}
      text="It was never booked. Its link stops working, and its own hours, dates and blocked times are deleted with it. This cannot be undone."
      action="Delete"
      isDanger
      onConfirm={async () => {
        try {
          await onDelete(type);
        } catch (error) {
          // Somebody booked it while the question was open.
          if (!(error instanceof RequestError) || !error.message.includes('bookings_event_type_fkey')) throw error;
          await check();
        }
      }}
      onLeave={onLeave}
    />
  );
}
