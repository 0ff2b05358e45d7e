import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSamples } from '../support/metrics-text.ts';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';

const stack = useStack();
const read = (file: string) => fs.readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');

/** Labels of what has not happened in this test, by the metrics that count it. */
const quiet: Record<string, string[]> = {
  openslot_accounts_failing: ['provider', 'code'],
  openslot_drift_total: ['kind'],
  openslot_notice_visible_seconds_bucket: ['provider', 'le'],
  openslot_notices_total: ['provider', 'outcome'],
  openslot_pushes_total: ['provider', 'outcome'],
  openslot_queue_jobs: ['task'],
  openslot_sync_oldest_pull_seconds: ['provider'],
  openslot_webhook_deliveries_total: ['outcome'],
};
/** What Prometheus adds to what it reads, and its own metric of whether that worked. */
const added = ['instance', 'job'];

let isBroken = false;
const feed = http.createServer((_request, response) => {
  if (isBroken) return response.writeHead(500).end();
  response.end('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n');
});
/** The labels of each metric that the service shows, when everything usual has happened once. */
const labels = new Map<string, Set<string>>([['up', new Set()]]);
beforeAll(async () => {
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  const scene = await setScene(stack);
  const { body } = await scene.book();
  await send(stack.url, 'POST', '/bookings', { body: scene.request(body.booking.start) });
  const token = scene.owner.accessToken;
  const url = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/feed.ics`;
  const made = await send(stack.url, 'POST', '/calendar/connections/ics', { body: { url }, token });
  const metrics = async () => (await send(stack.url, 'GET', '/metrics')).text;
  const until = async (text: RegExp) => {
    for (const deadline = Date.now() + 20_000; !text.test(await metrics()); ) {
      if (Date.now() > deadline) throw new Error(`not in the metrics: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await until(/openslot_pulls_total\{provider="ics",outcome="written"\}/);
  isBroken = true;
  await send(stack.url, 'POST', `/calendar/connections/${made.body.connection.id}/sync`, { token });
  await until(/openslot_sync_failures_total\{provider="ics"/);
  await until(/openslot_mails_total\{.*outcome="kept"/);

  const text = await metrics();
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      labels.set(`${name}${suffix}`, new Set());
  }
  for (const sample of readSamples(text))
    for (const label of Object.keys(sample.labels)) labels.get(sample.name)?.add(label);
  for (const [name, more] of Object.entries(quiet)) for (const label of more) labels.get(name)?.add(label);
}, 60_000);
afterAll(() => void feed.close());

/** What is wrong with a query: it is none, or it asks for what is not there. */
function faultsOf(query: string): string[] {
  const faults: string[] = [];
  const names: string[] = [];
  const asked: string[] = [];
  // Grafana puts in how far apart its points are.
  const text = query.replaceAll('$__rate_interval', '5m');
  parser.parse(text).iterate({
    enter(node) {
      const is = text.slice(node.from, node.to);
      if (node.type.isError) faults.push(`not PromQL at "${text.slice(node.from, node.from + 20)}"`);
      else if (node.name === 'Identifier') names.push(is);
      else if (node.name === 'LabelName') asked.push(is);
    },
  });
  if (names.length === 0) faults.push('asks for nothing');
  for (const name of names) if (!labels.has(name)) faults.push(`there is no ${name}`);
  for (const label of asked) {
    const isThere = added.includes(label) || names.every((name) => labels.get(name)?.has(label));
    if (!isThere) faults.push(`${names.join(', ')}: there is no label ${label}`);
  }
  return faults;
}

const rules = [...read('monitoring/alerts.yml').matchAll(/- alert: (\w+)\n\s+expr: (.+)\n\s+for: (\d+m)\n/g)];
const dashboard = JSON.parse(read('monitoring/grafana-dashboard.json')) as {
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
};
const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

describe('Each alert', () => {
  test.each(rules.map(([, name, query]) => [name as string, query as string]))(
    '%s asks for what is there',
    (_, query) => {
      expect(faultsOf(query)).toEqual([]);
    },
  );

  test('has a section that says what to do, and each section an alert', () => {
    const targets = [...read('monitoring/alerts.yml').matchAll(/runbook: docs\/operate\.md#(\S+)/g)].map(
      ([, id]) => id,
    );
    expect(rules.length).toBe(read('monitoring/alerts.yml').match(/- alert:/g)?.length);
    const [, alerts = ''] = /\n## Alerts\n(.*?)\n## /s.exec(read('operate.md')) ?? [];
    const sections = [...alerts.matchAll(/^### (.+)$/gm)].map(([, title]) => title?.toLowerCase().replaceAll(' ', '-'));
    expect([...new Set(targets)].sort()).toEqual(sections.sort());
  });
});

describe('Each panel of the dashboard', () => {
  test.each(queries)('%s asks for what is there: %s', (_, query) => {
    expect(faultsOf(query)).toEqual([]);
  });

  test('names in its legend only labels that the query leaves', () => {
    for (const { targets } of dashboard.panels) {
      for (const { expr, legendFormat } of targets) {
        const kept = /by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(kept, expr).toContain(label);
      }
    }
  });
});

describe('What finds wrong queries', () => {
  test.each([
    ['sum(rate(openslot_http_requests_total[5m])', 'not PromQL'],
    ['sum(openslot_bookings)', 'there is no openslot_bookings'],
    ['sum by (host) (openslot_bookings_total)', 'there is no label host'],
    ['openslot_pulls_total{status="failed"}', 'there is no label status'],
  ])('notices %s', (query, fault) => {
    expect(faultsOf(query).join()).toContain(fault);
  });
});

describe('Every metric', () => {
  test('is in the table of docs/operate.md', () => {
    const documented = new Set(
      [...read('operate.md').matchAll(/`((?:openslot|process|nodejs)_\w+)/g)].map(([, name]) => name),
    );
    const shown = [...labels.keys()]
      .filter((name) => name !== 'up')
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(shown)].filter((name) => !documented.has(name))).toEqual([]);
  });
});
