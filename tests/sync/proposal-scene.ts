import type { TestDatabase } from '../support/database.ts';
import { later, type PushScene, setPushScene } from './push-scene.ts';

/** A scene with one booking whose event is in the calendar and was listed. */
export async function pushed(database: TestDatabase, options: Parameters<typeof setPushScene>[1] = {}) {
  const scene = await setPushScene(database, options);
  const id = await scene.book();
  await scene.push();
  const event = await scene.listed({
    provider_event_id: `${id}.ics`,
    booking_id: id,
    starts_at: scene.slot(0),
    ends_at: scene.slot(1),
  });
  return { scene, id, event };
}

/** The host moves the event in their calendar, and a listing says so. */
export async function moveEvent(scene: PushScene, id: string, eventId: string, start: string): Promise<void> {
  const stored = scene.remote.events.get(id);
  if (stored === undefined) throw new Error('no such event');
  scene.remote.events.set(id, { ...stored, startsAt: start, endsAt: later(start, 30) });
  await scene.sql.query('update public.synced_events set starts_at = $2, ends_at = $3 where id = $1', [
    eventId,
    start,
    later(start, 30),
  ]);
  await scene.review([eventId]);
}

/** The host deletes the event in their calendar, and a listing says so. */
export async function deleteEvent(scene: PushScene, id: string, eventId: string): Promise<void> {
  scene.remote.events.delete(id);
  await scene.sql.query('delete from public.synced_events where id = $1', [eventId]);
  await scene.review([], [id]);
}

/** The conflicts of a booking that are open. */
export const open = async (scene: PushScene, id: string) =>
  (await scene.conflicts(id)).filter((row) => row.resolved_at === null);
