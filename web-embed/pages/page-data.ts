import type { BookingPage, DataApiSettings } from '../shared/booking-api.ts';

/** What the service has written into the page: the same as `/embed/config.json?host=&event=`. */
export type PageData = DataApiSettings & { page: BookingPage };

/** The data of a hosted page; null: there are none, and the service is asked. */
export function readPageData(): PageData | null {
  const text = document.querySelector('#page-data')?.textContent;
  return text ? (JSON.parse(text) as PageData) : null;
}
