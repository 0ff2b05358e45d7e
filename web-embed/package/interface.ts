/**
 * The public interface of `<booking-widget>`, as data: `npm run widget:pack` writes `custom-elements.json` and the tables of
 * `docs/embed.md` from it; `tests/web/package.test.ts` compares it with the code and with the types.
 */

/** An attribute; each is a property in camel case, too. */
export interface AttributeEntry {
  name: string;
  /** In TypeScript. */
  type: string;
  /** In words, where the type doesn't say it. */
  values: string;
  default: string;
  text: string;
}

export const attributes: readonly AttributeEntry[] = [
  { name: 'host', type: 'string', values: 'slug', default: '', text: 'whose calendar' },
  {
    name: 'event',
    type: 'string',
    values: 'slug, or several separated by spaces',
    default: '',
    text: 'what can be booked; of several the visitor chooses',
  },
  { name: 'service', type: 'string', values: 'URL', default: 'the script’s origin', text: 'where the service is' },
  { name: 'duration', type: 'string', values: 'minutes', default: '', text: 'which duration is chosen first' },
  { name: 'date', type: 'string', values: '`YYYY-MM-DD`', default: '', text: 'which day is shown first' },
  { name: 'month', type: 'string', values: '`YYYY-MM`', default: '', text: 'which month is shown first' },
  { name: 'time-zone', type: 'string', values: 'IANA name', default: 'the visitor’s', text: 'the zone of the times' },
  {
    name: 'lock-time-zone',
    type: 'boolean',
    values: 'boolean',
    default: 'off',
    text: 'the visitor can’t change the zone: where people meet in person',
  },
  {
    name: 'locale',
    type: 'string',
    values: 'BCP 47',
    default: '`lang` of the nearest element around, then the browser’s',
    text: 'language and formats; without it formats are those of the visitor’s region',
  },
  { name: 'hour-cycle', type: "'h12' | 'h23' | ''", values: '', default: 'by locale', text: '12 or 24 hours' },
  {
    name: 'week-start',
    type: 'string',
    values: '`0` (Sunday) to `6`',
    default: 'by locale',
    text: 'first day of the week',
  },
  { name: 'theme', type: "'light' | 'dark' | 'auto' | ''", values: '', default: '`light`', text: 'colours' },
  {
    name: 'layout',
    type: "'auto' | 'month' | 'columns' | 'list' | ''",
    values: '',
    default: '`auto`',
    text: 'a month with the times of a day; the next days side by side; days below one another',
  },
  {
    name: 'mode',
    type: "'inline' | 'popup' | ''",
    values: '',
    default: '`inline`',
    text: 'a dialog, which anything with `data-booking-open="ID"` of the element opens',
  },
  {
    name: 'hide',
    type: 'string',
    values: 'list of `title` `description` `duration` `time-zone` `notes` `host`',
    default: '',
    text: 'parts to leave out; `notes`: the question with that id, unless it has to be answered',
  },
  { name: 'prefill-name', type: 'string', values: 'text', default: '', text: 'the name that the form begins with' },
  { name: 'prefill-email', type: 'string', values: 'text', default: '', text: 'the email address that it begins with' },
  {
    name: 'prefill-notes',
    type: 'string',
    values: 'text',
    default: '',
    text: 'the first answer to the question with the id `notes`',
  },
  {
    name: 'prefill-from',
    type: "'url' | ''",
    values: '',
    default: '',
    text: '`name` and `email` are taken from the page’s address',
  },
  {
    name: 'live',
    type: "'auto' | 'poll' | 'off' | ''",
    values: '',
    default: '`auto`',
    text: 'how it learns of changes',
  },
  {
    name: 'redirect',
    type: 'string',
    values: 'URL on your own site, or on one of the host’s `allowed_origins`',
    default: '',
    text: 'where the visitor goes after the booking; nothing of it is added to the address',
  },
  {
    name: 'action',
    type: "'reschedule' | 'cancel' | ''",
    values: '',
    default: '',
    text: 'what the visitor comes for, where it is about [a booking that exists](#a-booking-that-exists)',
  },
  {
    name: 'challenge',
    type: 'string',
    values: '`turnstile:SITEKEY`, `none`',
    default: '`none`',
    text: '[Cloudflare Turnstile](#checks), for hosts who want it; loaded when a time is chosen',
  },
];

