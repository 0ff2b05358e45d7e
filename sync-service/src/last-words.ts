import { createLogger } from './log.ts';

/** Why the process ends. */
export interface LastWords {
  message: string;
  /** Stable, for who watches starts. */
  code?: string;
  /** Single faults, if there are several. */
  faults?: readonly string[];
  /** Where nobody knows what to do. */
  error?: Error;
}

/** Tells the operator why the process ends: in words on a terminal, else in a line of the form that the log has. */
export function writeLastWords({ message, code, faults = [], error }: LastWords): void {
  if (process.stderr.isTTY) {
    console.error(
      error?.stack ??
        [faults.length > 0 ? `${message}:` : message, ...faults.map((fault) => `  - ${fault}`)].join('\n'),
    );
    return;
  }
  const log = createLogger({ write: (line) => void process.stderr.write(line) });
  log.fatal({ ...(code && { code }), ...(faults.length > 0 && { faults }), ...(error && { err: error }) }, message);
}
