import { fork } from 'node:child_process';

type Asked = { id: number; command: string; args: unknown[] };
type Responded = { id: number; value?: unknown; error?: string };

/** What a child can be asked; arguments and answers are JSON. */
export type Commands = Record<string, (...args: never[]) => unknown>;

export interface Child<C extends Commands> {
  pid: number;
  ask<K extends keyof C & string>(command: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
  stop(): Promise<void>;
}

/** Runs a file of this folder as a process of its own, so that what it uses is counted apart. */
export function startChild<C extends Commands>(file: string, env: Record<string, string> = {}): Child<C> {
  // As `npm start` starts the service.
  const execArgv = ['--max-semi-space-size=8', '--no-parallel-scavenge'];
  const asStarted = { ...process.env, MALLOC_ARENA_MAX: '2', ...env };
  const folder = process.env.BENCH_CPU_PROF;
  if (folder) execArgv.push('--cpu-prof', `--cpu-prof-dir=${folder}`);
  const child = fork(new URL(file, import.meta.url).pathname, [], { env: asStarted, execArgv });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const one of waiting.values()) one.reject(new Error(`${file} ended with ${code}`));
      resolve();
    });
  });
  child.on('message', (serve) => {
    const { id, value, error } = serve as Responded;
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(error));
  });
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  return {
    pid: child.pid ?? 0,
    ask(command, ...args) {
      const one = Promise.withResolvers<unknown>();
      last += 1;
      waiting.set(last, one);
      child.send({ id: last, command, args } satisfies Asked);
      return one.promise as never;
    },
    async stop() {
      process.off('exit', endWithUs);
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the child: answers what it is asked; ends in order, by `stop`, when nobody asks any more. */
export function serve(commands: Commands, stop: () => Promise<void> | void = () => {}): void {
  process.on('message', (asked) => {
    const { id, command, args } = asked as Asked;
    Promise.resolve()
      .then(() => commands[command]?.(...(args as never[])))
      .then(
        (value) => process.send?.({ id, value }),
        (error: unknown) => process.send?.({ id, error: String(error instanceof Error ? error.stack : error) }),
      );
  });
  process.once('disconnect', async () => {
    await stop();
    process.exit(0);
  });
}