/** A property that is no attribute. */
export interface PropertyEntry {
  name: string;
  type: string;
  readonly: boolean;
  static?: boolean;
  text: string;
}

export const properties: readonly PropertyEntry[] = [
  {
    name: 'prefill',
    type: 'Prefill',
    readonly: false,
    text: '`{name, email, notes, answers: {questionId: value}}`: what the form begins with',
  },
  {
    name: 'metadata',
    type: 'object | null',
    readonly: false,
    text: 'kept with the booking: at most 4 KB, which its host gets back (`GET /bookings/:id`, webhooks), and visitors never',
  },
  {
    name: 'getChallengeToken',
    type: '(() => Promise<string>) | null',
    readonly: false,
    text: 'gets the token of [a check](#checks) that your page does itself',
  },
  { name: 'messages', type: 'Partial<Messages>', readonly: false, text: 'texts of your own, by their names' },
  { name: 'fetch', type: 'typeof fetch | null', readonly: false, text: 'makes the requests instead of the browser’s' },
  {
    name: 'step',
    type: 'Step',
    readonly: true,
    text: 'where the visitor is: `loading`, `picking`, `form`, `confirmed`, `managing`, `error`',
  },
  { name: 'name', type: 'string', readonly: true, text: 'what is booked, and with whom; empty until it is known' },
  {
    name: 'selection',
    type: 'Selection | null',
    readonly: true,
    text: 'the chosen time: `{start, end, timeZone, duration}`',
  },
  {
    name: 'booking',
    type: 'Booked | null',
    readonly: false,
    text: 'what was booked, or is managed: `{id, status, start, end}`; set to a link of a mail it is about [that booking](#a-booking-that-exists)',
  },
  {
    name: 'version',
    type: 'string',
    readonly: true,
    static: true,
    text: 'of the element’s class: which version it is',
  },
];

export interface MethodEntry {
  name: string;
  parameters: readonly { name: string; type: string; optional?: boolean }[];
  returns: string;
  text: string;
}

export const methods: readonly MethodEntry[] = [
  { name: 'refresh', parameters: [], returns: 'Promise<void>', text: 'reads the times again' },
  { name: 'goTo', parameters: [{ name: 'date', type: 'string' }], returns: 'void', text: 'shows a day (`YYYY-MM-DD`)' },
  {
    name: 'select',
    parameters: [{ name: 'start', type: 'string' }],
    returns: 'boolean',
    text: 'chooses a time that is shown, by its start; false: it is not among them',
  },
  {
    name: 'setTimeZone',
    parameters: [{ name: 'zone', type: 'string' }],
    returns: 'void',
    text: 'shows the times in another zone',
  },
  { name: 'reset', parameters: [], returns: 'void', text: 'begins anew' },
  { name: 'show', parameters: [], returns: 'void', text: 'opens the popup' },
  { name: 'close', parameters: [], returns: 'void', text: 'closes the popup' },
  {
    name: 'focus',
    parameters: [{ name: 'options', type: 'FocusOptions', optional: true }],
    returns: 'void',
    text: 'moves the focus into the element',
  },
];

export interface EventEntry {
  name: string;
  /** Names of what `detail` has, with their types. */
  detail: Readonly<Record<string, string>>;
  cancelable?: boolean;
  text: string;
}

const booked = { id: 'string', event: 'string', start: 'string', end: 'string', timeZone: 'string' };

