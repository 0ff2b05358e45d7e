import {
  addEvent,
  changeEvent,
  type EventBody,
  listBusy,
  removeEvent,
} from '../../sync-service/sandbox/google/controls.ts';
import type { World } from '../../sync-service/sandbox/google/world.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Numbers from 0 to 1 that look random and come again with the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Somebody who uses a calendar with another program. All that they do is to be seen: it is ahead, within 85 days. */
export function createPerson(world: World, calendarId: string, random: () => number) {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length)];
  let events = 0;
  let serial = 0;
  const id = () => `p${(serial++).toString(32)}x${upTo(2 ** 30).toString(32)}`.padEnd(6, '0');

  /** A time of half an hour to two hours. */
  function timed(after: number, before: number): EventBody {
    const start = Math.ceil((world.now().getTime() + after + random() * (before - after)) / (hour / 2)) * (hour / 2);
    const time = (at: number) => ({ dateTime: new Date(at).toISOString(), timeZone: 'Europe/Berlin' });
    return { start: time(start), end: time(start + (1 + upTo(4)) * (hour / 2)) };
  }
  function days(): EventBody {
    const start = world.now().getTime() + (2 + upTo(80)) * day;
    const date = (at: number) => ({ date: new Date(at).toISOString().slice(0, 10) });
    return { start: date(start), end: date(start + (1 + upTo(3)) * day) };
  }
  const soon = () => timed(2 * hour, random() < 0.5 ? 5 * day : 85 * day);
  /** Instances and single events that are ahead. */
  function ahead(): { eventId: string; from: Date }[] {
    const now = world.now().getTime();
    return listBusy(world, calendarId, new Date(now + 2 * hour), new Date(now + 85 * day)).filter(
      ({ from }) => from.getTime() > now + hour,
    );
  }

  const acts = {
    add: () => void addEvent(world, calendarId, { id: id(), summary: 'Busy', ...soon() }),
    addDays: () => void addEvent(world, calendarId, { id: id(), summary: 'Away', ...days() }),
    addSeries: () => {
      const recurrence = [
        pick(['RRULE:FREQ=WEEKLY', 'RRULE:FREQ=DAILY;COUNT=8', 'RRULE:FREQ=MONTHLY']) ?? 'RRULE:FREQ=WEEKLY',
      ];
      addEvent(world, calendarId, { id: id(), summary: 'Series', ...timed(2 * hour, 10 * day), recurrence });
    },
    move: (eventId: string) => void changeEvent(world, calendarId, eventId, replacing(soon())),
    remove: (eventId: string) => removeEvent(world, calendarId, eventId),
    removeSeries: (eventId: string) => removeEvent(world, calendarId, eventId.split('_')[0] ?? eventId),
  };

  return {
    /** One change; answers what it was. */
    change(): string {
      events += 1;
      const found = ahead();
      const series = [...new Set(found.map(({ eventId }) => eventId.split('_')[0] ?? ''))].filter(
        (each) => world.calendars.get(calendarId)?.events.get(each)?.recurrence,
      );
      const target = pick(found)?.eventId;
      const removed = pick(series);
      const wish = random();
      let act: keyof typeof acts;
      if (target === undefined || (wish < 0.35 && found.length < 120)) act = 'add';
      else if (wish < 0.45) act = 'addDays';
      else if (wish < 0.55 && series.length < 4) act = 'addSeries';
      else if (wish < 0.63 && removed !== undefined && series.length > 2) act = 'removeSeries';
      else if (wish < 0.82) act = 'move';
      else act = 'remove';
      if (act === 'removeSeries') acts.removeSeries(removed ?? '');
      else if (act === 'move' || act === 'remove') acts[act](target ?? '');
      else acts[act]();
      return act;
    },
    /** An event that nobody touches any more, that many days ahead. */
    plan: (inDays: number) =>
      void addEvent(world, calendarId, { id: id(), ...timed(inDays * day, inDays * day + hour) }),
    changes: () => events,
  };
}

/** Times that replace others, be they whole days or not. */
function replacing(times: EventBody): EventBody {
  const whole = (time: unknown) => ({ date: null, dateTime: null, timeZone: null, ...(time as object) });
  return { start: whole(times['start']), end: whole(times['end']) };
}
