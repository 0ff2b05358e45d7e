import fs from 'node:fs';
import { parse } from 'yaml';

/** A service of a compose file, as far as the tests read it. */
interface ComposeService {
  image: string;
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: unknown;
  ports?: string[];
  read_only?: boolean;
  stop_grace_period?: string;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** Variables of a `.env` file, as Compose reads it. */
export function parseEnv(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const value = line.slice(line.indexOf('=') + 1);
      return [
        line.slice(0, line.indexOf('=')),
        /^'.*'$/.test(value) ? value.slice(1, -1).replaceAll("\\'", "'") : value,
      ];
    }),
  );
}

/**
 * A compose file with the variables of an environment filled in: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. One that has neither
 * value nor default is an error, where Compose would warn and take nothing.
 */
export function readCompose(file: string, env: Record<string, string>): ComposeFile {
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner)]));
    }
    if (typeof value !== 'string') return value;
    return value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, name: string, kind?: string, rest?: string) => {
      const found = env[name] || (kind === '-' ? rest : undefined);
      if (found === undefined) throw new Error(`${file}: ${name} is not set. ${rest ?? ''}`);
      return found;
    });
  };
  return fill(parse(fs.readFileSync(file, 'utf8'))) as ComposeFile;
}
