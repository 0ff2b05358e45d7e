import { slugOf } from '../../ui/slugs.ts';
import { type EventTypeSettings, newSettings, type Place, type PlaceKind } from '../event-types/event-type.ts';

/** What is asked about the first event type. */
export interface FirstEventType {
  title: string;
  minutes: number;
  place: PlaceKind | '';
  /** What the place needs: a number, an address, a link. */
  value: string;
}

export const usualEventType: FirstEventType = { title: 'Introductory call', minutes: 30, place: '', value: '' };

/** Which places need a value, and what it is called. */
export const valueNames: Partial<Record<PlaceKind, string>> = {
  video_link: 'Web address of your room',
  phone_visitor_calls: 'Your number',
  address: 'Address',
};

/** What is there already, as it is asked about. */
export function asFirst(settings: EventTypeSettings): FirstEventType {
  const [place] = settings.locations;
  return {
    title: settings.title,
    minutes: settings.durations_minutes[0] ?? usualEventType.minutes,
    place: place?.kind ?? '',
    value: place?.value ?? '',
  };
}

/** The settings of a new one. */
export function settingsFor(first: FirstEventType): EventTypeSettings {
  return {
    ...newSettings,
    title: first.title.trim(),
    slug: slugOf(first.title) || 'meeting',
    durations_minutes: [first.minutes],
    locations: placesOf(first, []),
  };
}

/** What to change of one that is there: its other lengths and places stay. */
export function changesFor(known: EventTypeSettings, first: FirstEventType): Partial<EventTypeSettings> {
  const before = asFirst(known);
  return {
    ...(first.title.trim() === before.title ? {} : { title: first.title.trim() }),
    ...(first.minutes === before.minutes
      ? {}
      : {
          durations_minutes: [
            first.minutes,
            ...known.durations_minutes.slice(1).filter((each) => each !== first.minutes),
          ],
        }),
    ...(first.place === before.place && first.value === before.value
      ? {}
      : { locations: placesOf(first, known.locations.slice(1)) }),
  };
}

function placesOf({ place, value }: FirstEventType, others: readonly Place[]): Place[] {
  if (place === '') return [...others];
  const first: Place = place in valueNames ? { kind: place, value: value.trim() } : { kind: place };
  return [first, ...others.filter((other) => JSON.stringify(other) !== JSON.stringify(first))];
}
