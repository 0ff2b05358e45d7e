import { describe, expect, it } from 'vitest';
import { parseTokenKeys, readSettings } from '../../sync-service/src/config.ts';
import { defaultRetention } from '../../sync-service/src/retention.ts';
import { faultsOf, HOSTED, key } from './config-scene.ts';

describe('Without any variable', () => {
  it('everything is embedded, on the loopback, with the demo', () => {
    expect(readSettings({})).toEqual({
      role: 'all',
      port: 8787,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8787',
      dataDir: '.data',
      embedded: true,
      supabase: null,
      databaseUrl: null,
      databasePool: 4,
      jobConcurrency: 8,
      shutdownDelaySeconds: 0,
      logLevel: 'info',
      metricsPort: null,
      metricsToken: null,
      tokenKeys: null,
      allowPrivateHosts: true,
      smtpUrl: null,
      mailFrom: expect.stringMatching(/@/),
      pollIntervalSeconds: 60,
      trustProxy: 0,
      turnstile: null,
      storesTitles: true,
      retention: defaultRetention,
      demo: true,
      google: null,
      microsoft: null,
    });
  });

  it('an empty or blank variable counts as unset', () => {
    const names = ['PORT', 'HOST', 'SUPABASE_URL', 'DEMO', 'TOKEN_ENCRYPTION_KEYS', 'SMTP_URL', 'GOOGLE_CLIENT_ID'];
    expect(readSettings(Object.fromEntries(names.map((name, i) => [name, ' '.repeat(i % 2)])))).toEqual(
      readSettings({}),
    );
  });
});

