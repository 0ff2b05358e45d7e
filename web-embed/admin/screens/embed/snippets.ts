/** What is shown on a site, and how. */
export interface EmbedChoice {
  /** Origin of the service. */
  origin: string;
  host: string;
  /** Slugs of event types; several: the visitor chooses. */
  events: readonly string[];
  title: string;
  /** Attributes of the element beside host and event, without those that are as they would be anyway. */
  attributes: Readonly<Record<string, string>>;
  /** Custom properties that differ, for example `--bw-accent`. */
  colours: Readonly<Record<string, string>>;
}

/** Text as it stands in HTML, also in an attribute. */
function escapeHtml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

/** The page that a link leads to: of one event type, or of all of the host. */
export function bookingLink({ origin, host, events }: EmbedChoice): string {
  const [only] = events;
  return events.length === 1 ? `${origin}/book/${host}/${only}` : `${origin}/book/${host}`;
}

const entriesOf = (choice: EmbedChoice): [string, string][] => [
  ['host', choice.host],
  ['event', choice.events.join(' ')],
  ...Object.entries(choice.attributes),
];

function styleOf({ colours }: EmbedChoice): string {
  const lines = Object.entries(colours).filter(([, value]) => value !== '');
  const own = lines.map(([name, value]) => ` ${name}: ${value};`).join('');
  return `<style>\n  booking-widget { display: block; min-height: 38rem;${own} }\n</style>`;
}

/** The lines for any page. */
export function htmlSnippet(choice: EmbedChoice): string {
  const isPopup = choice.attributes['mode'] === 'popup';
  const attributes = entriesOf(choice)
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`))
    .join('');
  const link = `<a href="${bookingLink(choice)}">Book a time</a>`;
  return [
    `<script async src="${choice.origin}/embed/booking-widget.js"></script>`,
    ...(isPopup ? [] : [styleOf(choice)]),
    ...(isPopup ? ['<button type="button" data-booking-open="booking">Book a time</button>'] : []),
    `<booking-widget${isPopup ? ' id="booking"' : ''}${attributes}>\n  ${link}\n</booking-widget>`,
  ].join('\n');
}

/** The same for React, with the package. */
export function reactSnippet(choice: EmbedChoice): string {
  const name = (attribute: string) => attribute.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const properties = entriesOf(choice)
    .map(([attribute, value]) =>
      value === '' ? ` ${name(attribute)}` : ` ${name(attribute)}=${JSON.stringify(value)}`,
    )
    .join('');
  return [
    `import { BookingWidget } from '@openslot/booking-widget/react';`,
    '',
    `<BookingWidget service="${choice.origin}"${properties}>`,
    `  <a href="${bookingLink(choice)}">Book a time</a>`,
    '</BookingWidget>',
  ].join('\n');
}

/** A frame, where scripts are forbidden; of one event type. */
export function frameSnippet(choice: EmbedChoice): string {
  const [event = ''] = choice.events;
  const source = `${choice.origin}/embed/frame/${choice.host}/${event}`;
  return `<iframe src="${source}" title="${escapeHtml(choice.title)}" width="100%" height="760" style="border:0"></iframe>`;
}

/** A line for the end of mails. */
export function signatureSnippet(choice: EmbedChoice): string {
  return `<a href="${bookingLink(choice)}">Book a time with ${escapeHtml(choice.title)}</a>`;
}

/** What a site with a content policy has to permit. @param api Origin of the Data API */
export function policyLines({ origin }: EmbedChoice, api: string): string {
  const socket = origin.replace(/^http/, 'ws');
  const connect = [...new Set([origin, socket, api])].join(' ');
  return `script-src ${origin};\nconnect-src ${connect};`;
}
