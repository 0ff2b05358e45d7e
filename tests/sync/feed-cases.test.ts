import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene, slotIn } from './feed-scene.ts';

const stack = useStack();
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
});
afterEach(async () => {
  await scene.feed.stop();
});

const fixture = (name: string, file: string): string =>
  readFileSync(new URL(`../fixtures/cases/${name}/${file}`, import.meta.url), 'utf8');

/** Answers with a case, its event in the slot of the day after tomorrow. */
function answerWith(name: string): void {
  const compact = (time: string): string => time.replace(/[-:]|\.\d+/g, '');
  const { start, end } = slotIn(2);
  const text = fixture(name, 'input.ics')
    .replace('{{start}}', compact(start))
    .replace('{{end}}', compact(end))
    .replace('{{now}}', compact(new Date().toISOString()));
  scene.feed.response((response) => response.writeHead(200, { 'content-type': 'text/calendar' }).end(text));
}

async function rowsOf(calendarId: string): Promise<{ is_busy: boolean }[]> {
  const { rows } = await stack.sql.query('select is_busy from public.synced_events where calendar_id = $1', [
    calendarId,
  ]);
  return rows;
}

describe('cases that concern the whole product', () => {
  it('43: bytes after the calendar', async () => {
    const expected = JSON.parse(fixture('43-bytes-after-the-calendar', 'expected.json'));
    answerWith('43-bytes-after-the-calendar');
    expect((await scene.post({ url: scene.feed.url })).status).toBe(expected.connect);
    const ids = await scene.connect();
    expect(await rowsOf(ids.calendarId)).toHaveLength(expected.eventRows);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
  });

  it('45: declined in a Google feed', async () => {
    const expected = JSON.parse(fixture('45-declined-in-a-google-feed', 'expected.json'));
    answerWith('45-declined-in-a-google-feed');
    const ids = await scene.connect();
    const rows = await rowsOf(ids.calendarId);
    expect(rows).toHaveLength(1);
    expect(rows.filter((row) => row.is_busy)).toHaveLength(expected.busyRows);
    expect(await scene.isOffered(slotIn(2))).toBe(true);
  });
});

describe('an invitation in a feed that its owner declined', () => {
  const declined = (address: string): string[] => [
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:somebody@example.org',
    `ATTENDEE;PARTSTAT=DECLINED:mailto:${address}`,
  ];

  it('under the address of the sign-in takes no time', async () => {
    const { rows } = await stack.sql.query('select email from auth.users where id = $1', [scene.owner.id]);
    scene.feed.response({ events: [eventIn(2, 'a', declined(rows[0].email.toUpperCase())), eventIn(3)] });
    await scene.connect();
    expect(await scene.isOffered(slotIn(2))).toBe(true);
    expect(await scene.isOffered(slotIn(3))).toBe(false);
  });

  it('under the address of another account takes no time from the next pull on', async () => {
    const address = `other-${crypto.randomUUID()}@example.net`;
    scene.feed.response({ events: [eventIn(2, 'a', declined(address))] });
    const ids = await scene.connect();
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    await stack.sql.query(
      `insert into public.calendar_connections (owner_id, provider, account_email) values ($1, 'google', $2)`,
      [scene.owner.id, address],
    );
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(2))).toBe(true);
  });

  it('under an address that was disconnected, or of somebody else, takes its time', async () => {
    const address = `old-${crypto.randomUUID()}@example.net`;
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    await stack.sql.query(
      `insert into public.calendar_connections (owner_id, provider, account_email, status)
       values ($1, 'google', $3, 'disconnected'), ($2, 'google', $3, 'active')`,
      [scene.owner.id, stranger.id, address],
    );
    scene.feed.response({ events: [eventIn(2, 'a', declined(address))] });
    await scene.connect();
    expect(await scene.isOffered(slotIn(2))).toBe(false);
  });
});

describe("the owner's choices for a feed", () => {
  it.each([
    ['tentative', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'],
    ['working_location', 'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'],
  ])('hold for what Outlook says in its own way: %s', async (kind, line) => {
    const policy = { tentative: 'busy', needs_action: 'busy', all_day: 'busy', working_location: 'busy' };
    scene.feed.response({ events: [eventIn(2, 'a', ['TRANSP:OPAQUE', line])] });
    const ids = await scene.connect();
    const choose = async (choice: string): Promise<boolean> => {
      await stack.sql.query('update public.calendars set policy = $2 where id = $1', [
        ids.calendarId,
        JSON.stringify({ ...policy, [kind]: choice }),
      ]);
      await scene.pull(ids);
      return await scene.isOffered(slotIn(2));
    };
    expect(await choose('free')).toBe(true);
    expect(await choose('busy')).toBe(false);
  });
});
