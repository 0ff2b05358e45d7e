import type { Component } from './component.ts';
import { readEach, readExtra } from './component-times.ts';
import type { ObjectProblem } from './expansion.ts';
import type { Block } from './split.ts';
import type { Property, ZoneScope } from './value.ts';

/** Published free/busy time: each period that is not free as an event without a title. One that is broken is a problem. */
export function readBusyTimes(block: Block, scope: ZoneScope, problems: ObjectProblem[]): Component[] {
  let isBroken = false;
  const components = block.lines
    .filter((line) => /^FREEBUSY/i.test(line))
    .flatMap((line) =>
      readEach(
        line,
        (property) => readPeriods(property, scope),
        () => {
          isBroken = true;
        },
      ),
    );
  if (isBroken) {
    problems.push({ code: 'malformed_times', message: 'A busy time can not be read.', severity: 'error' });
  }
  return components;
}

function readPeriods(property: Property, scope: ZoneScope): Component[] {
  const type = String(property.params.fbtype ?? 'BUSY').toUpperCase();
  if (type === 'FREE') return [];
  return readExtra(property, scope).map(
    ({ start, length }): Component => ({
      start,
      length: length ?? { days: 0, ms: 0 },
      rules: [],
      extra: [],
      excluded: [],
      replaces: null,
      isThisAndFuture: false,
      isRepeating: false,
      sequence: 0,
      travelMs: 0,
      title: null,
      status: type === 'BUSY-TENTATIVE' ? 'tentative' : 'confirmed',
      transparency: 'opaque',
      isWorkingLocation: false,
      ownAnswer: null,
      updatedAt: null,
    }),
  );
}
