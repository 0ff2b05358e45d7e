import type { Component } from './component.ts';
import { addInstance, type Instance, type Instances } from './instances.ts';
import { type Length, sizeOf } from './length.ts';
import { latestOf } from './revisions.ts';
import { keyOf, likeStart, shift } from './start-key.ts';
import { type TimeValue, toInstant } from './value.ts';
import type { Zone } from './zone.ts';

const dayMs = 86_400_000;

/** The replacement of the occurrence at a start. */
interface Replacement {
  replaced: TimeValue;
  overrides: Component[];
}

/** Applies the overrides to a series' occurrences. */
export function applyOverrides(
  instances: Instances,
  master: Component | null,
  overrides: readonly Component[],
  allDayZone: Zone,
): void {
  const byKey = new Map<string, Replacement>();
  for (const override of overrides) {
    const replaced = replacedStart(override, master, instances, allDayZone);
    const known = byKey.get(keyOf(replaced));
    if (known === undefined) byKey.set(keyOf(replaced), { replaced, overrides: [override] });
    else known.overrides.push(override);
  }
  for (const replacement of byKey.values()) replacement.overrides = latestOf(replacement.overrides);
  const following = [...byKey.values()]
    .flatMap(({ replaced, overrides: all }) => all.map((override) => ({ replaced, override })))
    .filter(({ override }) => override.isThisAndFuture)
    .sort((a, b) => toInstant(b.replaced) - toInstant(a.replaced));
  for (const [key, same] of instances) {
    const [first] = same;
    const change = following.find(
      ({ replaced }) => first !== undefined && toInstant(replaced) <= toInstant(first.start),
    );
    if (change === undefined || byKey.has(key)) continue;
    const { override, replaced } = change;
    const move = (instance: Instance): Instance => ({
      ...instance,
      ...(override.isInPlace
        ? { length: lengthInPlace(instance, override) }
        : { start: shift(instance.start, replaced, override.start), length: override.length }),
      component: override,
    });
    instances.set(key, same.map(move));
  }
  for (const [key, { overrides: all }] of byKey) {
    const same = instances.get(key) ?? [];
    const replace = (override: Component): Instance[] => {
      if (override.isInPlace && same.length > 0) {
        return same.map((instance) => ({
          ...instance,
          length: lengthInPlace(instance, override),
          component: override,
        }));
      }
      return [{ key, start: override.start, length: override.length, component: override }];
    };
    instances.delete(key);
    for (const instance of all.flatMap(replace)) addInstance(instances, instance);
  }
}

/** Of a change that says no begin the longer of the two: its own length may begin elsewhere. */
function lengthInPlace({ length }: Instance, override: Component): Length {
  return override.saysLength && sizeOf(override.length) > sizeOf(length) ? override.length : length;
}

/** The start, as the series gives it, of what an override replaces. */
function replacedStart(
  override: Component,
  master: Component | null,
  instances: Instances,
  allDayZone: Zone,
): TimeValue {
  const replaces = override.replaces ?? override.start;
  if (master === null) return replaces;
  if (replaces.isDate === master.start.isDate) {
    // What has no zone of its own is meant in that of the series, also where it was moved to another one.
    return replaces.isFloating ? { ...replaces, zone: master.start.zone } : replaces;
  }
  if (replaces.isDate) {
    const day = replaces.wallMs / dayMs;
    for (const { start } of [...instances.values()].flat()) {
      if (!start.isDate && Math.floor(start.wallMs / dayMs) === day) return start;
    }
  }
  return likeStart(replaces, master.start, allDayZone);
}
