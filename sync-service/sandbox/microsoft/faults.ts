import { type CommonEffect, createFaults, type Fault, type Faults, retryHeader } from '../shared/faults.ts';
import { failure, failureResponse } from './aadsts.ts';
import { GraphError } from './graph-errors.ts';
import type { World } from './world.ts';

/** Errors in the words of Microsoft. */
type OwnEffect =
  /** A response of Graph with that code. */
  | {
      kind: 'graphError';
      status: number;
      code: string;
      message?: string;
      retryAfter?: number;
      headers?: Record<string, string>;
    }
  /** A refusal of the token endpoint by its AADSTS code, as the reference classes it. */
  | {
      kind: 'aadsts';
      code: number;
      status?: number;
      error?: string;
      claims?: string;
      suberror?: string;
      retryAfter?: number;
    };

/** What goes wrong. */
type MicrosoftFaultEffect = CommonEffect | OwnEffect;
export type MicrosoftFault = Fault<MicrosoftFaultEffect>;
export type MicrosoftFaults = Faults<MicrosoftFaultEffect>;

export function createMicrosoftFaults(world: World, prefix: string): MicrosoftFaults {
  return createFaults<OwnEffect>(prefix, (effect) => {
    const headers = retryHeader(effect.retryAfter);
    if (effect.kind === 'aadsts') {
      const { kind: _kind, code, retryAfter: _retryAfter, ...more } = effect;
      return failureResponse(failure(code, more), world.now(), headers);
    }
    const { status, code, message = code } = effect;
    return new GraphError(status, code, message, { ...headers, ...effect.headers }).response(world.now());
  });
}
