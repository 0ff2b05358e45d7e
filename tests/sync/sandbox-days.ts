import type { LoggedRequest } from '../../sync-service/sandbox/shared/request-log.ts';
import type { CalendarProvider, Credentials } from '../../sync-service/src/calendar/provider.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { OtherProgram } from './sandbox-days-person.ts';

/** What becomes of notices: they arrive, get lost on the way, or meet a process that does not run. */
export type Delivery = 'fine' | 'lost' | 'down';

/** Takes what a provider sends to the service. */
export type Deliver = (url: string, init: RequestInit) => Promise<Response>;

/** A channel as its provider sees it. */
export interface ChannelLife {
  id: string;
  /** The calendar, or the account, that it stands for. */
  of: string;
  from: number;
  until: number;
}

/** Something that happens once in all the days. */
export interface Incident {
  /** Counted from the first. */
  day: number;
  name: string;
  /** Whether a channel ends by it, so that there is none until the next one is opened. */
  endsChannel?: boolean;
  begin(): Promise<void> | void;
  /** What nobody but the operator ends, so many hours later. Changes meanwhile are seen afterwards. */
  outage?: { hours: number; end(): void };
}

/** The sandbox of a provider with one account and two calendars, as the days need it. */
export interface DaysSandbox {
  provider: string;
  account: { email: string; key: string };
  /** By the ids that the provider has for them, with the zone that whole days of theirs are in. */
  calendars: readonly { providerId: string; timeZone: string }[];
  /** What channels stand for. */
  watched: readonly string[];
  /** At one moment, for each of them. */
  maxChannels: number;
  /** By what of our row the provider's channel is named. */
  channelName: 'id' | 'resource_id';
  /** Of the notices that are not lost in a break: how many are lost. */
  lostShare: number;
  /** How much later than a notice the change may be in what the provider lists. */
  lagMs: number;
  violations: readonly string[];
  incidents: readonly Incident[];
  push: { settled(): Promise<void> };
  openProvider(): CalendarProvider;
  /** The owner gives their consent. */
  signIn(): Credentials;
  /** What they do to a calendar with another program. */
  programOf(calendarId: string, random: () => number): OtherProgram;
  /** What takes the time of the owner. */
  busy(calendarId: string, from: Date, until: Date): { eventId: string; from: Date; until: Date }[];
  setDelivery(delivery: Delivery): void;
  /** Whether a notice has arrived since this was asked before. */
  hasNotified(): boolean;
  /** Takes all requests out of the log, which does not grow forever. */
  takeRequests(): LoggedRequest[];
  /** Whether an access token was got. */
  isRefresh(request: LoggedRequest): boolean;
  /** Whether a correct client would not have needed it. */
  isRefused(request: LoggedRequest): boolean;
  /** What happens to the next channel or the next renewal, if anything; null: nothing. */
  spoilChannels(random: (() => number) | null): void;
  /** All that there ever were. */
  channels(): ChannelLife[];
  /** How often a channel was prolonged in place; null: that cannot be. */
  prolongations(): number | null;
  stop(): Promise<void>;
}

/** How one is opened; by `deliver` it calls the service. */
export type OpenDaysSandbox<Sandbox extends DaysSandbox = DaysSandbox> = (
  clock: VirtualClock,
  deliver: Deliver,
) => Promise<Sandbox>;
