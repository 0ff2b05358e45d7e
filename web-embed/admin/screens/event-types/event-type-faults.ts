import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import { type EventTypeColumn, settingColumns } from './event-type.ts';

/** Something that the database refused, at the setting that it is about. */
export interface FieldFault {
  column: EventTypeColumn;
  /** Which place, or which question, from 0; null: the setting as a whole. */
  index: number | null;
  text: string;
}

/** What a limit says where it is shown at its field, whose label says what it is about. */
const sentences: Partial<Record<EventTypeColumn, string>> = {
  slug: 'Only small letters a to z, digits, hyphens and underscores; it begins and ends with a letter or digit.',
  slot_interval_minutes: 'From one minute to a week.',
  buffer_before_minutes: 'At most 24 hours.',
  buffer_after_minutes: 'At most 24 hours.',
  min_notice_minutes: 'At most ten years.',
  horizon_days: 'From 1 to 3,660 days.',
  max_per_day: 'A whole number from 1 on. Empty: no limit.',
  max_per_week: 'A whole number from 1 on. Empty: no limit.',
  seats: 'A whole number from 1 to 10,000.',
  cancel_until_minutes: 'At most ten years before the start.',
  reschedule_until_minutes: 'At most ten years before the start.',
  max_reschedules: 'A whole number. Empty: as often as they like.',
  request_hours: 'From one hour to a year.',
  series_max: 'A whole number from 1 to 100.',
  waitlist_max: 'A whole number from 0 to 1,000.',
  waitlist_offer_minutes: 'From 5 minutes to a week.',
};

/** What the database refused, and where to show it; null: it is about no setting, or not the database's affair. */
export function fieldFault(error: unknown): FieldFault | null {
  if (!(error instanceof RequestError) || error.code === 'network' || error.code === 'unauthorized') return null;
  const { message } = error;
  if (message.includes('event_types_host_slug_key'))
    return { column: 'slug', index: null, text: 'Another of your event types has this address. Choose another one.' };
  const numbered = /\b(question|location) (\d+)/i.exec(message);
  if (numbered?.[1] && numbered[2]) {
    const column = numbered[1].toLowerCase() === 'question' ? 'questions' : 'locations';
    return { column, index: Number(numbered[2]) - 1, text: numberedText(message) };
  }
  if (message.endsWith(' is not a time zone.')) return { column: 'time_zone', index: null, text: message };
  const column = columnIn(message);
  if (column === undefined) return null;
  const isLimit = /whole number|violates (check|not-null) constraint|null value/.test(message);
  return { column, index: null, text: (isLimit && sentences[column]) || plainText(message, column) };
}

/** What is said where no field is to blame. */
export function saveFaultText(error: RequestError): string {
  // A fault of a constraint that nobody has put into words.
  return /violates|null value/.test(error.message) ? `The database refused it: ${error.message}.` : faultText(error);
}

function columnIn(message: string): EventTypeColumn | undefined {
  // The longest first: `slug` may be part of another name.
  const byLength = settingColumns.toSorted((a, b) => b.length - a.length);
  const constraint = /constraint "event_types_(\w+)"/.exec(message)?.[1];
  const short = (column: string) => column.replace(/_(minutes|days|hours)$/, '');
  if (constraint !== undefined) return byLength.find((column) => constraint.startsWith(short(column)));
  return byLength.find((column) => new RegExp(`(^|["\\s])${column}\\b`).test(message));
}

/** What is said of `Question 2`, where it stands beside that question. */
function numberedText(message: string): string {
  return sentence(
    message
      .replace(/^(?:question|location) \d+: /i, '')
      .replace(/^(?:question|location) \d+ /i, 'it ')
      .replace(/^(The (?:value|label)|An option) of (?:question|location) \d+/i, '$1')
      .replace('needs a value', 'needs the details'),
  );
}

/** What is said of a column, where it stands below its label. */
function plainText(message: string, column: string): string {
  return sentence(message.replace(`${column}: `, '').replace(new RegExp(`^${column} `), 'it '));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
