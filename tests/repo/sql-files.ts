import fs from 'node:fs';
import { declaredFiles } from '../../sync-service/bin/declared-schema.ts';

const SQL = new URL('../../sql/', import.meta.url);

/** A file of sql/: its path there, its area (`push` of functions/push/, else its folder) and its text. */
export interface SqlFile {
  file: string;
  area: string;
  text: string;
}

/** The files of sql/ in load order. */
export function readSqlFiles(): SqlFile[] {
  return declaredFiles().map((file) => ({
    file,
    area: /^(?:functions\/)?(\w+)\//.exec(file)?.[1] ?? '',
    text: fs.readFileSync(new URL(file, SQL), 'utf8'),
  }));
}

/** The statements of a file without what is said about them: comments and the texts in quotes are blank. */
export function codeOf(text: string): string {
  return text.replaceAll(/--[^\n]*|'(?:[^']|'')*'/g, (output) => output.replaceAll(/[^\n]/g, ' '));
}

/** The names of the functions that a file makes. */
export function functionsOf(text: string): string[] {
  return [...text.matchAll(/^create function (?:\w+\.)?(\w+)/gm)].map(([, name = '']) => name);
}

const CLAUSES = new Set(
  (
    'select from where when then else elsif if on join left cross inner full having group order limit union loop return ' +
    'values set using returning with filter perform update insert delete begin exception raise as for do check except'
  ).split(' '),
);

/**
 * Lines where `and` and `or` stand beside each other without brackets that say which comes first. Each bracket, case, clause and item of
 * a list is looked at by itself; the `and` of `between` is none.
 */
export function mixedConditions(text: string): number[] {
  const code = codeOf(text);
  const found: number[] = [];
  const levels = [{ word: '', ands: 0, ors: 0, betweens: 0 }];
  const level = () => levels.at(-1) as (typeof levels)[number];
  const finish = (end: number) => {
    if (level().ands > 0 && level().ors > 0) found.push(code.slice(0, end).split('\n').length);
    Object.assign(level(), { ands: 0, ors: 0, betweens: 0 });
  };
  for (const { 0: token, index } of code.matchAll(/[()[\],;]|:=|\$\$|[a-z_][\w.]*/gi)) {
    const word = token.toLowerCase();
    if (word === '(' || word === '[' || word === 'case') levels.push({ word, ands: 0, ors: 0, betweens: 0 });
    else if (word === ')' || word === ']' || (word === 'end' && level().word === 'case')) {
      finish(index);
      if (levels.length > 1) levels.pop();
    } else if (word === 'between') level().betweens += 1;
    else if (word === 'and' && level().betweens > 0) level().betweens -= 1;
    else if (word === 'and') level().ands += 1;
    else if (word === 'or') level().ors += 1;
    // `is distinct from` begins no clause.
    else if (word === 'from' && /\bdistinct\s+$/.test(code.slice(0, index))) continue;
    else if (!/^\w/.test(word) || word === 'end' || CLAUSES.has(word)) finish(index);
  }
  finish(code.length);
  return found;
}
