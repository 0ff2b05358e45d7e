import ICAL from 'ical.js';
import type { Email } from 'postal-mime';

/** The calendar of somebody who accepts all invitations that they get by mail, as RFC 5546 has it. */
export class InvitedCalendar {
  readonly #events = new Map<string, { sequence: number; start: string; isOff: boolean }>();

  /** Does what the files of a mail say. */
  receive(mail: Email): void {
    for (const { mimeType, content } of mail.attachments) {
      if (!['text/calendar', 'application/ics'].includes(mimeType)) continue;
      this.#take(typeof content === 'string' ? content : new TextDecoder().decode(content));
    }
  }

  #take(text: string): void {
    const calendar = new ICAL.Component(ICAL.parse(text));
    const isCancel = calendar.getFirstPropertyValue('method') === 'CANCEL';
    for (const event of calendar.getAllSubcomponents('vevent')) {
      const value = (name: string) => String(event.getFirstPropertyValue(name));
      const [uid, sequence] = [value('uid'), Number(value('sequence'))];
      const known = this.#events.get(uid);
      const isOff = isCancel || value('status') === 'CANCELLED';
      if ((known?.sequence ?? -1) > sequence || (known === undefined && isOff)) continue;
      this.#events.set(uid, { sequence, start: new Date(value('dtstart')).toISOString(), isOff });
    }
  }

  /** What is in it: `start uid`, without what was cancelled. */
  get events(): string[] {
    return [...this.#events]
      .filter(([, { isOff }]) => !isOff)
      .map(([uid, { start }]) => `${start} ${uid}`)
      .sort();
  }
}
