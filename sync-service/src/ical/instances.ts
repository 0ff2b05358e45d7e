import type { Component } from './component.ts';
import { type Length, sizeOf } from './length.ts';
import { type TimeValue, toInstant } from './value.ts';

/** A start that a series gives; its component says what happens then. */
export interface Instance {
  key: string;
  start: TimeValue;
  length: Length;
  component: Component;
}

/** What happens at the starts of a series, by their keys. Several where nothing says which of them counts. */
export type Instances = Map<string, Instance[]>;

/** Whether the same happens at the same time already. */
export function hasInstance(instances: Instances, instance: Instance): boolean {
  return instances.get(instance.key)?.some((other) => isSameTime(other, instance)) ?? false;
}

/** Adds what is not there yet. */
export function addInstance(instances: Instances, instance: Instance): void {
  const same = instances.get(instance.key);
  if (same === undefined) instances.set(instance.key, [instance]);
  else if (!hasInstance(instances, instance)) same.push(instance);
}

function isSameTime(one: Instance, other: Instance): boolean {
  const isSameLength = one.length.days === other.length.days && one.length.ms === other.length.ms;
  return (
    isSameLength && toInstant(one.start) === toInstant(other.start) && isSameMeaning(one.component, other.component)
  );
}

function isSameMeaning(one: Component, other: Component): boolean {
  return one === other || meaningOf(one) === meaningOf(other);
}

/** What says whether it takes its time; those that do come first. */
function meaningOf({ status, transparency, ownResponse }: Component): string {
  return `${status === 'cancelled' ? 1 : 0}${transparency === 'transparent' ? 1 : 0} ${status} ${ownResponse}`;
}

/** Tells several at one start apart: the longest has the key of the series, whatever their order in the file. */
export function nameEach(same: readonly Instance[]): readonly Instance[] {
  if (same.length === 1) return same;
  return same
    .toSorted(
      (a, b) =>
        sizeOf(b.length) - sizeOf(a.length) ||
        toInstant(a.start) - toInstant(b.start) ||
        (meaningOf(a.component) < meaningOf(b.component) ? -1 : 1),
    )
    .map((instance, index) => (index === 0 ? instance : { ...instance, key: `${instance.key}.${index + 1}` }));
}