describe('Each variable', () => {
  it('PORT and HOST say where the service listens, and PORT is in the default address', () => {
    expect(readSettings({ PORT: '9000', HOST: '0.0.0.0' })).toMatchObject({
      port: 9000,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:9000',
    });
  });

  it('PUBLIC_URL is the origin of links, without a slash at the end', () => {
    expect(readSettings({ PUBLIC_URL: 'https://book.example.com/' }).publicUrl).toBe('https://book.example.com');
  });

  it('ROLE says what a process does, JOB_CONCURRENCY how much of it', () => {
    expect(readSettings({ ROLE: 'Worker', JOB_CONCURRENCY: '20' })).toMatchObject({
      role: 'worker',
      jobConcurrency: 20,
    });
    expect(readSettings({ ROLE: 'web' }).role).toBe('web');
    expect(faultsOf({ ROLE: 'jobs', JOB_CONCURRENCY: '0' })).toEqual([
      'ROLE must be one of all, web, worker',
      'JOB_CONCURRENCY must be a whole number from 1 to 100',
    ]);
  });

  it('SHUTDOWN_DELAY_SECONDS and LOG_LEVEL are in the bounds of what can be', () => {
    expect(readSettings({ SHUTDOWN_DELAY_SECONDS: '15', LOG_LEVEL: 'debug' })).toMatchObject({
      shutdownDelaySeconds: 15,
      logLevel: 'debug',
    });
    expect(faultsOf({ SHUTDOWN_DELAY_SECONDS: '-1', LOG_LEVEL: 'loud' })).toEqual([
      'SHUTDOWN_DELAY_SECONDS must be a whole number from 0 to 600',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
    ]);
  });

  it('METRICS_PORT and METRICS_TOKEN say how metrics are read', () => {
    expect(readSettings({ METRICS_PORT: '9090', METRICS_TOKEN: 'a-token-of-some-length' })).toMatchObject({
      metricsPort: 9090,
      metricsToken: 'a-token-of-some-length',
    });
    expect(faultsOf({ PORT: '9090', METRICS_PORT: '9090', METRICS_TOKEN: 'short' })).toEqual([
      'METRICS_PORT must be another port than PORT',
      'METRICS_TOKEN must be 16 characters or more, of letters, digits and -._~+/= (openssl rand -hex 32)',
    ]);
  });

  it('DATA_DIR is the folder of embedded mode', () => {
    expect(readSettings({ DATA_DIR: '/var/lib/openslot' }).dataDir).toBe('/var/lib/openslot');
  });

  it('the four of a hosted Supabase switch embedded mode off', () => {
    expect(readSettings(HOSTED)).toMatchObject({
      embedded: false,
      supabase: { url: 'https://project.example.com', publishableKey: 'publishable', secretKey: 'secret' },
      databaseUrl: HOSTED.DATABASE_URL,
      tokenKeys: [{ kid: 'k1' }],
    });
  });

  it('DATABASE_POOL, POLL_INTERVAL_SECONDS and TRUST_PROXY are numbers', () => {
    expect(readSettings({ DATABASE_POOL: '8', POLL_INTERVAL_SECONDS: '300', TRUST_PROXY: '2' })).toMatchObject({
      databasePool: 8,
      pollIntervalSeconds: 300,
      trustProxy: 2,
    });
  });

  it('RETENTION says how long some kinds are kept; the others keep their defaults', () => {
    expect(readSettings({ RETENTION: 'mails=7, history=forever,attendees=730' }).retention).toEqual({
      ...defaultRetention,
      mails: 7,
      history: null,
      attendees: 730,
    });
  });

  it('SMTP_URL and MAIL_FROM send mails', () => {
    const mail = { SMTP_URL: 'smtps://user:pass@mail.example.com:465', MAIL_FROM: 'Ann <ann@example.com>' };
    expect(readSettings(mail)).toMatchObject({ smtpUrl: mail.SMTP_URL, mailFrom: mail.MAIL_FROM });
  });

  it('GOOGLE_… make an OAuth client, whose redirect leads to the public address', () => {
    const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' };
    expect(readSettings({ ...google, PUBLIC_URL: 'https://book.example.com' }).google).toEqual({
      clientId: 'id',
      clientSecret: 'secret',
      redirectUri: 'https://book.example.com/calendar/connections/google/callback',
      baseUrl: null,
    });
    expect(
      readSettings({
        ...google,
        GOOGLE_REDIRECT_URI: 'https://other.example.com/done',
        GOOGLE_BASE_URL: 'http://127.0.0.1:4000/',
      }).google,
    ).toMatchObject({ redirectUri: 'https://other.example.com/done', baseUrl: 'http://127.0.0.1:4000' });
  });

  it('TURNSTILE_… are both set or neither', () => {
    expect(readSettings({}).turnstile).toBeNull();
    expect(readSettings({ TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET_KEY: 'secret' }).turnstile).toEqual({
      siteKey: 'site',
      secretKey: 'secret',
      baseUrl: null,
    });
    for (const name of ['TURNSTILE_SITE_KEY', 'TURNSTILE_SECRET_KEY'])
      expect(() => readSettings({ [name]: 'x' })).toThrow(
        'TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY must both be set',
      );
  });

  it('MICROSOFT_… make an OAuth client of the tenant `common` or a named one', () => {
    const microsoft = { MICROSOFT_CLIENT_ID: 'id', MICROSOFT_CLIENT_SECRET: 'secret' };
    expect(readSettings(microsoft).microsoft).toEqual({
      clientId: 'id',
      clientSecret: 'secret',
      redirectUri: 'http://localhost:8787/calendar/connections/microsoft/callback',
      baseUrl: null,
      tenant: 'common',
    });
    expect(readSettings({ ...microsoft, MICROSOFT_BASE_URL: 'http://localhost:4001' }).microsoft?.baseUrl).toBe(
      'http://localhost:4001',
    );
  });

  it.each(['organizations', 'consumers', 'contoso.onmicrosoft.com', '72F988BF-86F1-41AF-91AB-2D7CD011DB47'])(
    'MICROSOFT_TENANT may be %s',
    (tenant) => {
      const env = { MICROSOFT_CLIENT_ID: 'id', MICROSOFT_CLIENT_SECRET: 'secret', MICROSOFT_TENANT: tenant };
      expect(readSettings(env).microsoft?.tenant).toBe(tenant.toLowerCase());
    },
  );

  it('TOKEN_ENCRYPTION_KEYS may hold several keys, of which the first encrypts', () => {
    const [first, second] = [key(1), key(2)];
    const keys = readSettings({ TOKEN_ENCRYPTION_KEYS: `new:${first}, old:${second}` }).tokenKeys;
    expect(keys?.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(Buffer.from(keys?.[0]?.key ?? '').toString('base64')).toBe(first);
  });
});

describe('DATABASE_URL', () => {
  const urlOf = (DATABASE_URL: string) => readSettings({ ...HOSTED, DATABASE_URL }).databaseUrl;

  it.each([
    'postgres://postgres.project:password@pooler.example.com:5432/postgres',
    // Whether a pooler gives each transaction another session is tried, not guessed by its port.
    'postgres://postgres.project:password@pooler.example.com:6543/postgres',
    'postgresql://postgres@db.example.com/postgres?sslmode=no-verify',
    'postgresql://postgres@db.example.com/postgres?sslmode=require&uselibpqcompat=true',
  ])('is used as it is: %s', (url) => expect(urlOf(url)).toBe(url));

  it.each(['prefer', 'require', 'verify-ca'])('checks the certificate wholly also where it says sslmode=%s', (mode) => {
    const url = 'postgres://postgres:a%20b@db.example.com/postgres';
    expect(urlOf(`${url}?sslmode=${mode}&sslrootcert=/etc/ca.crt`)).toBe(
      `${url}?sslmode=verify-full&sslrootcert=/etc/ca.crt`,
    );
  });
});

describe('Defaults that follow from other variables', () => {
  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1', '::ffff:127.0.0.1'])(
    'the demo is on when embedded mode listens on %s',
    (HOST) => {
      expect(readSettings({ HOST }).demo).toBe(true);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.5', 'book.example.com'])(
    'the demo is off when embedded mode listens on %s',
    (HOST) => {
      expect(readSettings({ HOST }).demo).toBe(false);
    },
  );

  it('the demo is off with a hosted Supabase, even on the loopback', () => {
    expect(readSettings(HOSTED).demo).toBe(false);
  });

  it('DEMO decides against every default', () => {
    expect(readSettings({ DEMO: 'false' }).demo).toBe(false);
    expect(readSettings({ HOST: '0.0.0.0', DEMO: 'true' }).demo).toBe(true);
    expect(readSettings({ ...HOSTED, DEMO: '1' }).demo).toBe(true);
  });

  it('calendars on private addresses are allowed in embedded mode only', () => {
    expect(readSettings({}).allowPrivateHosts).toBe(true);
    expect(readSettings(HOSTED).allowPrivateHosts).toBe(false);
    expect(readSettings({ ALLOW_PRIVATE_HOSTS: 'false' }).allowPrivateHosts).toBe(false);
    expect(readSettings({ ...HOSTED, ALLOW_PRIVATE_HOSTS: 'TRUE' }).allowPrivateHosts).toBe(true);
  });
});

describe('A malformed variable is refused by name', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['DATABASE_POOL', '0'],
    ['DATABASE_POOL', 'many'],
    ['POLL_INTERVAL_SECONDS', '29'],
    ['POLL_INTERVAL_SECONDS', '1m'],
    ['STORE_TITLES', 'no titles'],
    ['RETENTION', 'mails'],
    ['RETENTION', 'mails=0'],
    ['RETENTION', 'mails=30,visitors=1'],
    ['RETENTION', 'mails=3651'],
    ['TRUST_PROXY', 'true'],
    ['DEMO', 'yes'],
    ['ALLOW_PRIVATE_HOSTS', 'maybe'],
    ['PUBLIC_URL', 'book.example.com'],
    ['PUBLIC_URL', 'https://example.com/book'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['PUBLIC_URL', 'https://example.com/?a=b'],
    ['PUBLIC_URL', 'https://user:pass@example.com'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['TOKEN_ENCRYPTION_KEYS', 'k1'],
    ['TOKEN_ENCRYPTION_KEYS', `:${key()}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key(1, 16)}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key(1)},k1:${key(2)}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key()},`],
    ['GOOGLE_BASE_URL', 'localhost'],
    ['MICROSOFT_BASE_URL', 'http://localhost/graph'],
    ['MICROSOFT_TENANT', 'contoso'],
    ['MICROSOFT_TENANT', 'common/oauth2'],
    ['MICROSOFT_TENANT', 'evil.example/..'],
    ['MICROSOFT_TENANT', '72f988bf-86f1-41af-91ab'],
  ])('%s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
  });

  it.each([
    ['SUPABASE_URL', 'project'],
    ['DATABASE_URL', 'mysql://user:pass@db.example.com/x'],
    ['DATABASE_URL', 'db.example.com'],
  ])('%s=%s of a hosted Supabase', (name, value) => {
    const faults = faultsOf({ ...HOSTED, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
  });

  it('sslmode is one that there is', () => {
    const DATABASE_URL = `${HOSTED.DATABASE_URL}?sslmode=on`;
    expect(faultsOf({ ...HOSTED, DATABASE_URL })).toEqual([
      expect.stringContaining('sslmode must be one of disable, '),
    ]);
  });

  it('a hosted Supabase without PUBLIC_URL, whose links would lead to the machine of whoever reads them', () => {
    const { PUBLIC_URL: _left, ...env } = HOSTED;
    expect(faultsOf(env)).toEqual([expect.stringMatching(/^PUBLIC_URL must be set: .* such as https:/)]);
    expect(faultsOf({ ...env, DEMO: 'yes' })).toHaveLength(2);
  });

  it.each(['GOOGLE', 'MICROSOFT'])('one half of the OAuth client of %s', (prefix) => {
    expect(faultsOf({ [`${prefix}_CLIENT_ID`]: 'id' })).toEqual([expect.stringContaining(`${prefix}_CLIENT_SECRET`)]);
    expect(faultsOf({ [`${prefix}_CLIENT_SECRET`]: 'secret' })).toEqual([
      expect.stringContaining(`${prefix}_CLIENT_ID`),
    ]);
  });

  it('a redirect address that is none', () => {
    for (const GOOGLE_REDIRECT_URI of ['callback', 'mailto:ann@example.com']) {
      const env = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret', GOOGLE_REDIRECT_URI };
      expect(faultsOf(env)).toEqual([expect.stringContaining('GOOGLE_REDIRECT_URI')]);
    }
  });
});

describe('Several faults', () => {
  it('one of the four hosted variables asks for the three others and the keys', () => {
    const faults = faultsOf({ SUPABASE_URL: HOSTED.SUPABASE_URL });
    for (const name of ['SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL', 'TOKEN_ENCRYPTION_KEYS']) {
      expect(faults.join('\n')).toContain(name);
    }
  });

  it.each(['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'])(
    'three of the four are not a half embedded mode: %s is asked for',
    (name) => {
      expect(faultsOf({ ...HOSTED, [name]: '' })).toEqual([expect.stringMatching(new RegExp(`^${name} must be set`))]);
    },
  );

  it('are all told at once, one a line', () => {
    const env = {
      DATABASE_URL: 'nonsense',
      PORT: 'x',
      DEMO: 'x',
      SMTP_URL: 'x',
      GOOGLE_CLIENT_ID: 'x',
      TRUST_PROXY: '-1',
    };
    const faults = faultsOf(env);
    for (const name of [
      'SUPABASE_URL',
      'DATABASE_URL',
      'PORT',
      'DEMO',
      'SMTP_URL',
      'GOOGLE_CLIENT_SECRET',
      'TRUST_PROXY',
      'TOKEN_ENCRYPTION_KEYS',
    ]) {
      expect(
        faults.filter((fault) => fault.includes(name)),
        name,
      ).not.toEqual([]);
    }
    expect(() => readSettings(env)).toThrow(faults.map((fault) => `  - ${fault}`).join('\n'));
  });

  it('never repeat the value of a secret', () => {
    const secret = 'hunter2-hunter2';
    const message = faultsOf({
      DATABASE_URL: `mysql://postgres:${secret}@db.example.com`,
      SUPABASE_SECRET_KEY: secret,
      TOKEN_ENCRYPTION_KEYS: secret,
      SMTP_URL: `http://${secret}@mail.example.com`,
      GOOGLE_CLIENT_SECRET: secret,
    }).join('\n');
    expect(message).not.toBe('');
    expect(message).not.toContain(secret);
  });
});

describe('Encryption keys', () => {
  it('are read in both base64 alphabets', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    for (const encoding of ['base64', 'base64url'] as const) {
      expect(parseTokenKeys(`k1:${bytes.toString(encoding)}`)).toEqual([{ kid: 'k1', key: new Uint8Array(bytes) }]);
    }
  });
});
