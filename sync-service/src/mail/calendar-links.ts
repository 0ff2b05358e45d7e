import { oneLine } from './clean.ts';

/** What the links say of a booking. */
export interface LinkedBooking {
  start: string;
  end: string;
  title: string;
  location: string;
}

/**
 * Links that open a new event in the reader's web calendar. They carry no address and no token: these would be known to the
 * calendar's maker.
 */
export function webCalendarLinks({ start, end, title, location }: LinkedBooking): { google: string; outlook: string } {
  const compact = (instant: string): string => `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const google = new URLSearchParams({
    action: 'TEMPLATE',
    text: oneLine(title),
    dates: `${compact(start)}/${compact(end)}`,
    ...(location && { location: oneLine(location) }),
  });
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: oneLine(title),
    startdt: new Date(start).toISOString(),
    enddt: new Date(end).toISOString(),
    ...(location && { location: oneLine(location) }),
  });
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.live.com/calendar/0/deeplink/compose?${outlook}`,
  };
}
