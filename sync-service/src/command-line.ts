import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a command of package.json takes. */
interface CommandLine<O extends Options> {
  /** One line, or several: how it is called. */
  usage: string;
  options?: O;
  /** How many words that are no options, at least and at most; none unless it says so. */
  words?: readonly [least: number, most: number];
}

/** What was given, and how to end where it makes no sense. */
interface Given<O extends Options> {
  values: ReturnType<typeof parseArgs<{ options: O }>>['values'];
  words: string[];
  refuse: (why?: string) => never;
}

/**
 * Reads the arguments of a command before it does anything. `--help` prints the usage and ends with 0; whatever it does not take
 * ends with 2, the reason and the usage on standard error.
 */
export function readCommandLine<const O extends Options = Record<never, never>>(
  { usage, options, words: [least, most] = [0, 0] }: CommandLine<O>,
  args: readonly string[] = process.argv.slice(2),
): Given<O> {
  const text = `Usage: ${usage}`;
  const refuse = (why?: string): never => {
    console.error(why === undefined ? text : `${why}\n${text}`);
    process.exit(2);
  };
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  if (flags.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(text);
    process.exit(0);
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true });
    if (positionals.length > most) refuse(`Unexpected argument '${positionals[most]}'`);
    if (positionals.length < least) refuse();
    return { values: values as Given<O>['values'], words: positionals, refuse };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // The library goes on to explain how a word could begin with a dash.
    const [why] = message.split(/\. To specify |\n/);
    return refuse(why);
  }
}

/** Reads the number of an option, of which there is a least. */
export function readNumber(
  text: string,
  {
    option,
    least,
    whole = true,
    refuse,
  }: { option: string; least: number; whole?: boolean; refuse: Given<Options>['refuse'] },
): number {
  const value = Number(text);
  const isNumber = whole ? /^\d+$/.test(text) && Number.isSafeInteger(value) : /^\d+(\.\d+)?$/.test(text);
  if (!isNumber || value < least) refuse(`--${option} has to be a ${whole ? 'whole ' : ''}number, at least ${least}`);
  return value;
}
