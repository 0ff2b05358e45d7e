import fs from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { migrate } from '../../sync-service/src/embedded/migrations.ts';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';
import {
  type Door,
  openAnsweringDoor,
  openPlainDoor,
  openRefusingDoor,
  openTlsDoor,
} from '../support/database-doors.ts';
import { PGBOUNCER, startPgBouncer } from '../support/pgbouncer.ts';
import { createProject } from '../support/project-shapes.ts';
import { useStack } from '../support/stack.ts';
import { startTransactionPooler } from '../support/transaction-pooler.ts';
import { secrets } from './api-scene.ts';

// The stack plays the hosted Supabase project.
const stack = useStack();
let folder = '';
let certificate: Certificate;
const opened: { stop(): Promise<unknown> }[] = [];
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-faults-'));
  certificate = makeCertificate();
  fs.writeFileSync(path.join(folder, 'ca.crt'), certificate.cert);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Is closed after the test. */
async function open<T extends { stop(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
  const made = await opening;
  opened.push(made);
  return made;
}

/** Starts a service on the project with other settings; what it logged, and why it did not start (null: it did). */
async function start(changes: Partial<ServiceConfig>): Promise<{ fault: string | null; logs: string[] }> {
  const logs: string[] = [];
  const config = {
    ...stack.config,
    embedded: false,
    demo: false,
    port: 0,
    publicUrl: 'https://book.example',
    ...changes,
  };
  const log = createLogger({ level: 'warn', write: (line) => logs.push(line) });
  try {
    const service: RunningService = await startService({ config, providers: new Map(), log });
    await service.stop();
    return { fault: null, logs };
  } catch (error) {
    const { name, message } = error as Error;
    expect(name, (error as Error).stack).toBe('StartError');
    return { fault: message, logs };
  }
}

/** One line that says what to do and no secret. */
async function expectFault(changes: Partial<ServiceConfig>, ...words: (string | RegExp)[]): Promise<void> {
  const { fault } = await start(changes);
  for (const word of words) {
    if (typeof word === 'string') expect(fault).toContain(word);
    else expect(fault).toMatch(word);
  }
  expect(fault).not.toContain('\n');
  for (const secret of [new URL(stack.config.databaseUrl).password, stack.config.supabase.secretKey])
    expect(fault).not.toContain(secret);
}

const own = () => stack.config.databaseUrl;
const changed = (change: (url: URL) => void): string => {
  const url = new URL(own());
  change(url);
  return url.href;
};
const withParameters = (url: string, parameters: Record<string, string>): string =>
  `${url}?${Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;

describe('A database that can not be used is told in one line, with what to do', () => {
  test('when nothing listens there', async () => {
    const port = String(await freePort());
    const databaseUrl = changed((url) => {
      url.port = port;
    });
    await expectFault({ databaseUrl }, 'ECONNREFUSED', 'Check host and port of DATABASE_URL');
  });

  test('when its host is not known', async () => {
    const databaseUrl = changed((url) => {
      url.hostname = 'db.invalid';
    });
    await expectFault({ databaseUrl }, /ENOTFOUND|EAI_AGAIN/, 'the host of DATABASE_URL');
  });

  test('when the password is wrong', async () => {
    const databaseUrl = changed((url) => {
      url.password = 'wrong';
    });
    await expectFault({ databaseUrl }, 'password authentication failed', 'must be percent-encoded');
  });

  test('when there is no such database', async () => {
    const databaseUrl = changed((url) => {
      url.pathname = '/nothing';
    });
    await expectFault({ databaseUrl }, 'database "nothing" does not exist', 'the last part of DATABASE_URL');
  });

  test('when something else listens there', async () => {
    const databaseUrl = changed((url) => {
      url.port = new URL(stack.url).port;
    });
    await expectFault({ databaseUrl }, 'The database of DATABASE_URL can not be used', 'Check host and port');
  });

  test.each([
    ['53300', 'sorry, too many clients already', 'lower DATABASE_POOL'],
    ['57P03', 'the database system is starting up', 'try again in a moment'],
    ['XX000', 'Tenant or user not found', 'postgres.PROJECT'],
    ['28000', 'role "somebody" is not permitted to log in', 'Check user and database'],
    ['08P01', 'unsupported startup parameter: options', 'the log of the database'],
  ])('when it refuses with %s %s', async (code, text, remedy) => {
    const { url: databaseUrl } = await open(openRefusingDoor(own(), code, text));
    await expectFault({ databaseUrl }, text, remedy);
  });

  test('when it is too old', async () => {
    const old = {
      version: '15',
      full_version: '15.8',
      signed_in: 'postgres',
      owner: 'postgres',
      lacking: '{}',
      has_history: 't',
    };
    const { url: databaseUrl } = await open(openAnsweringDoor(own(), old));
    await expectFault({ databaseUrl }, 'is Postgres 15.8: Postgres 17 or newer is needed. Upgrade it.');
  });

  test('when the role is not the one that owns the tables', async () => {
    const databaseUrl = clusterUrl(new URL(own()).pathname.slice(1), 'authenticator');
    await expectFault({ databaseUrl }, 'DATABASE_URL signs in as authenticator', 'Sign in as postgres.');
  });

  test('when its migrations are missing: it names them and what to run', async () => {
    const databaseUrl = clusterUrl(await createProject('new'), 'postgres');
    await expectFault(
      { databaseUrl },
      /^The database lacks the migration \d{14}_openslot\. Run: npx supabase db push --db-url "\$DATABASE_URL"$/,
    );
  });

  test('when one migration is missing between others', async () => {
    const history = 'supabase_migrations.schema_migrations';
    const { rows } = await stack.sql.query(`select version from ${history}`);
    await stack.sql.query(`insert into ${history} (version, name) values ('99990101000000', 'later')`);
    await stack.sql.query(`update ${history} set version = '20000101000000' where version = $1`, [rows[0].version]);
    try {
      await expectFault({}, `The database lacks the migration ${rows[0].version}_openslot`);
    } finally {
      await stack.sql.query(`delete from ${history} where version = '99990101000000'`);
      await stack.sql.query(`update ${history} set version = $1 where version = '20000101000000'`, [rows[0].version]);
    }
  });
});

describe('A connection that is not what jobs and live updates need', () => {
  test.each([1, 3])('a pooler in transaction mode is refused for what it does, with %i sessions', async (size) => {
    const { url: databaseUrl } = await open(startTransactionPooler(own(), size));
    await expectFault(
      { databaseUrl },
      'DATABASE_URL leads to a pooler in transaction mode',
      'Use a direct connection or a pooler in session mode',
    );
  });

  test('a pooler in session mode is welcome', async () => {
    const { url: databaseUrl } = await open(openPlainDoor(own()));
    expect((await start({ databaseUrl })).fault).toBeNull();
  });

  test.skipIf(PGBOUNCER === undefined)(
    'PgBouncer itself is refused in transaction mode and welcome in session mode (skipped where it is not installed)',
    async () => {
      const transactions = await open(startPgBouncer(own(), 'transaction'));
      await expectFault({ databaseUrl: transactions.url }, 'DATABASE_URL leads to a pooler in transaction mode');
      const sessions = await open(startPgBouncer(own(), 'session'));
      expect((await start({ databaseUrl: sessions.url })).fault).toBeNull();
    },
  );

  test('the database of another project is refused', async () => {
    const databaseUrl = clusterUrl(await createDatabase(), 'postgres');
    await expectFault(
      { databaseUrl },
      'SUPABASE_URL and DATABASE_URL lead to different databases',
      'Set both to the same project.',
    );
  });

  test('the address of a pooler that can not be reached says what it looks like', async () => {
    const { url } = await open(openRefusingDoor(own(), '57P03', 'the pooler is shutting down'));
    await expectFault(
      { databaseUrl: `${url}?pgbouncer=true` },
      'pooler in transaction mode',
      'session mode (port 5432)',
    );
  });
});

describe('Encryption', () => {
  const TLS = { sslmode: 'verify-full' };

  test('a certificate that nobody knows is told in one line, with what to do', async () => {
    const door = await open(openTlsDoor(own(), certificate));
    await expectFault(
      { databaseUrl: withParameters(door.url, TLS) },
      'self-signed certificate',
      'sslrootcert=',
      'sslmode=no-verify',
    );
  });

  test('one whose authority is given is accepted, and nothing is warned of', async () => {
    const door = await open(openTlsDoor(own(), certificate));
    const databaseUrl = withParameters(door.url, { ...TLS, sslrootcert: path.join(folder, 'ca.crt') });
    expect(await start({ databaseUrl, smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'a@example.com' })).toMatchObject({
      fault: null,
    });
  });

  test('no-verify asks nobody', async () => {
    const door = await open(openTlsDoor(own(), certificate));
    expect((await start({ databaseUrl: withParameters(door.url, { sslmode: 'no-verify' }) })).fault).toBeNull();
  });

  test('one that is over, or another one’s, is told', async () => {
    const door = await open(openTlsDoor(own(), makeCertificate({ from: 0, until: 1_000_000 })));
    await expectFault({ databaseUrl: withParameters(door.url, TLS) }, 'sslrootcert=');
  });

  test('a file of sslrootcert that is not there, or holds no certificate', async () => {
    const door = await open(openTlsDoor(own(), certificate));
    const missing = withParameters(door.url, { ...TLS, sslrootcert: '/nowhere/ca.crt' });
    await expectFault({ databaseUrl: missing }, '/nowhere/ca.crt', 'files that this process can read');
    fs.writeFileSync(path.join(folder, 'empty.crt'), 'nothing');
    const empty = withParameters(door.url, { ...TLS, sslrootcert: path.join(folder, 'empty.crt') });
    await expectFault({ databaseUrl: empty }, 'sslrootcert=');
  });

  test('a server that does not encrypt', async () => {
    await expectFault({ databaseUrl: withParameters(own(), TLS) }, 'does not support SSL', 'take sslmode out');
  });

  test('a server that wants it', async () => {
    const door = await open(openTlsDoor(own(), certificate));
    await expectFault({ databaseUrl: door.url }, 'no encryption', 'sslmode=verify-full');
  });

  const address = Object.values(os.networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

  test.skipIf(address === undefined)(
    'is missed where the connection leaves the machine (skipped on a machine without a network)',
    async () => {
      const outside = await open(openPlainDoor(own(), address));
      const { fault, logs } = await start({ databaseUrl: outside.url });
      expect(fault).toBeNull();
      expect(logs.filter((line) => line.includes('the connection is not encrypted'))).toHaveLength(1);
    },
  );

  test('is not missed on the loopback', async () => {
    expect((await start({})).logs.join()).not.toContain('not encrypted');
  });
});

/** A gateway before the Data API of the project. */
async function openGateway(answer: RequestListener, tls?: Certificate): Promise<Door> {
  const server = tls === undefined ? createHttpServer(answer) : createHttpsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  opened.push(gateway);
  return gateway;
}

/** A gateway of one's own, whose keys say nothing about what they may do: it puts the project's keys in their place. */
function openKeyGateway(keys: Record<string, string>): Promise<Door> {
  return openGateway(async (request, response) => {
    const key = keys[String(request.headers.apikey)];
    if (key === undefined) return void response.writeHead(401).end('{"message":"Invalid authentication credentials"}');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(`${stack.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', apikey: key },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
}

describe('A Data API that can not be used is told in one line, with what to do', () => {
  const project = (changes: Partial<ServiceConfig['supabase']>) => ({
    supabase: { ...stack.config.supabase, ...changes },
  });

  test('when nothing listens there', async () => {
    await expectFault(project({ url: `http://127.0.0.1:${await freePort()}` }), 'can not be reached', 'ECONNREFUSED');
  });

  test('when its host is not known', async () => {
    await expectFault(project({ url: 'http://project.invalid' }), /ENOTFOUND|EAI_AGAIN/, 'Check the address');
  });

  test('when its certificate is not known', async () => {
    const { url } = await openGateway((_request, response) => response.end(), certificate);
    await expectFault(project({ url }), 'self-signed certificate', 'NODE_EXTRA_CA_CERTS');
  });

  test.each([
    [404, '<h1>Not found</h1>', 'not as a Data API does'],
    [
      401,
      '{"message":"Invalid API key"}',
      'SUPABASE_SECRET_KEY is not accepted by SUPABASE_URL (401: Invalid API key)',
    ],
    [401, '{"code":"PGRST301","message":"JWSError"}', 'SUPABASE_SECRET_KEY is not accepted'],
    [403, '{"code":"42501","message":"permission denied"}', 'SUPABASE_SECRET_KEY does not have the role service_role'],
    [406, '{"code":"PGRST106","message":"Invalid schema"}', 'It has to serve the schema public'],
    [
      503,
      '{"code":"PGRST002","message":"Could not query the database"}',
      'answers with 503 (Could not query the database)',
    ],
    [502, '<h1>Bad gateway</h1>', 'answers with 502'],
  ])('when it answers %i %s', async (status, body, words) => {
    const { url } = await openGateway((_request, response) => response.writeHead(status).end(body));
    await expectFault(project({ url }), words);
  });

  test('when it knows nothing of our functions, which its project should have', async () => {
    const empty = await createProject('new');
    const api = await createSupabaseApp({
      url: (role) => clusterUrl(empty, role),
      siteUrl: 'http://localhost',
      secrets,
      poolSize: 2,
      sendMail: async () => {},
    });
    opened.push({ stop: api.close });
    const { url } = await openGateway(async (request, response) => {
      const headers = { apikey: String(request.headers.apikey), 'content-type': 'application/json' };
      const answer = await api.routes.fetch(
        new Request(`http://localhost${request.url}`, { method: 'POST', headers, body: '{}' }),
      );
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
    const { publishableKey, secretKey } = secrets;
    await expectFault(
      { supabase: { url, publishableKey, secretKey } },
      "does not know the service's functions",
      'same project',
    );
    await migrate(clusterUrl(empty, 'postgres'));
  });

  test('a publishable key that is not accepted', async () => {
    await expectFault(project({ publishableKey: 'sb_publishable_other' }), 'SUPABASE_PUBLISHABLE_KEY is not accepted');
  });

  test('several faults are told at once', async () => {
    const databaseUrl = changed((url) => {
      url.password = 'wrong';
    });
    const { fault } = await start({ databaseUrl, ...project({ secretKey: 'sb_secret_other' }) });
    expect(fault?.split('\n')).toEqual([
      'Openslot can not start:',
      expect.stringContaining('  - The database of DATABASE_URL can not be used'),
      expect.stringContaining('  - SUPABASE_SECRET_KEY is not accepted'),
    ]);
  });
});

describe('Keys of a gateway of one’s own', () => {
  const opaque = { publishableKey: 'key-one', secretKey: 'key-two' };

  test('are tried: they are fine where they mean what they should', async () => {
    const { publishableKey, secretKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': publishableKey, 'key-two': secretKey });
    expect((await start({ supabase: { url, ...opaque } })).fault).toBeNull();
  });

  test('a publishable one that can call the service’s functions is refused', async () => {
    const { secretKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': secretKey, 'key-two': secretKey });
    await expectFault(
      { supabase: { url, ...opaque } },
      "SUPABASE_PUBLISHABLE_KEY can call the service's own functions",
    );
  });

  test('a secret one that can’t is refused', async () => {
    const { publishableKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': publishableKey, 'key-two': publishableKey });
    await expectFault({ supabase: { url, ...opaque } }, 'SUPABASE_SECRET_KEY does not have the role service_role');
  });
});

describe('What works but is hardly meant is warned of', () => {
  const warned = async (changes: Partial<ServiceConfig>) =>
    (await start(changes)).logs.map((line) => JSON.parse(line).msg as string);

  test('mails that reach nobody', async () => {
    expect(await warned({ smtpUrl: null })).toContainEqual(
      expect.stringContaining('SMTP_URL is not set: mails are kept'),
    );
    expect((await warned({ smtpUrl: 'smtp://127.0.0.1:9' })).join()).not.toContain('SMTP_URL is not set');
  });

  test('links that lead nowhere, or travel in the open', async () => {
    expect(await warned({ publicUrl: 'http://localhost:8787' })).toContainEqual(
      expect.stringContaining('PUBLIC_URL is this machine'),
    );
    expect(await warned({ publicUrl: 'http://book.example' })).toContainEqual(
      expect.stringContaining('PUBLIC_URL is not https'),
    );
    expect((await warned({})).join()).not.toContain('PUBLIC_URL');
  });

  test('a sender that other mail servers refuse', async () => {
    const smtp = { smtpUrl: 'smtp://127.0.0.1:9' };
    expect(await warned({ ...smtp, mailFrom: 'Openslot <openslot@localhost>' })).toContainEqual(
      expect.stringContaining('MAIL_FROM'),
    );
    expect((await warned({ ...smtp, mailFrom: 'a@example.com' })).join()).not.toContain('MAIL_FROM');
  });
});
