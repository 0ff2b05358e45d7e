import type { CalendarProvider } from './provider.ts';
import { ProviderError } from './provider-error.ts';

const refuse = async (): Promise<never> => {
  throw new ProviderError('not_writable', 'This calendar is read-only.');
};

/** The write methods for sources that can only be read. */
export const readOnlyCalendar: Pick<
  CalendarProvider,
  'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent' | 'findEvent'
> = {
  createEvent: refuse,
  updateEvent: refuse,
  deleteEvent: refuse,
  getEvent: refuse,
  findEvent: refuse,
};
