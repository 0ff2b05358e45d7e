import type { Component } from './component.ts';
import { guessed } from './event-length.ts';
import { readEach, readExtra } from './extra-times.ts';
import type { Findings } from './findings.ts';
import type { Block } from './split.ts';
import { readDays } from './time-text.ts';
import type { ZoneScope } from './value.ts';

/** Published free/busy time: each period that is not free as an event without a title. */
export function readBusyTimes(block: Block, scope: ZoneScope, findings: Findings): Component[] {
  return (block.lines.get('FREEBUSY') ?? []).flatMap((line) => {
    const type =
      /^FREEBUSY[^:]*;FBTYPE="?([\w-]+)/i.exec(line.replace(/"[^"]*:[^"]*"/g, ''))?.[1]?.toUpperCase() ?? 'BUSY';
    if (type === 'FREE') return [];
    const periods = readEach(
      line,
      (text, read) => [readExtra(text, read, scope, findings)],
      (text) => findings.lose('malformed_times', 'A busy time cannot be read.', readDays(text)),
    );
    return periods.map(
      ({ start, length }): Component => ({
        start,
        length: length ?? guessed,
        rules: [],
        extra: [],
        excluded: [],
        replaces: null,
        isThisAndFuture: false,
        isInPlace: false,
        saysLength: true,
        isRepeating: false,
        revision: { sequence: 0, stampedAt: null, modifiedAt: null },
        travelMs: 0,
        title: null,
        status: type === 'BUSY-TENTATIVE' ? 'tentative' : 'confirmed',
        transparency: 'opaque',
        isWorkingLocation: false,
        isMarkedAllDay: false,
        ownResponse: null,
        updatedAt: null,
      }),
    );
  });
}
