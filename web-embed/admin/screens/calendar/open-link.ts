import type { EventPlace, ExternalEvent } from './calendar-api.ts';

/** Where an external event can be opened; null: its provider has no page for it. */
export interface OpenLink {
  label: string;
  href: string;
}

/** Ids that a provider made; ours for single times of a series have more in them. */
const googleId = /^[a-v0-9]{5,1024}(_\d{8}(T\d{6}Z)?)?$/;
const microsoftId = /^[\w+/=-]{20,}$/;

/** The page of an event in its own calendar, else that of its day. */
export function openLink(event: ExternalEvent, place: EventPlace | null, date: string): OpenLink | null {
  const id = place?.provider_event_id ?? '';
  const calendar = place?.calendars;
  if (event.provider === 'google') {
    const email = calendar?.calendar_connections.account_email;
    const user = email ? `?authuser=${encodeURIComponent(email)}` : '';
    if (calendar && googleId.test(id)) {
      const eid = btoa(`${id} ${calendar.provider_calendar_id}`).replaceAll('=', '');
      return {
        label: 'Open in Google',
        href: `https://calendar.google.com/calendar/event?eid=${eid}${user.replace('?', '&')}`,
      };
    }
    const [year, month, day] = date.split('-').map(Number);
    return {
      label: 'Open the day in Google',
      href: `https://calendar.google.com/calendar/r/day/${year}/${month}/${day}${user}`,
    };
  }
  if (event.provider === 'microsoft') {
    if (microsoftId.test(id))
      return {
        label: 'Open in Outlook',
        href: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
      };
    return { label: 'Open the day in Outlook', href: 'https://outlook.office.com/calendar/view/day' };
  }
  return null;
}
