import { localeOf } from '../../../web-embed/languages/catalogue.ts';
import { subjectOf } from './booking-messages.ts';
import { oneLine } from './clean.ts';
import { blocksOf, type Message, paragraph } from './message.ts';

/** A webhook endpoint that was switched off. */
export interface MailedEndpoint {
  url: string;
  is_active: boolean;
  disabled_reason: string | null;
}

/**
 * Tells the owner that an endpoint gets no more events.
 * @param wanted Locale of the owner.
 * @returns null if it was switched on again.
 */
export function writeDisabledWebhook(
  endpoint: MailedEndpoint,
  publicUrl: string,
  wanted: string | null,
): Message | null {
  if (endpoint.is_active) return null;
  const locale = localeOf(wanted);
  const { webhook: texts, footerOwner } = locale.mail;
  const { host, origin, pathname } = new URL(endpoint.url);
  return {
    locale,
    brand: { name: '', accent: null },
    subject: subjectOf(texts.subject(host)),
    heading: texts.heading,
    blocks: blocksOf(
      paragraph(texts.text),
      {
        kind: 'facts',
        facts: [
          // What follows may be a secret.
          { label: texts.endpoint, value: oneLine(origin + pathname) },
          { label: locale.common.reason, value: oneLine(endpoint.disabled_reason ?? texts.unknownReason) },
        ],
      },
      paragraph(texts.after),
      { kind: 'action', label: texts.action, url: `${publicUrl}/docs` },
    ),
    footer: footerOwner,
  };
}
