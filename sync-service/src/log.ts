import pino, { type Logger } from 'pino';
import { currentWork } from './observe/work.ts';
import { visibleText } from './visible-text.ts';

export type { Logger };

/** Fields that are never logged, at any depth. */
const secretFields = new Set([
  'authorization',
  'apikey',
  'token',
  'manage_token',
  'access_token',
  'refresh_token',
  'password',
  'secret',
  'cookie',
  'set-cookie',
]);
/** Secrets within a line: bearer tokens, our tokens, JWTs and JWEs, secret keys, API keys, secrets of webhooks, passwords and tokens in addresses. */
const secretTexts: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\bos[hmi]\.[^.\s"\\]{1,64}\.\d+\.[\w-]{43}/g, '[redacted]'],
  [/\beyJ[\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*){0,2}/g, '[redacted]'],
  [/\bsb_secret_[\w-]+/g, '[redacted]'],
  [/\b(?:osk_[\w-]{43}|whsec_[\w+/=-]+)/g, '[redacted]'],
  [/([?&#](?:token|apikey|access_token|code|key|secret|password)=)[^&\s"'\\]+/gi, '$1[redacted]'],
  [/(\w:\/\/[^\s/:@"\\]*:)[^\s/@"\\]+@/g, '$1[redacted]@'],
];
const maxDepth = 6;

/**
 * Creates the service's logger: one JSON object per line. Secrets are removed wherever they come from: fields by name,
 * other text by its form. Foreign text cannot break a line or control a terminal.
 * @param options.level The least level that is written; default `info`.
 * @param options.write Takes each line; standard output by default.
 */
export function createLogger({
  level = 'info',
  // Not pino's own stream, which ends the process when the terminal is gone.
  write = (line) => void process.stdout.write(line),
}: {
  level?: string;
  write?: (line: string) => void;
} = {}): Logger {
  return pino(
    {
      level,
      base: null,
      // The request or the job that a line belongs to.
      mixin: () => ({ ...currentWork()?.ids }),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields, 0) as Record<string, unknown>,
      },
      // Errors are already described here; pino's own description would copy all their properties.
      serializers: { err: (described: unknown) => described },
      hooks: {
        streamWrite: (line) => {
          const redacted = secretTexts.reduce((text, [shape, instead]) => text.replace(shape, instead), line.trimEnd());
          return `${visibleText(redacted)}\n`;
        },
      },
    },
    { write },
  );
}

function redactFields(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > maxDepth) return '[too deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactFields(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      secretFields.has(name.toLowerCase()) ? '[redacted]' : redactFields(field, depth + 1),
    ]),
  );
}

/** Omits other properties of an error: a driver's may quote rows, a client's the request with its headers. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    stack: error.stack,
    ...(error.cause instanceof Error && depth < maxDepth ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
