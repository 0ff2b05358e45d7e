import { buildCalendarFile, type CalendarEntry, webCalendarLinks } from '../shared/ics.ts';
import { wallClock } from '../shared/time.ts';
import { zoneLabel } from '../shared/zones.ts';
import { IconOf } from './icon.tsx';
import { placeName } from './places.ts';
import { hostTime } from './slot-texts.ts';
import { headingBelow, type ViewProps } from './view-props.ts';

/** The booking as the service took it, and ways to keep it. */
export function DoneView(props: ViewProps) {
  const {
    controller: { form },
    state,
    service,
  } = props;
  const { booking, page, messages, formats, timeZone, values } = state;
  if (!booking || !page || !form) return null;
  const { host, event_type: event } = page;
  const Heading = headingBelow(props, 1);
  const SubHeading = headingBelow(props, 2);
  const isRequest = booking.status !== 'confirmed';
  const start = Date.parse(booking.start);
  const end = Date.parse(booking.end);
  const chosen = form.place();
  // What the visitor said is their own; of the host's places the name is said, and the rest by email.
  const place = chosen?.value ?? (chosen ? placeName(chosen, messages) : '');
  const entry: CalendarEntry = {
    uid: booking.id,
    sequence: booking.sequence,
    stamp: Date.now(),
    start,
    end,
    title: `${event.title} – ${host.display_name}`,
    ...(event.description ? { description: event.description } : {}),
    ...(place ? { location: place } : {}),
    tentative: isRequest,
  };
  const links = webCalendarLinks(entry);
  const [before, after] = messages.sentTo('\n').split('\n');
  const there = hostTime(start, host.time_zone, state);
  const manage = `${service}/manage/${booking.id}#token=${state.manageToken}`;
  return (
    <section class="bw-done" part="confirmation" data-status={booking.status}>
      <span class="bw-done-mark">
        <IconOf name={isRequest ? 'hourglass' : 'check'} />
      </span>
      <Heading class="bw-step-heading" tabIndex={-1} data-focus="done">
        {isRequest ? messages.requestedTitle : messages.confirmedTitle}
      </Heading>
      <p class="bw-muted">
        {isRequest ? messages.requestedText(host.display_name) : messages.confirmedText(host.display_name)} {before}
        <span class="bw-strong">{String(values.email ?? '').trim()}</span>
        {after}
      </p>
      {state.notice && <p class="bw-notice bw-warn">{state.notice}</p>}
      <slot name="confirmation" />
      <dl class="bw-details">
        <dt>{messages.when}</dt>
        <dd>
          <time class="bw-strong" dateTime={booking.start}>
            {formats.fullDay(wallClock(start, timeZone).date)}
          </time>
          <br />
          {formats.time(start, timeZone)} – {formats.time(end, timeZone)}
          <br />
          <span class="bw-muted">
            {zoneLabel(timeZone, start)}
            {there && (
              <>
                <br />
                {there}
              </>
            )}
          </span>
        </dd>
        {place && (
          <>
            <dt>{messages.where}</dt>
            <dd>{/^https?:\/\//.test(place) ? <a href={place}>{place}</a> : place}</dd>
          </>
        )}
        <dt>{messages.who}</dt>
        <dd>
          {String(values.name ?? '').trim()}
          <br />
          <span class="bw-muted">{String(values.email ?? '').trim()}</span>
        </dd>
        <dt>{messages.status}</dt>
        <dd>
          <span class="bw-badge" data-tone={isRequest ? 'warn' : 'ok'}>
            <IconOf name={isRequest ? 'hourglass' : 'check'} />
            {isRequest ? messages.statusRequested : messages.statusConfirmed}
          </span>
        </dd>
      </dl>
      <SubHeading class="bw-times-heading">{messages.addToCalendar}</SubHeading>
      <div class="bw-links">
        <a class="bw-button" part="link" href={form.fileFor(buildCalendarFile(entry))} download="booking.ics">
          <IconOf name="download" />
          {messages.calendarFile}
        </a>
        <OutsideLink href={links.google} text={messages.google} note={messages.newTab} />
        <OutsideLink href={links.outlook} text={messages.outlook} note={messages.newTab} />
      </div>
      <div class="bw-links">
        {state.manageToken !== null && (
          <a class="bw-link" part="link" href={manage} target="_blank" rel="noopener noreferrer">
            {messages.changeOrCancel}
            <span class="bw-hidden"> ({messages.newTab})</span>
          </a>
        )}
        <button type="button" class="bw-link" onClick={() => form.bookAnother()}>
          {messages.bookAnother}
        </button>
      </div>
    </section>
  );
}

function OutsideLink({ href, text, note }: { href: string; text: string; note: string }) {
  return (
    <a class="bw-button" part="link" href={href} target="_blank" rel="noopener noreferrer">
      <IconOf name="external" />
      {text}
      <span class="bw-hidden"> ({note})</span>
    </a>
  );
}
