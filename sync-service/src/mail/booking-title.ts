import type { Locale } from '../../../web-embed/languages/catalogue.ts';
import { oneLine } from './clean.ts';

/** What was booked, and with whom. */
export function titleOf(booking: { event_type: { title: string } }, name: string, { mail }: Locale): string {
  const title = oneLine(booking.event_type.title);
  return oneLine(name) === '' ? title : mail.with(title, oneLine(name));
}
