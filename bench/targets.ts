import { round } from './report.ts';

/** A figure and what it has to be. */
export interface Target {
  what: string;
  figure: number;
  /** `<=` unless said otherwise. */
  bound?: '<=' | '>=';
  limit: number;
  unit: string;
}

/** Says of each figure whether it is as it has to be. */
export function judge(targets: Target[]): Record<string, string | number>[] {
  return targets.map(({ what, figure, bound = '<=', limit, unit }) => ({
    what,
    figure: round(figure),
    target: `${bound === '<=' ? 'at most' : 'at least'} ${round(limit)} ${unit}`.trim(),
    holds: (bound === '<=' ? figure <= limit : figure >= limit) ? 'yes' : 'no',
  }));
}
