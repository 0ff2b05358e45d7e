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
    return { title: 'Booked', description: bookingUrl, location: null, url: bookingUrl };
  }
  const service = content.title?.trim() || 'Booking';
  return {
    title: `${service}: ${whoIn(content.attendees)}`,
    description: [
      `Service: ${service}`,
      ...content.attendees.map(describeAttendee),
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

function describeAttendee({ name, email, answers = [] }: EventContent['attendees'][number]): string {
  return [
    email === undefined ? name : `${name} <${email}>`,
    ...answers.map(({ label, answer }) => `${label}: ${answer === true ? 'yes' : answer}`),
  ].join('\n');
}
