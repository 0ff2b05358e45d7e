import type { LoggedRequest } from '../../sync-service/sandbox/shared/request-log.ts';
import type { CalendarProvider, Credentials } from '../../sync-service/src/calendar/provider.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { Weather } from './sandbox-chaos-weather.ts';

/** A span that takes the time of a calendar's owner. */
interface BusySpan {
  eventId: string;
  from: Date;
  until: Date;
}

/** A process that may be over; then it asks nothing any more. */
interface ProviderLife {
  isOver: boolean;
}

/** What a correct client never does, but one that was killed before it could write something down may. */
interface Excuse {
  isMeant(violation: string): boolean;
  /** How many of these requests led to it, if somebody was killed over them. */
  countIn(requests: readonly LoggedRequest[]): number;
}

/** The sandbox of a provider with one account and two calendars, as a storm needs it. */
export interface ChaosSandbox {
  provider: string;
  weather: Weather;
  account: { email: string; key: string };
  /** By the ids that the provider has for them, with the zone that whole days of theirs are in. */
  calendars: readonly { providerId: string; timeZone: string }[];
  requests: readonly LoggedRequest[];
  violations(): readonly string[];
  excuses: readonly Excuse[];
  push: { settled(): Promise<void> };
  /** How many notices arrived. */
  notices(): number;
  now(): Date;
  /** The adapter in one process. @param webhooks the origin that the provider calls. */
  openProvider(webhooks: string, life: ProviderLife): CalendarProvider;
  /** The owner gives their consent. */
  signIn(): Credentials;
  /** Somebody changes something in a calendar with another program. @returns what it was. */
  edit(calendarId: string, random: () => number): string;
  /** What takes the time of the owner, but for what we wrote. */
  busy(calendarId: string, from: Date, until: Date): BusySpan[];
  /** The events that we wrote. */
  ours(calendarId: string): { key: string; title: string; startsAt: Date; endsAt: Date }[];
  /** A cursor with a token that is of no use. */
  garbled(cursor: string, by: string): string;
  stop(): Promise<void>;
}

/** How one is opened. `random` decides what the account is like, `fate` what happens while it is asked. */
export type OpenChaosSandbox = (clock: VirtualClock, random: () => number, fate: () => number) => Promise<ChaosSandbox>;

/** The instant of a half hour, counted from the next midnight (UTC). */
export function atSlot(now: Date, slot: number): string {
  const day = Math.ceil(now.getTime() / 86_400_000) * 86_400_000;
  return new Date(day + slot * 30 * 60_000).toISOString();
}

/** One of these. */
export function pickFrom<Item>(random: () => number, items: Iterable<Item>): Item {
  const list = [...items];
  return list[Math.floor(random() * list.length)] as Item;
}
