import { buildCalendarFile, type CalendarEntry, webCalendarLinks } from '../shared/ics.ts';
import type { Messages } from '../shared/messages.ts';
import type { FormPart } from './form-part.ts';
import { IconOf } from './icon.tsx';

export interface CalendarMenuProps {
  /** One, or those of a series. */
  entries: readonly CalendarEntry[];
  messages: Messages;
  /** Keeps the file with all of them. */
  form: FormPart;
}

/** The ways into the visitor's own calendar, behind one button. */
export function CalendarMenu({ entries, messages, form }: CalendarMenuProps) {
  const [entry, ...others] = entries;
  // Their links can be about one event only.
  const links = entry && others.length === 0 ? webCalendarLinks(entry) : null;
  const of = entries.map(({ uid, sequence, tentative }) => `${uid} ${sequence} ${tentative}`).join();
  const address = form.fileFor(of, () => buildCalendarFile(...entries));
  const file = { href: address, download: 'booking.ics' };
  const outside = { target: '_blank', rel: 'noopener noreferrer' };
  return (
    <details class="bw-menu">
      <summary class="bw-button">
        <IconOf name="calendar" />
        {messages.addToCalendar}
        <IconOf name="down" />
      </summary>
      {/* biome-ignore lint/a11y/noRedundantRoles: WebKit drops the list role of a list without bullets. */}
      <ul role="list">
        {[
          { text: messages.calendarFile, icon: 'download', ...file } as const,
          ...(links
            ? [
                { text: messages.google, icon: 'external', href: links.google, ...outside } as const,
                { text: messages.outlook, icon: 'external', href: links.outlook, ...outside } as const,
              ]
            : []),
          // It takes files, and has no page for links.
          { text: messages.apple, icon: 'download', ...file } as const,
        ].map(({ text, icon, ...link }) => (
          <li key={text}>
            <a part="link" {...link}>
              <IconOf name={icon} />
              {text}
              {icon === 'external' && <span class="bw-hidden"> ({messages.newTab})</span>}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
