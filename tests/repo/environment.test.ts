import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../sync-service/src/config.ts';

const document = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/deploy.md'), 'utf8');

/** The names in the first column of the table of the section "Environment". */
function documented(): string[] {
  const [, section = ''] = /^## Environment$(.*?)^## /ms.exec(document) ?? [];
  const columns = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, column = '']) => column);
  return columns.flatMap((column) => [...column.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

/** Every variable that the service asks for in an environment. */
function readFrom(values: Record<string, string>): Set<string> {
  const names = new Set<string>();
  const record = (name: string | symbol): undefined => void names.add(String(name));
  readSettings(new Proxy(values, { get: (target, name) => record(name) ?? Reflect.get(target, name) }));
  return names;
}

describe('The environment', () => {
  const embedded = readFrom({});
  const hosted = readFrom({
    SUPABASE_URL: 'https://project.example.com',
    SUPABASE_PUBLISHABLE_KEY: 'publishable',
    SUPABASE_SECRET_KEY: 'secret',
    DATABASE_URL: 'postgres://somebody@db.example.com/postgres',
    PUBLIC_URL: 'https://book.example.com',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: 'secret',
    MICROSOFT_CLIENT_ID: 'id',
    MICROSOFT_CLIENT_SECRET: 'secret',
    TURNSTILE_SITE_KEY: 'site',
    TURNSTILE_SECRET_KEY: 'secret',
  });

  it('is wholly in the table of docs/deploy.md, and each variable once', () => {
    expect(documented().sort()).toEqual([...new Set([...embedded, ...hosted])].sort());
  });
});
