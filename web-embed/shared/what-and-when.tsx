import type { Formats } from './formats.ts';
import type { PageMessages } from './page-messages.ts';
import { wallClock } from './time.ts';
import { zoneLabel } from './zones.ts';

interface Props {
  /** A booking, or a session for whose seats somebody waits. */
  of: { start: string; end: string; host: { display_name: string }; event_type: { title: string } };
  messages: PageMessages;
  formats: Formats;
  /** The zone of the browser. */
  zone: string;
}

/** What takes place with whom, and when: the first rows of the details of a page. */
export function WhatAndWhen({ of, messages, formats, zone }: Props) {
  const [start, end] = [Date.parse(of.start), Date.parse(of.end)];
  return (
    <>
      <dt>{messages.what}</dt>
      <dd>
        {of.event_type.title}
        <br />
        <span class="bw-muted">{of.host.display_name}</span>
      </dd>
      <dt>{messages.when}</dt>
      <dd>
        <time class="bw-strong" dateTime={of.start}>
          {formats.fullDay(wallClock(start, zone).date)}
        </time>
        <br />
        {formats.time(start, zone)} – {formats.time(end, zone)}
        <br />
        <span class="bw-muted">{zoneLabel(zone, start)}</span>
      </dd>
    </>
  );
}
