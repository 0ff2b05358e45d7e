/** What a client asks for. Slots are counted within their track; holds and bookings are named by their ids. */
export type Wish =
  | { kind: 'list' }
  | { kind: 'hold'; slot: number }
  | { kind: 'release'; slot: number; hold: string }
  /** Nobody's deed: the time of whatever holds a slot is over. */
  | { kind: 'lapse'; slot: number }
  | { kind: 'book'; slot: number; email: string; hold?: string }
  | { kind: 'move'; booking: string; slot: number }
  | { kind: 'cancel'; booking: string }
  | { kind: 'read'; booking: string };

/** What a client was told. */
export type Outcome =
  | { kind: 'done'; id?: string; free?: readonly number[]; at?: number | null }
  | { kind: 'refused'; code: string }
  /** The response was lost: it was done, or it is going to be, or it never will. */
  | { kind: 'unknown' };

/** One call, from when it was made until it was responded to. */
export interface Operation {
  id: number;
  client: string;
  /** Whose slots: the slots of one host in one stretch of time, which nothing leaves and nothing enters. */
  track: string;
  wish: Wish;
  outcome: Outcome;
  begin: number;
  /** Infinite where the response was lost. */
  end: number;
}

/** What is known of the slots of a track. */
export interface Track {
  slots: number;
  /** Events of the host's calendar take their time, too: a slot may be refused though nobody has it, never offered though somebody has. */
  hasCalendar: boolean;
}

/** All calls of a run, with the tracks that they are about. */
export interface History {
  tracks: ReadonlyMap<string, Track>;
  operations: readonly Operation[];
}

/** An operation in words, for those who look for what went wrong. */
export function describe({ id, client, track, wish, outcome, begin, end }: Operation): string {
  const ms = (at: number) => (Number.isFinite(at) ? `${at.toFixed(1)} ms` : 'never');
  const { kind: what, ...about } = wish;
  const { kind: how, ...told } = outcome;
  return `#${id} ${track} ${client}: ${what} ${JSON.stringify(about)} was ${how} ${JSON.stringify(told)}, ${ms(begin)} to ${ms(end)}`;
}
