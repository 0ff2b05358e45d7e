import type { CalendarEntry } from '../shared/ics.ts';
import { CalendarMenu } from './calendar-menu.tsx';
import { Badge, Facts } from './facts.tsx';
import { IconOf } from './icon.tsx';
import { placeName } from './places.ts';
import { headingBelow, type ViewProps } from './view-props.ts';
import { When } from './when.tsx';

/** The booking as the service took it, and ways to keep it. */
export function DoneView(props: ViewProps) {
  const {
    controller: { form },
    state,
    service,
  } = props;
  const { booking, page, messages, values } = state;
  if (!booking || !page || !form) return null;
  const { host, event_type: event } = page;
  const Heading = headingBelow(props, 1);
  const isRequest = booking.status !== 'confirmed';
  const tone = isRequest ? 'warn' : 'ok';
  const email = String(values.email ?? '').trim();
  const chosen = form.place();
  // What the visitor said is their own; of the host's places the name is said, and the rest by email.
  const place = chosen?.value ?? (chosen ? placeName(chosen, messages) : '');
  const entries = state.bookings.map(
    ({ id, sequence, start, end }): CalendarEntry => ({
      uid: id,
      sequence,
      stamp: Date.now(),
      start: Date.parse(start),
      end: Date.parse(end),
      title: `${event.title} – ${host.display_name}`,
      ...(event.description ? { description: event.description } : {}),
      ...(place ? { location: place } : {}),
      tentative: isRequest,
    }),
  );
  const [before, after] = messages.sentTo('\n').split('\n');
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
        <span class="bw-strong">{email}</span>
        {after}
      </p>
      {state.notice && <p class="bw-notice bw-warn">{state.notice}</p>}
      <slot name="confirmation" />
      <Facts
        tone={tone}
        facts={[
          [
            messages.when,
            state.bookings.map(({ id, start, end }) => (
              <div key={id}>
                <When state={state} hostZone={host.time_zone} start={start} end={end} />
              </div>
            )),
          ],
          [messages.where, place],
          [messages.who, String(values.name ?? '').trim(), email],
          [
            messages.status,
            <Badge key="" tone={tone} text={isRequest ? messages.statusRequested : messages.statusConfirmed} />,
          ],
        ]}
      />
      <CalendarMenu entries={entries} messages={messages} form={form} />
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
