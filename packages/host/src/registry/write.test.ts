import { describe, expect, test } from '@jest/globals';
import type { Answer, Asked } from '../testing/loopback.js';
import { serve, codeOf, client } from '../testing/registry.js';
import { digestOf } from './manifest.js';

describe('an upload', () => {
  const bytes = Buffer.alloc(12 * 1024 * 1024, 7);

  /** A registry of one repository that takes pieces of at most so many bytes. */
  function store(largest: number) {
    const pieces: Buffer[] = [];
    const answer = ({ line, body }: Asked): Answer => {
      const location = { location: '/v2/acme/app/blobs/uploads/1?_state=a%2Bb' };
      if (line.startsWith('HEAD')) return { status: 404 };
      if (line.startsWith('POST')) return { status: 202, headers: location };
      if (body.length > largest) return { status: 413 };
      pieces.push(body);
      return line.startsWith('PATCH') ? { status: 202, headers: location } : { status: 201 };
    };
    return { answer, stored: () => Buffer.concat(pieces) };
  }

  test.each([
    ['in one piece', 20, ['HEAD', 'POST', 'PUT']],
    [
      'in several where one is too large',
      6,
      ['HEAD', 'POST', 'PUT', 'POST', 'PATCH', 'PATCH', 'PATCH', 'PUT'],
    ],
  ])('goes %s', async (_name, mebibytes, methods) => {
    const { answer, stored } = store(mebibytes * 1024 * 1024);
    const server = await serve(answer);
    const { registry, at } = client(server);
    expect(codeOf(await registry.putBlob(at, bytes))).toBe(digestOf(bytes));
    expect(server.asked.map(({ line }) => line.split(' ')[0])).toEqual(methods);
    expect(stored().equals(bytes)).toBe(true);
    expect(server.asked.at(-1)?.line).toContain(`?_state=a%2Bb&digest=${digestOf(bytes)}`);
  });

  test('that even pieces are too large for ends in a fault', async () => {
    const { registry, at } = client(await serve(store(1024).answer));
    expect(codeOf(await registry.putBlob(at, bytes))).toBe('REGISTRY_ANSWER');
  });

  test.each([
    [
      'elsewhere',
      { status: 202, headers: { location: 'http://127.0.0.2/x' } },
      'REGISTRY_REDIRECT',
    ],
    ['nowhere', { status: 202 }, 'REGISTRY_REDIRECT'],
    ['by a redirect', { status: 307, headers: { location: '/x' } }, 'REGISTRY_REDIRECT'],
    ['where it is forbidden', { status: 403 }, 'REGISTRY_DENIED'],
  ])('does not go on %s', async (_name, begun, code) => {
    const server = await serve(({ line }) => (line.startsWith('POST') ? begun : { status: 404 }));
    const { registry, at } = client(server);
    expect(codeOf(await registry.putBlob(at, bytes))).toBe(code);
  });
});
