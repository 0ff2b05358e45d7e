import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SignJWT } from 'jose';
import { readCommandLine } from '../src/command-line.ts';
import { readMailFrom, readSmtpUrl } from '../src/config-mail.ts';
import { ConfigError, type Environment, Reader } from '../src/config-reader.ts';

// npm run compose:env: writes .env for docker-compose.yml, with secrets of its own. See docs/deploy.md, "One command: Docker Compose".

const usage =
  'npm run compose:env [-- --url https://book.example.com] [--smtp smtp://user:password@host:587] [--from "Name <address>"]';
/** Browsers find a name below localhost by themselves, containers by the alias of the gateway. */
const LOCAL = 'http://openslot.localhost:8000';
/** The keys of a project of one's own are replaced by hand, not by the calendar. */
const yearsOfKeys = 10;

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

async function writeEnv(file: string, args: string[]): Promise<string> {
  const { origin, smtp, from } = readArguments(args);
  const jwtSecret = randomBytes(48).toString('base64url');
  const isHttps = origin.protocol === 'https:';
  const port = origin.port || (isHttps ? '443' : '80');
  const values: Record<string, string> = {
    PUBLIC_URL: origin.origin,
    PUBLIC_HOST: origin.hostname,
    HTTP_PORT: isHttps ? '80' : port,
    HTTPS_PORT: isHttps ? port : '8443',
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
    JWT_SECRET: jwtSecret,
    ANON_KEY: await signKey('anon', jwtSecret),
    SERVICE_ROLE_KEY: await signKey('service_role', jwtSecret),
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    DISABLE_SIGNUP: 'true',
    ...(from && { MAIL_FROM: from, SMTP_SENDER: /<(.+)>/.exec(from)?.[1] ?? from }),
    ...(smtp && {
      SMTP_URL: smtp.href,
      SMTP_HOST: smtp.hostname,
      SMTP_PORT: smtp.port || (smtp.protocol === 'smtps:' ? '465' : '587'),
      SMTP_USER: decodeURIComponent(smtp.username),
      SMTP_PASS: decodeURIComponent(smtp.password),
    }),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${quote(value)}`);
  try {
    fs.writeFileSync(
      file,
      `# Written by npm run compose:env. It holds secrets: keep a copy, show it to nobody.\n${lines.join('\n')}\n`,
      {
        mode: 0o600,
        flag: 'wx',
      },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Refusal(
      `${file} exists and was left as it is: the database knows its password. Edit it, or delete it together with the volumes ("docker compose down -v" loses all data).`,
    );
  }
  return `Wrote ${file}. Next: docker compose up -d --build --wait, then ${origin.origin}/admin/`;
}

function readArguments(args: string[]): { origin: URL; smtp: URL | null; from: string | null } {
  const { values, refuse } = readCommandLine(
    { usage, options: { url: { type: 'string' }, smtp: { type: 'string' }, from: { type: 'string' } } },
    args,
  );
  const origin = URL.parse(values.url ?? LOCAL);
  if (!origin || !/^https?:$/.test(origin.protocol) || origin.href !== `${origin.origin}/`) {
    return refuse('--url has to be the origin that browsers reach, such as https://book.example.com');
  }
  if (['localhost', '127.0.0.1', '[::1]'].includes(origin.hostname)) {
    throw new Refusal(
      `--url must not be ${origin.hostname}, which is another machine in each container. Take ${LOCAL}, which leads here.`,
    );
  }
  const faults = faultsOfMail({ SMTP_URL: values.smtp, MAIL_FROM: values.from });
  if (faults.length > 0) refuse(faults.join('\n'));
  const smtp = values.smtp === undefined ? null : new URL(values.smtp);
  return { origin, smtp, from: values.from ?? null };
}

/** What the service would say of these settings at its start, by the names that they have here. */
function faultsOfMail(env: Environment): string[] {
  const reader = new Reader(env);
  readSmtpUrl(reader);
  readMailFrom(reader);
  try {
    reader.finish();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.replace('SMTP_URL', '--smtp').replace('MAIL_FROM', '--from'));
  }
}

/** A key in the old form, which PostgREST and GoTrue understand without a gateway that translates it. */
function signKey(role: string, secret: string): Promise<string> {
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('supabase')
    .setIssuedAt()
    .setExpirationTime(`${yearsOfKeys}y`)
    .sign(new TextEncoder().encode(secret));
}

/** In single quotes Compose takes every character as it is. */
function quote(value: string): string {
  return /^[\w.:/@+=~-]*$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`;
}

try {
  console.log(await writeEnv(path.resolve('.env'), process.argv.slice(2)));
} catch (error) {
  console.error((error as Error)[error instanceof Refusal ? 'message' : 'stack']);
  process.exitCode = 1;
}
