import { beforeAll, expect } from 'vitest';
import { useDatabase } from '../database.ts';
import { createUser } from '../fixtures.ts';
import { askForSlots, type Explanation, explainStarts, inRolledBack, type SlotResult } from './ask-database.ts';
import type { Configuration, Slot } from './configuration.ts';
import { aConfiguration } from './examples.ts';
import { Oracle } from './slots.ts';
import { writeConfiguration } from './write-configuration.ts';

/** Questions to the database about worked examples; each answer is also compared with the oracle's. */
interface Examples {
  /** The whole answer. */
  result(changes: Partial<Configuration>): Promise<SlotResult>;
  /** The slots that are listed. */
  slots(changes: Partial<Configuration>): Promise<Slot[]>;
  /** Their starts in UTC, 'HH:MM' when one day was asked about, else 'MM-DD HH:MM'. */
  offered(changes: Partial<Configuration>): Promise<string[]>;
  /** What is said about some starts. */
  explained(changes: Partial<Configuration>, starts: string[]): Promise<Explanation[]>;
  /** The reasons that are named for one start, sorted; none when it is free. */
  reasons(changes: Partial<Configuration>, start: string): Promise<string[]>;
}

/** A fresh database for the file's examples. The base of every example is `aConfiguration` of examples.ts. */
export function useExamples(): Examples {
  const database = useDatabase();
  let ownerId = '';
  beforeAll(async () => {
    ownerId = await createUser(database.sql);
  });

  async function result(changes: Partial<Configuration>): Promise<SlotResult> {
    const configuration = aConfiguration(changes);
    return inRolledBack(database.sql, async (client) =>
      askForSlots(client, await writeConfiguration(client, ownerId, configuration), configuration),
    );
  }

  async function slots(changes: Partial<Configuration>): Promise<Slot[]> {
    const configuration = aConfiguration(changes);
    const { slots: listed } = await result(changes);
    expect(new Oracle(configuration).slots(), 'the oracle reads the example otherwise').toEqual(listed);
    return listed;
  }

  async function offered(changes: Partial<Configuration>): Promise<string[]> {
    const { range } = aConfiguration(changes);
    const isOneDay = Date.parse(range.end) - Date.parse(range.start) <= 90_000_000;
    return (await slots(changes)).map(({ start }) => start.slice(isOneDay ? 11 : 5, 16).replace('T', ' '));
  }

  async function explained(changes: Partial<Configuration>, starts: string[]): Promise<Explanation[]> {
    const configuration = aConfiguration(changes);
    return inRolledBack(database.sql, async (client) =>
      explainStarts(client, await writeConfiguration(client, ownerId, configuration), configuration, starts),
    );
  }

  async function reasons(changes: Partial<Configuration>, start: string): Promise<string[]> {
    const [only] = await explained(changes, [start]);
    return [...new Set((only?.reasons ?? []).map((row) => row.reason))].sort();
  }

  return { result, slots, offered, explained, reasons };
}
