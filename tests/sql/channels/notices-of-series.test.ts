import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { daysFromNow } from '../../support/page.ts';
import { announcing } from './announcing.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;
let id: string;
const { settle, syncs, secondsToSync, beginPull, run, pass, show } = announcing(() => scene);
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db, ['home'], { isOfAccount: true });
  id = await scene.open();
  await settle();
});

describe('a notice of a series', () => {
  const series = { event: 'series', version: '1' };
  const showSeries = (isRunning = false) =>
    show(
      [],
      {
        ...{ fully_listed_series: ['series'], versions: { series: '1' } },
        changes: [
          {
            ...{ kind: 'upsert', provider_event_id: 'occurrence', series_id: 'series' },
            ...{ starts_at: daysFromNow(1), ends_at: daysFromNow(2) },
          },
        ],
      },
      { isRunning },
    );
  beforeEach(async () => {
    await showSeries();
  });

  it('is over when a pull shows it', async () => {
    await scene.notice(id, series);
    await run({ meanwhile: () => showSeries() });
    expect(await syncs()).toEqual([]);
  });

  it('right after it was shown is another one: an occurrence has changed, and the series kept its version', async () => {
    await scene.notice(id, series);
    await run({ meanwhile: () => showSeries() });
    await pass(1);
    await scene.notice(id, series);
    await run();
    expect(await secondsToSync()).toBeGreaterThan(1);
  });

  it('right after another one that no pull has shown begins its turns anew', async () => {
    await scene.notice(id, series);
    await run();
    await scene.notice(id, series);
    expect(await scene.run(`select tries from private.noticed_events`)).toEqual([{ tries: 0 }]);
  });

  it('is not over when a pull shows it that had begun before', async () => {
    await beginPull();
    await scene.notice(id, series);
    await run({ hasFound: true, meanwhile: () => showSeries(true) });
    expect(await syncs()).toHaveLength(1);
  });
});

describe('a notice of a single event that comes while a pull runs', () => {
  const isAskedAgain = async (fields: object) => {
    await beginPull();
    await scene.notice(id, { event: 'a', version: '1' });
    await run({ hasFound: true, meanwhile: () => show(['a'], fields, { isRunning: true }) });
    return (await syncs()).length > 0;
  };

  it('is over when that pull shows its version', async () => {
    expect(await isAskedAgain({ versions: { a: '1' } })).toBe(false);
  });

  it('is not over when that pull does not say which version it shows', async () => {
    expect(await isAskedAgain({})).toBe(true);
  });
});
