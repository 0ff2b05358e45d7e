import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer, request } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { makeCertificate } from '../support/certificate.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, 'docs/deploy', file), 'utf8');
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-proxies-'));
const open: { stop(): unknown }[] = [];
afterAll(async () => {
  for (const { stop } of open) await stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Answers with what it was asked, and sends back what comes over a WebSocket. */
async function openEcho(): Promise<number> {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers })));
  });
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(`${data}!`)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    stop() {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

async function start(program: string, args: string[], env: Record<string, string>, port: number): Promise<void> {
  const child: ChildProcess = spawn(program, args, {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, ...env },
  });
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  open.push({ stop: () => child.kill('SIGKILL') });
  for (let i = 0; i < 200; i += 1) {
    if (child.exitCode !== null) throw new Error(`${program}: ${output}`);
    if ((await ask(`http://127.0.0.1:${port}/`).catch(() => null)) !== null) return;
    await pause(50);
  }
  throw new Error(`${program} does not answer: ${output}`);
}

interface Asked {
  status: number;
  body: string;
  location: string | undefined;
}

/** By the plain client, which sends the headers as they are given. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Asked> {
  const send = url.startsWith('https:') ? requestTls : request;
  return new Promise((resolve, reject) => {
    send(url, { headers, rejectUnauthorized: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** What strangers get of what is for operators, and of what says that there is a service. */
async function closedOf(origin: string, headers: Record<string, string> = {}): Promise<number[]> {
  const places = ['/metrics', '/readyz', '/healthz'];
  return Promise.all(places.map(async (place) => (await ask(origin + place, headers)).status));
}

function talk(url: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { rejectUnauthorized: false, headers });
    socket.once('open', () => socket.send('hello'));
    socket.once('message', (data) => {
      socket.close();
      resolve(String(data));
    });
    socket.once('error', reject);
  });
}

describe.skipIf(!has('caddy'))('Caddy', () => {
  it('passes requests, WebSockets and the address of the visitor on, and believes no other proxy', async () => {
    const [service, port] = [await openEcho(), await freePort()];
    const text = read('Caddyfile')
      .replace('book.example.com {', `http://127.0.0.1:${port} {`)
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${service}`);
    const file = path.join(folder, 'Caddyfile');
    fs.writeFileSync(file, `{\n\tadmin off\n}\n${text}`);
    await start('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {}, port);
    const { body } = await ask(`http://127.0.0.1:${port}/x?a=b%20c`, { 'x-forwarded-for': '203.0.113.9' });
    expect(JSON.parse(body)).toMatchObject({ url: '/x?a=b%20c', headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(await talk(`ws://127.0.0.1:${port}/live?host=x`)).toBe('hello!');
    expect(await closedOf(`http://127.0.0.1:${port}`)).toEqual([404, 404, 200]);
  });

  it('as the gateway of Compose leads to Data API, Auth and service, and turns the key into what PostgREST knows', async () => {
    const ports = { rest: await openEcho(), auth: await openEcho(), openslot: await openEcho() };
    const port = await freePort();
    const text = read('compose/Caddyfile')
      .replace('rest:3000', `127.0.0.1:${ports.rest}`)
      .replace('auth:9999', `127.0.0.1:${ports.auth}`)
      .replace('openslot:8787', `127.0.0.1:${ports.openslot}`);
    const file = path.join(folder, 'gateway');
    fs.writeFileSync(file, `{\n\tadmin off\n}\n${text}`);
    const PUBLIC_URL = `http://127.0.0.1:${port}`;
    await start('caddy', ['run', '--adapter', 'caddyfile', '--config', file], { PUBLIC_URL }, port);
    const seen = async (place: string, headers: Record<string, string> = {}) =>
      JSON.parse((await ask(PUBLIC_URL + place, headers)).body);

    const byKey = await seen('/rest/v1/rpc/get_booking_page?a=1', { apikey: 'the-key' });
    expect([byKey.url, byKey.headers.authorization]).toEqual(['/rpc/get_booking_page?a=1', 'Bearer the-key']);
    const byUser = await seen('/rest/v1/hosts', { apikey: 'the-key', authorization: 'Bearer of-a-user' });
    expect(byUser.headers.authorization).toBe('Bearer of-a-user');
    expect((await seen('/rest/v1/')).headers.authorization).toBeUndefined();
    expect((await seen('/auth/v1/token?grant_type=password')).url).toBe('/token?grant_type=password');
    expect((await seen('/admin/')).url).toBe('/admin/');
    expect(await closedOf(PUBLIC_URL)).toEqual([404, 200, 200]);
    expect(await talk(`ws://127.0.0.1:${port}/live?host=x`)).toBe('hello!');
  });
});

describe.skipIf(!has('nginx'))('nginx', () => {
  it('passes requests, WebSockets and the address of the visitor on, believes no other proxy, and leads to https', async () => {
    const [service, plain, tls] = [await openEcho(), await freePort(), await freePort()];
    const { cert, key } = makeCertificate();
    fs.writeFileSync(path.join(folder, 'fullchain.pem'), cert);
    fs.writeFileSync(path.join(folder, 'privkey.pem'), key);
    const site = read('nginx.conf')
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${service}`)
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace('listen 443 ', `listen 127.0.0.1:${tls} `)
      .replaceAll('/etc/letsencrypt/live/book.example.com', folder);
    const file = path.join(folder, 'nginx.conf');
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    fs.writeFileSync(
      file,
      `daemon off;\nmaster_process off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${places.join('\n')}\n${site}\n}\n`,
    );
    const tested = spawnSync('nginx', ['-t', '-c', file], { encoding: 'utf8' });
    expect(tested.status, tested.stderr).toBe(0);
    await start('nginx', ['-c', file], {}, plain);
    const host = { host: 'book.example.com' };
    expect(await ask(`http://127.0.0.1:${plain}/x`, host)).toMatchObject({
      status: 301,
      location: 'https://book.example.com/x',
    });
    expect(await talk(`wss://127.0.0.1:${tls}/live?host=x`, host)).toBe('hello!');
    const { body } = await ask(`https://127.0.0.1:${tls}/x?a=b%20c`, { ...host, 'x-forwarded-for': '203.0.113.9' });
    expect(JSON.parse(body)).toMatchObject({
      url: '/x?a=b%20c',
      headers: { host: 'book.example.com', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' },
    });
    expect(await closedOf(`https://127.0.0.1:${tls}`, host)).toEqual([404, 404, 200]);
  });
});

describe.skipIf(!has('systemd-analyze'))('The systemd unit', () => {
  it('is one that systemd takes', () => {
    const file = path.join(folder, 'openslot.service');
    fs.writeFileSync(
      file,
      read('openslot.service').replace('/usr/bin/env node', process.execPath).replaceAll('/opt/openslot', root),
    );
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});
