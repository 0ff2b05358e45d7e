import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const isCheckout = fs.existsSync(path.join(root, '.git'));

/** Where the words are quoted, and data that is not ours. */
const isQuoted =
  /^(tests\/repo\/words\.test\.ts|docs\/glossary\.md|tests\/fixtures\/|sync-service\/src\/db\/types\.ts|supabase\/migrations\/)/;
/** A visitor's answer to a question of the host, one at a time. */
const hasVisitorAnswers =
  /^(web-embed\/(widget|shared)\/|web-embed\/admin\/screens\/bookings\/booking-facts|sync-service\/src\/(sync\/event-text|routes\/booking-schemas)|sql\/functions\/booking\/require_answers)/;

const files = isCheckout
  ? execFileSync('git', ['-c', `safe.directory=${root}`, 'ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((file) => /\.(ts|tsx|sql|md|css|html)$/.test(file) && !isQuoted.test(file))
      .filter((file) => fs.existsSync(path.join(root, file)))
  : [];

/** Places that match, as `file:line: match`. */
function find(pattern: RegExp, isSearched: (file: string) => boolean = () => true): string[] {
  return files.filter(isSearched).flatMap((file) =>
    fs
      .readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, i) => [...line.matchAll(pattern)].map(([match]) => `${file}:${i + 1}: ${match}`)),
  );
}

const isCode = (file: string) => /\.(ts|tsx|sql)$/.test(file);
const declared = '(?:const|let|function|type|interface|class) ';

describe.skipIf(!isCheckout)('No name', () => {
  it('calls a sync or a pull a look or a reading', () => {
    // The fixtures of feeds call it so.
    const compound =
      /\b(?!afterReadings)[A-Za-z]*[a-z](?:Looks?|Readings?)(?![a-z])\w*|\b\w+_(?:looks?|readings?)(?:_\w+)?\b/g;
    expect(find(compound, isCode)).toEqual([]);
    expect(find(new RegExp(`${declared}(?:looks?|[Rr]eadings?)\\b`, 'g'), isCode)).toEqual([]);
    expect(find(/\b(?:looks?|readings?)\??: [A-Z(]?\w+[;,]?$/g, isCode)).toEqual([]);
  });

  it('calls a response or a result an answer: that is what a visitor gives', () => {
    const compound = /\b[A-Za-z]*[a-z]Answer(?![a-z])\w*|\b\w+_answer(?:_\w+)?\b/g;
    const isOther = (file: string) => isCode(file) && !hasVisitorAnswers.test(file);
    expect(find(compound, isOther)).toEqual([]);
    expect(find(new RegExp(`${declared}[Aa]nswer\\b`, 'g'), isOther)).toEqual([]);
  });

  it('of a limit begins with most', () => {
    expect(find(/\b(?:most[A-Z]\w*|p_most_\w+|v_most)\b/g, isCode)).toEqual([]);
  });

  it('is one of a picture: brakes, heirs, travellers', () => {
    const pictures = /\b\w*(?:[Bb]raked?|[Tt]raveller|[Pp]atienceMs|[Aa]ftermath|tameUid|[Dd]oomed|_heir)(?![a-z])\w*/g;
    expect(find(pictures, isCode)).toEqual([]);
  });
});

describe.skipIf(!isCheckout)('No sentence', () => {
  it('is spelt in two words what is one', () => {
    expect(find(/\b(?:can not|for ever)\b/gi)).toEqual([]);
  });

  it('sends an E-mail', () => {
    // German and French do.
    expect(find(/\be-mails?\b/gi, (file) => !/^web-embed\/languages\/(?!en\.ts)/.test(file))).toEqual([]);
  });

  it('knows whether somebody is a man', () => {
    expect(find(/(?<![\w/-])(?:he|him|his|himself)(?![\w/-])/gi)).toEqual([]);
  });
});
