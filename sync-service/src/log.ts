import pino, { type Logger } from 'pino';

export type { Logger };

/** Fields that never reach the log, wherever they stand. */
const secretFields = new Set([
  'authorization', 'apikey', 'token', 'manage_token', 'access_token', 'refresh_token', 'password', 'secret', 'cookie', 'set-cookie',
]);
/** Secrets inside a text: bearer tokens, our own tokens, JWTs, Supabase's secret keys, passwords and tokens in addresses. */
const secretTexts: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\bos[hmi]\.[^.\s]{1,64}\.\d+\.[\w-]{43}/g, '[redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*(?:\.[\w-]*){0,2}/g, '[redacted]'],
  [/\bsb_secret_[\w-]+/g, '[redacted]'],
  [/([?&#](?:token|apikey|access_token|code|key|secret|password)=)[^&\s"']+/gi, '$1[redacted]'],
  [/(\w:\/\/[^\s/:@]*:)[^\s/@]+@/g, '$1[redacted]@'],
];
const maxDepth = 6;

/**
 * Makes the service's logger: one JSON object a line. Secrets are taken out of every field and message, whoever wrote
 * them: by the field's name, and by their shape inside texts.
 * @param options.level The least level that is written; default `info`.
 * @param options.write Takes each line; standard output by default.
 */
export function createLogger({ level = 'info', write }: { level?: string; write?: (line: string) => void } = {}): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields, 0) as Record<string, unknown>,
        bindings: (fields) => redact(fields, 0) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as typeof args);
        },
      },
    },
    ...(write === undefined ? [] : [{ write }]),
  );
}

/** Takes secrets out of a text. */
export function redactText(text: string): string {
  return secretTexts.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return '[too deep]';
  if (value instanceof Error) return redact(describeError(value), depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      secretFields.has(name.toLowerCase()) ? '[redacted]' : redact(field, depth + 1),
    ]),
  );
}

/** Other properties of an error are left out: a driver's may quote rows, a client's the request with its headers. */
function describeError(error: Error): Record<string, unknown> {
  const { code, status } = error as { code?: unknown; status?: unknown };
  const cause = error.cause;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    stack: error.stack,
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}
