import './calendar-front.css';
import type { Host } from '../../app/admin.ts';
import { BookingForm } from './booking-form.tsx';
import type { EventType, OpenConflict } from './calendar-api.ts';
import type { CalendarWords } from './calendar-words.ts';
import { ItemDrawer } from './item-drawer.tsx';
import type { CalendarItem } from './items.ts';
import { WhyPopover } from './why-popover.tsx';

/** What is open in front of the calendar. */
export type FrontThing =
  | { is: 'item'; item: CalendarItem }
  | { is: 'form'; start: number; typeId?: string | undefined }
  | { is: 'why'; from: number; until: number; beside: HTMLElement };

interface FrontProps {
  host: Host;
  types: readonly EventType[];
  /** The one that the calendar is about, if it is about one. */
  type: EventType | undefined;
  words: CalendarWords;
  conflicts: readonly OpenConflict[];
  thing: FrontThing;
  onChange: (thing: FrontThing | null) => void;
}

/** Details, the form and the reasons: a part of its own, which is not needed to see the calendar. */
export function Front({ host, types, type, words, conflicts, thing, onChange }: FrontProps) {
  const onLeave = () => onChange(null);
  if (thing.is === 'item')
    return <ItemDrawer item={thing.item} zone={host.time_zone} {...{ words, conflicts, onLeave }} />;
  if (thing.is === 'form') {
    const chosen = type ?? types.find(({ id }) => id === thing.typeId);
    return <BookingForm start={thing.start} type={chosen} {...{ host, types, words, onLeave }} />;
  }
  const asked = type ?? types.find((each) => each.is_active) ?? types[0];
  if (!asked) return null;
  const { from, until, beside } = thing;
  return (
    <WhyPopover
      key={from}
      {...{ host, words, from, until, beside, onLeave }}
      type={asked}
      onBook={() => onChange({ is: 'form', start: from })}
    />
  );
}
