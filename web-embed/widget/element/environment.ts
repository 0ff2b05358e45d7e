import { picking, places } from '../../languages/en.ts';
import type { BookingPage, DataApiSettings } from '../../shared/booking-api.ts';
import type { LoadSolver } from '../../shared/booking-calls.ts';
import type { Messages } from '../../shared/messages.ts';
import type { PartModule, PartName } from '../view-props.ts';

/** What comes from outside of the element's own code: the script and the pages have different ways to it. */
export interface Environment {
  /** Origin of the service where an element names none; empty: the page's own. */
  service: string;
  /** Where slots are read; null: the service is asked. */
  settings: DataApiSettings | null;
  /** What a page of the service has said already about what it offers; used once. */
  page: BookingPage | null;
  /** The English texts that are there; parts bring theirs. */
  english: Messages;
  /** What is not needed at once. */
  loadPart<N extends PartName>(name: N): Promise<PartModule<N>>;
  /** What finds the solution of a challenge. */
  loadSolver: LoadSolver;
  /** The texts in the first of these languages that there is. */
  loadMessages(preferred: readonly string[]): Promise<Messages>;
}

/** Filled in by whoever defines the element. */
export const environment: Environment = {
  service: '',
  settings: null,
  page: null,
  english: { ...picking, ...places, language: 'en' } as Messages,
  loadPart: () => Promise.reject(new Error('No parts')),
  loadSolver: () => Promise.reject(new Error('No parts')),
  loadMessages: async () => environment.english,
};
