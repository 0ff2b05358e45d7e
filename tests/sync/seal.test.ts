import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';

const oldKey = { kid: 'old', key: new Uint8Array(randomBytes(32)) };
const newKey = { kid: 'new', key: new Uint8Array(randomBytes(32)) };
const secret = { url: 'https://calendar.example/private-token.ics' };

function headerOf(jwe: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString());
}

function withFlippedByte(jwe: string, part: number): string {
  const parts = jwe.split('.').map((text) => Buffer.from(text, 'base64url'));
  const bytes = parts[part] ?? Buffer.alloc(0);
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return parts.map((bytes) => bytes.toString('base64url')).join('.');
}

describe('sealed credentials', () => {
  it('open again to the same object, and show nothing of it while sealed', async () => {
    const sealer = createSealer([newKey]);
    const sealed = await sealer.seal(secret, 'a');
    expect(await sealer.open(sealed, 'a')).toEqual(secret);
    expect(Buffer.from(sealed.replaceAll('.', ''), 'base64url').toString('latin1')).not.toContain('private-token');
  });

  it('are sealed differently each time', async () => {
    const sealer = createSealer([newKey]);
    expect(await sealer.seal(secret, 'a')).not.toBe(await sealer.seal(secret, 'a'));
  });

  it('are sealed with the first key and opened with any', async () => {
    const before = await createSealer([oldKey]).seal(secret, 'a');
    const rotated = createSealer([newKey, oldKey]);
    expect(await rotated.open(before, 'a')).toEqual(secret);
    expect(headerOf(await rotated.seal(secret, 'a'))).toMatchObject({ kid: 'new', alg: 'dir', enc: 'A256GCM' });
  });

  it('do not open for another binding', async () => {
    const sealer = createSealer([newKey]);
    await expect(sealer.open(await sealer.seal(secret, 'a'), 'b')).rejects.toMatchObject({ code: 'wrong_binding' });
  });

  it('do not open when the binding in the header was rewritten', async () => {
    const sealer = createSealer([newKey]);
    const [, ...rest] = (await sealer.seal(secret, 'a')).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'new', bnd: 'b' })).toString(
      'base64url',
    );
    await expect(sealer.open([header, ...rest].join('.'), 'b')).rejects.toMatchObject({ code: 'not_readable' });
  });

  it('do not open without their key', async () => {
    const sealed = await createSealer([oldKey]).seal(secret, 'a');
    await expect(createSealer([newKey]).open(sealed, 'a')).rejects.toMatchObject({ code: 'unknown_key' });
  });

  it('do not open with another key of the same id', async () => {
    const sealed = await createSealer([oldKey]).seal(secret, 'a');
    await expect(createSealer([{ ...newKey, kid: 'old' }]).open(sealed, 'a')).rejects.toMatchObject({
      code: 'not_readable',
    });
  });

  it.each([2, 3, 4])('do not open when part %i was altered', async (part) => {
    const sealer = createSealer([newKey]);
    const altered = withFlippedByte(await sealer.seal(secret, 'a'), part);
    await expect(sealer.open(altered, 'a')).rejects.toMatchObject({ code: 'not_readable' });
  });

  it.each(['', 'x', 'a.b.c.d.e', '....'])('that are no sealed text (%j) are refused by code', async (text) => {
    await expect(createSealer([newKey]).open(text, 'a')).rejects.toMatchObject({ code: 'not_readable' });
  });

  it('are bound to owner, provider and account', () => {
    const connection = { owner_id: 'o', provider: 'ics', account_key: 'k' };
    const others = [{ owner_id: 'x' }, { provider: 'x' }, { account_key: 'x' }];
    for (const other of others) expect(bindingOf({ ...connection, ...other })).not.toBe(bindingOf(connection));
  });
});
