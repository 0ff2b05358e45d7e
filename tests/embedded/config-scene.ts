import { expect } from 'vitest';
import { readSettings } from '../../sync-service/src/config.ts';
import { ConfigError } from '../../sync-service/src/config-reader.ts';

export const key = (byte = 1, length = 32) => Buffer.alloc(length, byte).toString('base64');
/** A whole environment of a service with a Supabase elsewhere. */
export const HOSTED = {
  SUPABASE_URL: 'https://project.example.com',
  SUPABASE_PUBLISHABLE_KEY: 'publishable',
  SUPABASE_SECRET_KEY: 'secret',
  DATABASE_URL: 'postgres://postgres:password@db.example.com:5432/postgres',
  PUBLIC_URL: 'https://book.example.com',
  TOKEN_ENCRYPTION_KEYS: `k1:${key()}`,
};

/** The faults that an environment has. */
export function faultsOf(env: Record<string, string>): string[] {
  try {
    readSettings(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message, faults } = error as ConfigError;
    for (const fault of faults) expect(message).toContain(fault);
    return faults;
  }
  return [];
}
