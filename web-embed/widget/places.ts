import type { Place } from '../shared/booking-api.ts';
import type { Messages } from '../shared/messages.ts';

/** What a place is called where visitors choose one. */
export function placeName(place: Place, messages: Messages): string {
  const names: Record<Place['kind'], string> = {
    video: messages.placeVideo,
    video_link: messages.placeVideo,
    phone_host_calls: messages.placeHostCalls,
    phone_visitor_calls: messages.placeVisitorCalls,
    ask_visitor: messages.placeOfVisitor,
    address: place.value ?? '',
    custom: place.value ?? '',
  };
  return names[place.kind];
}

/**
 * The places to choose from, by the names that are shown. Two of one name, as both kinds of video calls, would be the same
 * choice: the first stands for both.
 */
export function placesByName(places: readonly Place[], messages: Messages): Map<string, Place> {
  const byName = new Map<string, Place>();
  for (const place of places) {
    const name = placeName(place, messages);
    if (!byName.has(name)) byName.set(name, place);
  }
  return byName;
}
