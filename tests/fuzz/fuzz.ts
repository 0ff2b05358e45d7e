import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { oddities } from '../http/odd-values.ts';
import { chance } from '../support/chance.ts';
import { type Ask, type Callers, nextAsk, nextOperatorAsk } from './asks.ts';
import { createPerson, type Person, randomAddress, readRowsOf } from './people.ts';
import type { Known } from './schema-values.ts';
import { readSurface } from './surface.ts';
import type { Target } from './target.ts';
import { type Heard, nextBytes, nextTalk, sendBytes, talk } from './wire.ts';

export interface FuzzResult {
  /** How many were asked, by kind and by the first digit of the status. */
  counts: Record<string, number>;
  /** What must never happen, each with the request that made it happen. */
  faults: string[];
}

interface FuzzOptions {
  seed: number;
  seconds: number;
  /** So many are enough. */
  maxFaults?: number;
}

/** Few at a time: it is not about load, under which 503 with Retry-After is right. */
const lanes = 4;
/** So often the attacker gets what they deleted of themselves anew. */
const renewMs = 15_000;
/**
 * A rule gives these: a calendar that cannot be read, a host who wants a check that the operator has not set up (503), and what oEmbed
 * prescribes for formats that a provider does not have (501).
 */
const byRule =
  /"(?:code|details)":"calendar_unavailable"|"reason":"challenge_unavailable"|^\S+ as [^:]+: (?:GET|HEAD) \/oembed\?.* → 501 /;

/**
 * Asks everything that can be asked, as a visitor, as another owner, with their keys and with broken ones, for a time.
 * The attacker may do to themselves what they like; of the stranger nothing may be seen or changed.
 */
export async function fuzz(target: Target, { seed, seconds, maxFaults = 20 }: FuzzOptions): Promise<FuzzResult> {
  const random = chance(seed);
  const odd = oddities(seed ^ 0x5f5f5f);
  const run = randomBytes(4).toString('hex');
  const mark = `Stranger${run}`;
  const stranger = await createPerson(target, mark);
  const before = await readRowsOf(target, stranger);
  const surface = await readSurface(target.url, (text) => target.sql.query(text) as never);
  const agent = new http.Agent({ keepAlive: true, maxSockets: lanes });
  const result: FuzzResult = { counts: {}, faults: [] };
  const known = { odd, random } as Known;
  const sent: string[] = [];
  let callers: Callers = {};
  let renewAt = 0;
  let attackers = 0;
  const operator = { apikey: target.secretKey, authorization: `Bearer ${target.secretKey}` };
  const asOperator = { odd, random } as Known;

  async function renew(): Promise<void> {
    attackers += 1;
    const attacker = await createPerson(target, `Attacker${attackers}x${run}`);
    Object.assign(known, knownOf({ odd, random }, attacker, [attacker, attacker, stranger]));
    // What the service may do it must not do to the stranger.
    Object.assign(asOperator, knownOf({ odd, random }, attacker, [attacker]));
    callers = callersOf(target, attacker, stranger);
    sent.push(...attacker.secrets);
  }

  function check(what: string, { status, text }: Heard, isOperator = false): void {
    const kind = `${what.split(' ', 1)[0]} ${Math.floor(status / 100)}xx`;
    result.counts[kind] = (result.counts[kind] ?? 0) + 1;
    const found = [
      ...(status >= 500 && !byRule.test(`${what} → ${status} ${text}`) ? [`status ${status}`] : []),
      ...target.secrets.filter((secret) => text.includes(secret)).map(() => 'a secret of the operator'),
      ...stranger.secrets.filter((secret) => !isOperator && text.includes(secret)).map(() => 'a secret of a stranger'),
      ...(!isOperator && text.toLowerCase().includes(mark.toLowerCase()) ? ['a row of a stranger'] : []),
    ];
    for (const fault of found) result.faults.push(`${fault}: ${what} → ${status} ${text.slice(0, 600)}`);
  }

  async function step(): Promise<void> {
    if (odd.isLikely(3)) {
      const bytes = nextBytes(known);
      return check(
        `bytes ${JSON.stringify(bytes.toString('latin1').slice(0, 500))}`,
        await sendBytes(target.url, bytes),
      );
    }
    if (odd.isLikely(3)) {
      const said = nextTalk(known);
      const heard = await talk(target.url, said, { 'x-forwarded-for': randomAddress(random) });
      return check(`live ${JSON.stringify(said).slice(0, 500)}`, heard);
    }
    const isOperator = odd.isLikely(10);
    const ask = isOperator ? nextOperatorAsk(asOperator, surface, operator) : nextAsk(known, surface, callers);
    const body = ask.body?.toString('latin1').slice(0, 1_500) ?? '';
    check(
      `${ask.kind} as ${ask.as}: ${ask.method} ${ask.target} ${body}`,
      await send(target.url, ask, agent),
      isOperator,
    );
  }

  await renew();
  const until = performance.now() + seconds * 1000;
  const goesOn = () => performance.now() < until && result.faults.length < maxFaults && target.isRunning();
  renewAt = performance.now() + renewMs;
  while (goesOn()) {
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (goesOn() && performance.now() < renewAt) await step();
      }),
    );
    if (performance.now() >= renewAt && performance.now() < until) {
      await renew();
      renewAt = performance.now() + renewMs;
    }
  }
  agent.destroy();
  if (!target.isRunning()) result.faults.push(`the service ended: ${target.output().slice(-2_000)}`);
  else {
    const [was, is] = [before, await readRowsOf(target, stranger)].map((text) => text.split('\n'));
    const changed = is?.filter((line) => !was?.includes(line)) ?? [];
    if (changed.length > 0 || is?.length !== was?.length) {
      result.faults.push(`rows of a stranger were changed; they are now:\n${changed.join('\n')}`);
    }
  }
  const output = target.output();
  for (const secret of [...target.secrets, ...stranger.secrets, ...sent]) {
    const at = output.indexOf(secret);
    if (at >= 0) result.faults.push(`a secret in the log: ${output.slice(Math.max(0, at - 300), at + 20)}`);
  }
  return result;
}

