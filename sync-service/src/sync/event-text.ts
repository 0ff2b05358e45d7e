import type { EventToWrite } from '../calendar/provider.ts';
import type { EventContent } from '../db/push.ts';

/** How many names fit in a title. */
const namesInTitle = 2;

/**
 * Returns title and description of a booking's event in the host's calendar.
 * @param bookingUrl Link to the booking in the admin page.
 */
export function describeEvent(
  content: EventContent,
  bookingUrl: string,
): Pick<EventToWrite, 'title' | 'description' | 'location' | 'url'> {
  if (content.privacy === 'busy_only') {
    const title = content.attendee_count == null ? 'Booked' : `Booked (${content.attendee_count})`;
    return { title, description: bookingUrl, location: null, url: bookingUrl };
  }
  const service = content.title?.trim() || 'Booking';
  return {
    title: `${service}: ${whoIn(content.attendees)}`,
    description: [
      `Service: ${service}`,
      ...(content.attendee_count == null ? [] : [`Bookings: ${content.attendee_count}`]),
      ...content.attendees.map((attendee) => describeAttendee(attendee, content.location)),
      ...(content.location === null ? [] : [`Where: ${content.location}`]),
      bookingUrl,
    ].join('\n\n'),
    location: content.location,
    url: bookingUrl,
  };
}

function whoIn(attendees: EventContent['attendees']): string {
  return attendees.length <= namesInTitle
    ? attendees.map((attendee) => attendee.name).join(', ')
    : `${attendees.length} bookings`;
}

/** @param common Where all of them meet, which the description says once. */
function describeAttendee(
  { name, email, location, answers = [] }: EventContent['attendees'][number],
  common: string | null,
): string {
  return [
    email === undefined ? name : `${name} <${email}>`,
    ...(location == null || location === common ? [] : [`Where: ${location}`]),
    ...answers.map(({ label, answer }) => `${label}: ${answer === true ? 'yes' : answer}`),
  ].join('\n');
}
