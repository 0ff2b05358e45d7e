import pg from 'pg';
import { checkDatabase } from '../src/checks/database.ts';
import { describeDatabaseFault } from '../src/checks/database-fault.ts';
import { readCommandLine } from '../src/command-line.ts';
import { readSettings, type Settings, type SupabaseSettings } from '../src/config.ts';
import { ConfigError } from '../src/config-reader.ts';
import { withConnection } from '../src/db/connections.ts';
import { createLogger } from '../src/log.ts';
import {
  AuthRefusal,
  type AuthUser,
  enterForeignUser,
  findOrMakeUser,
  makeEmbeddedUser,
  makeUserByApi,
} from '../src/owners/find-or-make-user.ts';
import { makeFirstHost } from '../src/owners/first-host.ts';

// npm run owner:create: the first owner of an installation, with a host that can be booked. See docs/deploy.md, "The first owner".

const usage =
  'npm run owner:create -- --email ADDRESS --slug NAME --zone ZONE [--name "…"] [--password "…"] [--user-id ID]';
/** As the admin page asks for; what is longer than 72 bytes no Auth of Supabase compares. */
const [leastPassword, maxPasswordBytes] = [8, 72];

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

interface Wanted {
  email: string;
  slug: string;
  zone: string;
  name: string;
  password: string | null;
  userId: string | null;
}

type MakeUser = (sql: pg.ClientBase) => Promise<AuthUser>;

async function main(): Promise<string> {
  const wanted = readWanted();
  const settings = readSettings(process.env);
  return settings.embedded ? createEmbedded(settings, wanted) : createHosted(settings, wanted);
}

async function createEmbedded(settings: Settings, wanted: Wanted): Promise<string> {
  if (wanted.userId !== null) {
    throw new Refusal(
      '--user-id names a user of another Auth, and in embedded mode there is none: nobody could sign in as that user. Leave it out.',
    );
  }
  // Only here: a hosted installation does not have its packages.
  const { startEmbedded } = await import('../src/embedded/index.ts');
  const stack = await startEmbedded({ ...settings, demo: false }, createLogger({ level: 'silent' }));
  try {
    const make: MakeUser = (sql) => makeEmbeddedUser(sql, wanted.email, wanted.password);
    return await create(stack.databaseUrl, settings.publicUrl, wanted, make);
  } finally {
    await stack.stop();
  }
}

async function createHosted(settings: Settings, wanted: Wanted): Promise<string> {
  const databaseUrl = settings.databaseUrl as string;
  const faults = await checkDatabase(databaseUrl, createLogger({ level: 'silent' }));
  if (faults.length > 0) throw new Refusal(faults.join('\n'));
  const supabase = settings.supabase as SupabaseSettings;
  return create(databaseUrl, settings.publicUrl, wanted, () => makeUserByApi(supabase, wanted.email, wanted.password));
}

async function create(databaseUrl: string, publicUrl: string, wanted: Wanted, make: MakeUser): Promise<string> {
  const { email, slug, zone, name, userId } = wanted;
  return withConnection(databaseUrl, 'openslot owner', async (sql) => {
    await requireZone(sql, zone);
    await requireFreeSlug(sql, slug, email);
    const user =
      userId === null ? await findOrMakeUser(sql, email, () => make(sql)) : await enterForeignUser(sql, email, userId);
    const host = await makeFirstHost(sql, user.id, { slug, timeZone: zone, displayName: name });
    if (host === 'taken') throw new Refusal(describeTaken(slug));
    return [
      user.isNew ? `Created the owner ${email}.` : `The owner ${email} exists; the password is as it was.`,
      ...(user.password !== null && wanted.password === null ? [`  password        ${user.password}`] : []),
      host === 'created'
        ? `Created the host ${slug} (${zone}): Monday to Friday 9:00 to 17:00, and the event type "meeting" of 30 minutes.`
        : `The host ${slug} exists; nothing of it was changed.`,
      `  admin page      ${publicUrl}/admin/`,
      `  booking page    ${publicUrl}/book/${slug}/meeting`,
    ].join('\n');
  });
}

const describeTaken = (slug: string) =>
  `The slug ${slug} belongs to another owner: choose another one. Nothing was changed.`;

async function requireZone(sql: pg.ClientBase, zone: string): Promise<void> {
  const { rows } = await sql.query<{ name: string }>(
    `select z.name from pg_catalog.pg_timezone_names as z, (select lower(replace($1, ' ', '_')) as name) as w
     where z.name = $1 or (z.name !~ '^(posix|right)/' and (lower(z.name) = w.name or lower(z.name) like '%/' || w.name))
     order by z.name = $1 desc, lower(z.name) = w.name desc, z.name
     limit 3`,
    [zone],
  );
  const names = rows.map(({ name }) => name);
  if (names[0] === zone) return;
  throw new Refusal(
    names.length > 0
      ? `The database knows no time zone "${zone}". Is it ${names.join(' or ')}?`
      : `The database knows no time zone "${zone}": --zone takes a name such as Europe/Berlin or America/New_York.`,
  );
}

/** Before a user is made who would then have no host. */
async function requireFreeSlug(sql: pg.ClientBase, slug: string, email: string): Promise<void> {
  const { rows } = await sql.query<{ is_theirs: boolean }>(
    `select coalesce(lower(u.email) = lower($2), false) as is_theirs
     from public.hosts as h left join auth.users as u on u.id = h.owner_id where h.slug = $1`,
    [slug, email],
  );
  if (rows[0]?.is_theirs === false) throw new Refusal(describeTaken(slug));
}

function readWanted(): Wanted {
  const { values, refuse } = readCommandLine({
    usage,
    options: {
      email: { type: 'string' },
      slug: { type: 'string' },
      zone: { type: 'string' },
      name: { type: 'string' },
      password: { type: 'string' },
      'user-id': { type: 'string' },
    },
  });
  const { email = '', slug = '', zone = '', name = slug, password = null, 'user-id': userId = null } = values;
  const faults = [
    ...(/^[^\s@]+@[^\s@]+$/.test(email) ? [] : ['--email has to be the address that the owner signs in with']),
    ...(/^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$/.test(slug)
      ? []
      : ['--slug has to be 1 to 80 lower-case letters, digits, - and _; it is the name in addresses: /book/SLUG/…']),
    ...(zone ? [] : ['--zone has to be the time zone of the host, such as Europe/Berlin']),
    ...(password === null || ([...password].length >= leastPassword && Buffer.byteLength(password) <= maxPasswordBytes)
      ? []
      : [
          `--password has to be ${leastPassword} characters or more, and ${maxPasswordBytes} bytes at most; without it one is drawn and printed`,
        ]),
    ...(password === null || userId === null
      ? []
      : ['--password and --user-id exclude each other: the Auth that has the user has the password, too']),
    ...(userId === null || /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(userId)
      ? []
      : ['--user-id has to be a UUID']),
  ];
  if (faults.length > 0) refuse(faults.join('\n'));
  return { email: email.toLowerCase(), slug, zone, name, password, userId: userId?.toLowerCase() ?? null };
}

/** What people can mend, in one line; else everything. */
function explain(error: unknown): string {
  const { name, message, stack } = error as Error;
  const isExpected = [Refusal, AuthRefusal, ConfigError].some((kind) => error instanceof kind) || name === 'StartError';
  if (isExpected) return message;
  // Checks of tables, which say what is wrong with a value.
  if (error instanceof pg.DatabaseError && /^(PT|23)/.test(error.code ?? ''))
    return `The database refuses this: ${message}`;
  return describeDatabaseFault(error) ?? stack ?? message;
}

try {
  console.log(await main());
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
