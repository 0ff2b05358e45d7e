import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTokenKeys, readSettings } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { HOSTED } from '../embedded/config-scene.ts';
import { createProject } from '../support/project-shapes.ts';
import { openSupabaseProject, type SupabaseProject } from '../support/supabase-project.ts';
import { book, readSlots, type Site, send, visitorOf } from './site.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The commands of a section of docs/deploy.md that are meant to be run as they stand (```sh). */
function commandsOf(heading: string): string[] {
  const document = fs.readFileSync(path.join(root, 'docs/deploy.md'), 'utf8');
  const section = document.slice(document.indexOf(`### ${heading}\n`)).split(/\n##/)[0] ?? '';
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text.trim());
}

function run(command: string, env: Record<string, string>): Promise<{ status: number | null; output: string }> {
  const child = spawn('bash', ['-c', command], { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })));
}

/** The embedded Data API and Auth stand for PostgREST and GoTrue; the database is what such a project has before the first migration. */
describe.each(['new', 'classic'])(
  'Who follows docs/deploy.md on an empty project with %s default privileges',
  (shape) => {
    let project: SupabaseProject;
    let env: Record<string, string>;
    let service: RunningService | undefined;
    let site: Site;
    let password: string;
    beforeAll(async () => {
      project = await openSupabaseProject(await createProject(shape));
      env = {
        ...HOSTED,
        SUPABASE_URL: project.url,
        SUPABASE_PUBLISHABLE_KEY: project.publishableKey,
        SUPABASE_SECRET_KEY: project.secretKey,
        DATABASE_URL: `${project.databaseUrl}?sslmode=disable`,
      };
    });
    afterAll(async () => {
      await service?.stop();
      await project?.stop();
    });

    it('applies the migrations and makes the first owner by the commands as they stand', async () => {
      const commands = commandsOf('Hosted Supabase');
      expect(commands).toHaveLength(2);
      for (const command of commands) {
        const { status, output } = await run(command, env);
        expect(status, `${command}\n${output}`).toBe(0);
        password = /password +(\S+)/.exec(output)?.[1] ?? password;
      }
    });

    it('starts the service, which finds nothing to complain of', async () => {
      const settings = readSettings({ ...env, PORT: '0' });
      service = await startService({
        config: { ...settings, tokenKeys: parseTokenKeys(env['TOKEN_ENCRYPTION_KEYS'] ?? '') } as Parameters<
          typeof startService
        >[0]['config'],
        providers: new Map(),
        log: createLogger({ level: 'silent' }),
      });
      site = { url: service.url, supabaseUrl: project.url, publishableKey: project.publishableKey };
      await expect.poll(async () => (await send(site, 'GET', '/readyz')).body.status).toBe('ready');
    });

    it('gets a booking, which the owner sees when they sign in with the password that was printed', async () => {
      const { eventTypeId, starts } = await readSlots(site, 'anna');
      const { status, body } = await book(site, eventTypeId, starts[0] as string);
      expect([status, body.booking?.status]).toEqual([201, 'confirmed']);
      const { data, error } = await visitorOf(site).auth.signInWithPassword({ email: 'anna@example.com', password });
      expect(error).toBeNull();
      const seen = await send(site, 'GET', `/bookings/${body.booking.id}`, { token: data.session?.access_token ?? '' });
      expect(seen.body.booking).toMatchObject({ id: body.booking.id });
    });

    it('has given strangers nothing', async () => {
      expect((await project.sql.query('select from private.excess_rights()')).rowCount).toBe(0);
    });
  },
);
