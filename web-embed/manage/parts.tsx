import { Button } from '../shared/controls.tsx';
import type { Formats } from '../shared/formats.ts';
import { type IconName, IconOf } from '../shared/icons.tsx';
import type { PageMessages } from '../shared/page-messages.ts';
import { wallClock } from '../shared/time.ts';
import { WhatAndWhen } from '../shared/what-and-when.tsx';
import { zoneLabel } from '../shared/zones.ts';
import type { BookingStatus, ManagedBooking } from './manage-api.ts';
import { contactText, refusalTexts } from './refusals.ts';

/** What every part of the page is shown with. */
export interface PartProps {
  booking: ManagedBooking;
  messages: PageMessages;
  formats: Formats;
  /** The zone of the browser. */
  zone: string;
}

const icons: Record<BookingStatus, IconName> = {
  confirmed: 'check',
  pending: 'hourglass',
  cancelled: 'alert',
  declined: 'alert',
  expired: 'alert',
};

/** What was booked, when, by whom, where, and how it stands. */
export function Details({ booking, messages, formats, zone }: PartProps) {
  const place = placeOf(booking, messages);
  return (
    <dl class="bw-details">
      <WhatAndWhen of={booking} messages={messages} formats={formats} zone={zone} />
      {booking.attendee && (
        <>
          <dt>{messages.who}</dt>
          <dd>
            {booking.attendee.name}
            <br />
            <span class="bw-muted">{booking.attendee.email}</span>
          </dd>
        </>
      )}
      {place.length > 0 && (
        <>
          <dt>{messages.where}</dt>
          <dd>
            {place.map((line, index) => (
              <div key={line} class={index === 0 ? undefined : 'bw-muted'}>
                {/^https?:\/\//.test(line) ? <a href={line}>{line}</a> : line}
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>{messages.status}</dt>
      <dd>
        <span class="bw-badge">
          <IconOf name={icons[booking.status]} />
          {messages.manage.states[booking.status]}
        </span>
      </dd>
    </dl>
  );
}

/** Where it takes place: what kind of place it is, and the words of whoever said it. */
function placeOf({ location, location_text: text }: ManagedBooking, messages: PageMessages): string[] {
  const kinds: Record<string, string> = {
    video: messages.placeVideo,
    video_link: messages.placeVideo,
    phone_host_calls: messages.placeHostCalls,
    phone_visitor_calls: messages.placeVisitorCalls,
  };
  const value =
    location?.kind === 'video' ? (location.join_url ?? messages.manage.linkFollows) : (location?.value ?? text);
  return [kinds[location?.kind ?? ''] ?? '', value ?? ''].filter((line) => line !== '');
}

/** What the visitor may not do with it, why, and whom to ask instead. */
export function Refusals({ booking, messages: { manage } }: Pick<PartProps, 'booking' | 'messages'>) {
  const texts = refusalTexts(booking, manage);
  if (texts.length === 0) return null;
  return (
    <p class="bw-muted" id="refusals">
      {texts.join(' ')} <Contact text={contactText(booking, manage)} address={booking.host.reply_to} />
    </p>
  );
}

/** A text with a link where it names the address. */
function Contact({ text, address }: { text: string; address: string | null }) {
  const at = address === null ? -1 : text.lastIndexOf(address);
  if (address === null || at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <a href={`mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`}>{address}</a>
      {text.slice(at + address.length)}
    </>
  );
}

/** The time that the host proposes instead. */
export function Proposal({
  booking,
  messages: { manage },
  formats,
  zone,
  onAccept,
}: PartProps & { onAccept: (start: string) => void }) {
  const { proposal, host } = booking;
  if (!proposal) return null;
  const at = Date.parse(proposal.start);
  return (
    <div class="bw-field" id="proposal">
      <p>
        {manage.proposes(host.display_name)}
        <br />
        <time class="bw-strong" dateTime={proposal.start}>
          {formats.fullDay(wallClock(at, zone).date)}, {formats.time(at, zone)} –{' '}
          {formats.time(Date.parse(proposal.end), zone)}
        </time>{' '}
        <span class="bw-muted">{zoneLabel(zone, at)}</span>
      </p>
      <Button isPrimary onClick={() => onAccept(proposal.start)}>
        {manage.accept}
      </Button>
    </div>
  );
}
