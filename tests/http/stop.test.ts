import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

describe('stopping', () => {
  test('a request that is running is finished, a new one finds nobody', async () => {
    const lock = await stack.sql.connect();
    await lock.query('begin');
    await lock.query('select from public.hosts where id = $1 for update', [scene.host.id]);
    const running = scene.hold();
    await expect
      .poll(async () => {
        const { rows } = await stack.sql.query(`select count(*)::int as n from pg_locks where not granted`);
        return rows[0].n;
      })
      .toBeGreaterThan(0);

    const restarted = stack.restart();
    await expect
      .poll(() =>
        fetch(`${stack.url}/healthz`).then(
          () => 'answered',
          () => 'refused',
        ),
      )
      .toBe('refused');
    await lock.query('commit');
    lock.release();

    expect((await running).status).toBe(201);
    await restarted;
    expect((await send(stack.url, 'GET', '/healthz')).status).toBe(200);
  });

  test('what was booked before is there after a restart, and its token still opens it', async () => {
    const { body } = await scene.book();
    await stack.restart();
    const { status, body: found } = await send(stack.url, 'GET', `/bookings/${body.booking.id}`, {
      token: body.manage_token,
    });
    expect(status).toBe(200);
    expect(found.booking).toMatchObject(body.booking);
  });
});
