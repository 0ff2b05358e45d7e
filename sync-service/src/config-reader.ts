/** The variables of a process. */
export type Environment = Record<string, string | undefined>;

/** All faults of the environment in one message. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Reads variables and collects all faults, to report them together. */
export class Reader {
  readonly #env: Environment;
  readonly #faults: string[] = [];
  constructor(env: Environment) {
    this.#env = env;
  }

  fault(text: string): void {
    this.#faults.push(text);
  }

  finish(): void {
    if (this.#faults.length > 0) throw new ConfigError(this.#faults);
  }

  text(name: string): string | null {
    return this.#env[name]?.trim() || null;
  }

  integer(name: string, fallback: number, least: number, max: number): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > max)
      this.fault(`${name} must be a whole number from ${least} to ${max}`);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === null) return fallback;
    if (!['true', 'false', '1', '0'].includes(text)) this.fault(`${name} must be true or false`);
    return text === 'true' || text === '1';
  }

  /** One of these words, in capitals or not. */
  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    const chosen = choices.find((choice) => choice === text);
    if (chosen === undefined) this.fault(`${name} must be one of ${choices.join(', ')}`);
    return chosen ?? fallback;
  }

  /** An http(s) origin: a trailing slash is removed, anything more is a fault. */
  origin(name: string): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
      this.fault(`${name} must be an http(s) origin such as https://book.example.com`);
      return text;
    }
    return url.origin;
  }
}