export const events: readonly EventEntry[] = [
  { name: 'booking:ready', detail: { event: 'string', slots: 'number' }, text: 'times are shown, so many' },
  { name: 'booking:step', detail: { from: 'Step', to: 'Step' }, text: 'the visitor is at another step' },
  { name: 'booking:duration-select', detail: { value: 'number' }, text: 'a duration was chosen' },
  { name: 'booking:date-select', detail: { value: 'string' }, text: 'a day was chosen' },
  { name: 'booking:time-zone-change', detail: { value: 'string' }, text: 'times are shown in another zone' },
  {
    name: 'booking:time-select',
    detail: { start: 'string', end: 'string', duration: 'number', timeZone: 'string' },
    cancelable: true,
    text: 'a time was chosen; prevented, the form does not open',
  },
  { name: 'booking:slots-change', detail: { added: 'number', removed: 'number' }, text: 'times came or went' },
  { name: 'booking:slot-lost', detail: { start: 'string' }, text: 'somebody else was faster' },
  {
    name: 'booking:submit',
    detail: { start: 'string' },
    cancelable: true,
    text: 'before the booking is sent; prevented, it is not',
  },
  { name: 'booking:confirmed', detail: booked, text: 'it is booked, or requested' },
  { name: 'booking:rescheduled', detail: booked, text: 'a booking has another time' },
  { name: 'booking:cancelled', detail: booked, text: 'it is cancelled; of a series one for each date' },
  { name: 'booking:failed', detail: { code: 'string' }, text: 'it could not be booked, moved or cancelled' },
  { name: 'booking:error', detail: { code: 'string' }, text: 'times could not be loaded' },
];

/** A name with what it stands for. */
export interface NamedEntry {
  name: string;
  text: string;
}

const named = (entries: Readonly<Record<string, string>>): readonly NamedEntry[] =>
  Object.entries(entries).map(([name, text]) => ({ name, text }));

export const parts = named({
  base: 'all of it',
  dialog: 'the popup',
  card: 'the card around the flow',
  title: 'what is booked',
  description: 'its description',
  durations: 'the choice of durations',
  duration: 'one of them',
  calendar: 'month or days',
  month: 'the heading of the month',
  nav: 'buttons to other months or days',
  day: 'a day',
  'day-available': 'a day with times',
  'day-selected': 'the chosen day',
  'day-today': 'today',
  slots: 'the times of a day',
  slot: 'a time',
  'time-zone': 'the choice of the zone',
  summary: 'the chosen time, above the form',
  form: 'the form',
  label: 'of a field',
  input: 'a field',
  error: 'what is wrong',
  submit: 'the button that books',
  back: 'buttons that lead back',
  confirmation: 'what was booked',
  link: 'links after the booking, and to more text',
  status: 'what screen readers are told',
});

export const customProperties = named({
  '--bw-accent': 'colour of buttons and chosen days',
  '--bw-on-accent': 'of text on it',
  '--bw-accent-soft': 'behind free days',
  '--bw-accent-text': 'of links, and text on the soft colour',
  '--bw-bg': 'background',
  '--bw-fg': 'text',
  '--bw-muted': 'less important text',
  '--bw-line': 'lines',
  '--bw-error': 'errors',
  '--bw-radius': 'of corners',
  '--bw-font': 'font family',
  '--bw-font-size': 'base of all sizes',
  '--bw-gap': 'between days and times',
  '--bw-slot-min': 'least width of a time',
  '--bw-max-width': 'of the card',
});

export const states = named({
  loading: 'what can be booked is being loaded',
  picking: 'the visitor chooses',
  form: 'the visitor fills in the form',
  busy: 'it is being booked',
  confirmed: 'it is booked',
  managing: 'a booking that exists is shown',
  error: 'it could not be loaded',
});

export const slots = named({
  '': 'shown until the script has run and when nothing can be loaded: a link to the booking page',
  header: 'above the flow',
  footer: 'below it',
  terms: 'above the button of the form',
  challenge: 'where Turnstile puts what people have to do, if anything',
  confirmation: 'with what was booked',
});
