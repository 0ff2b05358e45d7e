import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { setPushScene } from './push-scene.ts';

const database = useDatabase();

describe('a session with several seats', () => {
  it('has one event that names all who come', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    await scene.book(scene.slot(0), 'Ann');
    await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    expect(scene.remote.only.title).toBe('Consulting: Ann, Bob');
    await scene.book(scene.slot(0), 'Cleo');
    await scene.push();
    expect(scene.remote.only.title).toBe('Consulting: 3 bookings');
    expect(scene.remote.only.description).toMatch(/Ann <ann@.*Bob <bob@.*Cleo <cleo@/s);
  });

  it('keeps its event when the one it was written for leaves', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    const [ann, bob] = [await scene.book(scene.slot(0), 'Ann'), await scene.book(scene.slot(0), 'Bob')];
    await scene.push();
    await scene.cancel(ann);
    await scene.push();
    expect(scene.remote.only).toMatchObject({ key: ann, title: 'Consulting: Bob' });
    expect(await scene.state()).toMatchObject([{ event_key: ann, booking_id: bob, state: 'pushed' }]);
  });

  it('no longer names one who left', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    await scene.book(scene.slot(0), 'Ann');
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await scene.cancel(bob);
    await scene.push();
    expect(scene.remote.only.title).toBe('Consulting: Ann');
  });

  it('gives one who moves away an event of their own', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    const ann = await scene.book(scene.slot(0), 'Ann');
    await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await scene.move(ann, scene.slot(4));
    await scene.push();
    const titles = [...scene.remote.events.values()].map((event) => `${event.startsAt} ${event.title}`).sort();
    expect(titles).toEqual([
      `${scene.slot(0).replace('.000Z', 'Z')} Consulting: Bob`,
      `${scene.slot(4).replace('.000Z', 'Z')} Consulting: Ann`,
    ]);
  });

  it('takes in one who moves there, whose own event goes', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    await scene.book(scene.slot(0), 'Ann');
    const bob = await scene.book(scene.slot(4), 'Bob');
    await scene.push();
    await scene.move(bob, scene.slot(0));
    await scene.push();
    expect(scene.remote.only.title).toBe('Consulting: Ann, Bob');
    await scene.move(bob, scene.slot(4));
    await scene.push();
    expect([...scene.remote.events.values()].map((event) => event.title).sort()).toEqual([
      'Consulting: Ann',
      'Consulting: Bob',
    ]);
  });

  it('is removed with its last booking', async () => {
    const scene = await setPushScene(database, { eventType: { seats: 3 } });
    const all = [await scene.book(scene.slot(0), 'Ann'), await scene.book(scene.slot(0), 'Bob')];
    await scene.push();
    for (const id of all) await scene.cancel(id);
    await scene.push();
    expect(scene.remote.events.size).toBe(0);
  });
});

describe('the words of an event', () => {
  const questions = JSON.stringify([{ id: 'topic', label: 'Topic', type: 'text', required: false }]);
  const written = async (privacy: string) => {
    const scene = await setPushScene(database, {
      eventType: { questions, location: 'Room 7' },
      host: { calendar_privacy: privacy },
    });
    const id = await scene.book(scene.slot(0), 'Ann', { topic: 'Taxes' });
    await scene.push();
    return { ...scene.remote.only, id };
  };

  it('are all that is known, unless the host wants less', async () => {
    const event = await written('full');
    expect(event.title).toBe('Consulting: Ann');
    expect(event.description).toMatch(/Ann <ann@example.com>\nTopic: Taxes/);
    expect(event.location).toBe('Room 7');
    expect(event.description).toContain(`https://book.example/admin/bookings/${event.id}`);
  });

  it('hold neither address nor answers where names are enough', async () => {
    const event = await written('name_only');
    expect(event.title).toBe('Consulting: Ann');
    expect(JSON.stringify(event)).not.toMatch(/ann@example|Taxes/);
  });

  it('say nothing but that time is taken where others read the calendar', async () => {
    const event = await written('busy_only');
    expect(event.title).toBe('Booked');
    expect(JSON.stringify(event)).not.toMatch(/Ann|Taxes|Consulting|Room 7/);
    expect(event.url).toContain(event.id);
  });

  it('say how many come to a session with several seats whatever the host wants, and who where they want it', async () => {
    for (const [privacy, title, names] of [
      ['full', 'Consulting: Ann, Bob', true],
      ['name_only', 'Consulting: Ann, Bob', true],
      ['busy_only', 'Booked (2)', false],
    ] as const) {
      const scene = await setPushScene(database, { eventType: { seats: 5 }, host: { calendar_privacy: privacy } });
      await scene.book(scene.slot(0), 'Ann');
      const bob = await scene.book(scene.slot(0), 'Bob');
      await scene.push();
      expect(scene.remote.only.title).toBe(title);
      expect(/Ann|Bob/.test(JSON.stringify(scene.remote.only))).toBe(names);
      if (names) expect(scene.remote.only.description).toContain('Bookings: 2');
      await scene.cancel(bob);
      await scene.push();
      expect(scene.remote.only.title).toBe(names ? 'Consulting: Ann' : 'Booked (1)');
    }
  });
});