/** What is known of these people; who is named twice is asked about more often, or nothing would get further than a refusal. */
function knownOf(chances: Pick<Known, 'odd' | 'random'>, attacker: Person, people: Person[]): Known {
  return {
    ...chances,
    ids: Object.fromEntries(
      Object.keys(attacker.ids).map((name) => [name, people.flatMap(({ ids }) => ids[name] ?? [])]),
    ),
    slugs: [...people.map(({ slug }) => slug), 'nobody'],
    emails: ['ann@example.com', 'ben@example.com', attacker.email],
    tokens: [...attacker.tokens, ...attacker.visitorTokens, 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'],
  };
}

/** Everybody who is not the stranger. */
function callersOf({ publishableKey }: Target, attacker: Person, stranger: Person): Callers {
  const bearer = (token: string) => ({ apikey: publishableKey, authorization: `Bearer ${token}` });
  const [session = '', ...keys] = attacker.tokens;
  const [head, , signature] = session.split('.');
  const claims = Buffer.from(JSON.stringify({ sub: stranger.id, role: 'authenticated', exp: 9_999_999_999 })).toString(
    'base64url',
  );
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  return {
    nobody: {},
    visitor: { apikey: publishableKey },
    owner: bearer(session),
    'owner again': bearer(session),
    ...Object.fromEntries(keys.map((key, i) => [`key ${i}`, bearer(key)])),
    ...Object.fromEntries(attacker.visitorTokens.map((token, i) => [`visitor ${i}`, bearer(token)])),
    'forged session': bearer(`${head}.${claims}.${signature}`),
    'unsigned session': bearer(`${unsigned}.${claims}.`),
    'publishable key as session': bearer(publishableKey),
    'odd session': { apikey: publishableKey, authorization: 'Bearer  x y' },
    'odd key': { apikey: 'sb_secret_x' },
  };
}

/** Sends a request as it is: `fetch` would mend it. */
function send(url: string, { method, target, headers, body }: Ask, agent: http.Agent): Promise<Heard> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const request = http.request({ hostname, port, method, path: target, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
        resolve({ status: response.statusCode ?? 0, text: `${lines.join('\n')}\n\n${Buffer.concat(chunks)}` });
      });
      response.on('error', () => resolve({ status: 0, text: '' }));
    });
    request.setTimeout(15_000, () => request.destroy(new Error('no response within 15 s')));
    // A refused connection is a fault; one that was cut because of its body is not.
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({
        status: ['ECONNRESET', 'EPIPE', 'HPE_INVALID_CONSTANT'].includes(error.code ?? '') ? 0 : 599,
        text: String(error),
      }),
    );
    request.end(body);
  });
}
