import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.github/workflows');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

interface Workflow {
  name: string;
  on: object;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    { 'runs-on': string; 'timeout-minutes': number; steps: { uses?: string; run?: string; env?: object }[] }
  >;
}

describe.each(fs.readdirSync(folder))('The workflow %s', (file) => {
  const workflow = parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('has jobs that end, and steps that do one thing', () => {
    expect(workflow.on).toBeTypeOf('object');
    for (const job of Object.values(workflow.jobs)) {
      expect(job['runs-on']).toMatch(/^ubuntu-/);
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps) expect([step.uses, step.run].filter(Boolean)).toHaveLength(1);
    }
  });

  it('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('runs commands and files that are there', () => {
    const text = steps.map(({ run = '' }) => run).join('\n');
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
    for (const [name] of text.matchAll(/(tests|sync-service|\.ci)\/[\w./-]+/g)) {
      expect(fs.existsSync(path.join(root, name)), name).toBe(true);
    }
  });
});

it('The workflow compose.yml runs the whole HTTP suite on the project of its stack, whose own service is stopped before', () => {
  const { jobs } = parse(fs.readFileSync(path.join(folder, 'compose.yml'), 'utf8')) as Workflow;
  const steps = jobs['stack']?.steps ?? [];
  const place = steps.findIndex(({ env = {} }) => 'OPENSLOT_PROJECT' in env);
  expect(steps[place]).toEqual({ run: 'npm test', env: { OPENSLOT_PROJECT: '1' } });
  expect(steps[place - 1]).toEqual({ run: 'docker compose stop openslot' });
});
