import { describe, expect, it } from 'vitest';
import { isConflictMailKind, writeConflictMessage } from '../../sync-service/src/mail/conflict-messages.ts';
import { useDatabase } from '../support/database.ts';
import { open } from './proposal-scene.ts';
import { eventAt, type SyncedScene, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();

/** What the worker does with all mails about conflicts that wait: the subjects of those that went out. */
async function sendAll(scene: SyncedScene): Promise<string[]> {
  const subjects: string[] = [];
  const waiting = await scene.rows(
    `select n.id from public.notifications as n join auth.users as u on u.email = n.recipient
     where u.id = $1 and n.kind = 'booking_conflict' and n.state = 'pending' order by n.created_at, n.id`,
    [scene.owner],
  );
  for (const { id } of waiting) {
    const next = await scene.db.call('next_notification', { notification_id: id });
    if (next === null || !isConflictMailKind(next.notification.kind)) throw new Error('no mail about a conflict');
    const message = writeConflictMessage(next.notification.kind, next.conflicts, 'https://book.example', null);
    await scene.db.call('finish_notification', {
      notification_id: id,
      error: message === null ? 'Not sent: it is not so any more.' : null,
    });
    await scene.rows(`select graphile_worker.remove_job('send_notification:' || $1)`, [id]);
    if (message !== null) subjects.push(message.subject);
  }
  return subjects;
}

/** A booking whose clash was over before its mail was written. */
async function overBeforeNotified() {
  const scene = await setSyncedScene(database);
  const id = await scene.book();
  const other = eventAt('other', scene.slot(9));
  await scene.readAll(other, eventAt('first', scene.slot(0)));
  await scene.readAll(other);
  expect(await sendAll(scene)).toEqual([]);
  return { scene, id, other };
}

describe('a clash that was over before its mail was written', () => {
  it.each([
    ['under its name', 'first'],
    ['under another name', 'second'],
  ])('is told when its event comes back %s', async (_, name) => {
    const { scene, id, other } = await overBeforeNotified();
    await scene.readAll(other, eventAt(name, scene.slot(0)));
    expect(await open(scene, id)).toHaveLength(1);
    expect(await sendAll(scene)).toEqual(['Conflict: Consulting']);
    // And once.
    await scene.readAll(other);
    await scene.readAll(other, eventAt('third', scene.slot(0)));
    expect(await open(scene, id)).toHaveLength(1);
    expect(await sendAll(scene)).toEqual([]);
  });

  it('is told when another calendar has the event', async () => {
    const { scene, id } = await overBeforeNotified();
    await scene.listed({
      title: 'Termin',
      starts_at: scene.slot(0),
      ends_at: new Date(Date.parse(scene.slot(0)) + 1_800_000),
    });
    expect(await open(scene, id)).toHaveLength(1);
    expect(await sendAll(scene)).toEqual(['Conflict: Consulting']);
  });
});
