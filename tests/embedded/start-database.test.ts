import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';
import { openAnsweringDoor, openPlainDoor, openRefusingDoor, openTlsDoor } from '../support/database-doors.ts';
import { PGBOUNCER, startPgBouncer } from '../support/pgbouncer.ts';
import { createProject } from '../support/project-shapes.ts';
import { useStack } from '../support/stack.ts';
import { startTransactionPooler } from '../support/transaction-pooler.ts';
import { useStarts } from './start-scene.ts';

// The stack plays the hosted Supabase project.
const stack = useStack();
const { start, open, expectFault, changed } = useStarts(stack);
const own = () => stack.config.databaseUrl;
let folder = '';
let certificate: Certificate;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-faults-'));
  certificate = makeCertificate();
  fs.writeFileSync(path.join(folder, 'ca.crt'), certificate.cert);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const withParameters = (url: string, parameters: Record<string, string>): string =>
  `${url}?${Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;

describe('A database that cannot be used is told in one line, with what to do', () => {
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
    await expectFault({ databaseUrl }, 'The database of DATABASE_URL cannot be used', 'Check host and port');
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
      version: '14',
      full_version: '14.13',
      signed_in: 'postgres',
      owner: 'postgres',
      lacking: '{}',
      has_history: 't',
    };
    const { url: databaseUrl } = await open(openAnsweringDoor(own(), old));
    await expectFault({ databaseUrl }, 'is Postgres 14.13: Postgres 15 or newer is needed. Upgrade it.');
  });

  test('when the role is not the one that owns the tables', async () => {
    const databaseUrl = clusterUrl(new URL(own()).pathname.slice(1), 'authenticator');
    await expectFault({ databaseUrl }, 'DATABASE_URL signs in as authenticator', 'Sign in as postgres.');
  });

  test('when its migrations are missing: it names them and what to run', async () => {
    const databaseUrl = clusterUrl(await createProject('new'), 'postgres');
    await expectFault(
      { databaseUrl },
      /^The database lacks the migrations \d{14}_openslot, (\d{14}_\w+(, )?)+\. Run: npx supabase db push --db-url "\$DATABASE_URL"$/,
    );
  });

  test('when one migration is missing between others', async () => {
    const history = 'supabase_migrations.schema_migrations';
    const { rows } = await stack.sql.query(`select version from ${history} order by version`);
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

  test('the address of a pooler that cannot be reached says what it looks like', async () => {
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
