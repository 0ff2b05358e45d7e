import { type DavServer, deleteObject, putObject, writeEvent } from '../support/dav-servers.ts';

/**
 * What somebody with another client does to the calendar; events of ours they leave alone.
 * @param known Names of their events, kept here.
 * @param at The instant of a half hour.
 */
export async function edit(
  server: DavServer,
  calendarUrl: string,
  random: () => number,
  known: Set<string>,
  at: (slot: number) => string,
): Promise<void> {
  const pick = [...known][Math.floor(random() * known.size)];
  const roll = random();
  if (pick !== undefined && roll < 0.25) {
    await deleteObject(server, pick, calendarUrl);
    known.delete(pick);
    return;
  }
  const name = pick !== undefined && roll < 0.5 ? pick : `e${Math.floor(random() * 1e9)}.ics`;
  const slot = Math.floor(random() * 400);
  const lines = random() < 0.25 ? [`RRULE:FREQ=DAILY;COUNT=${1 + Math.floor(random() * 8)}`] : [];
  await putObject(server, name, writeEvent({ uid: name, start: at(slot), end: at(slot + 1), lines }), calendarUrl);
  known.add(name);
}
