import { describe, expect, test } from '@jest/globals';
import type { Answer, Asked } from '../testing/loopback.js';
import { serve, codeOf, client, login } from '../testing/registry.js';
import { digestOf } from './manifest.js';

describe('a blob', () => {
  const bytes = Buffer.from('content');
  const content = { digest: digestOf(bytes), size: bytes.length };

  test('is taken whole, and no other', async () => {
    const blob = async (body: Buffer, size = content.size): Promise<unknown> => {
      const { registry, at } = client(await serve(() => ({ body })));
      return codeOf(await registry.blob(at, { ...content, size }));
    };
    expect(await blob(bytes)).toEqual(bytes);
    expect(await blob(Buffer.from('contenT'))).toBe('REGISTRY_ANSWER');
    expect(await blob(bytes.subarray(1))).toBe('REGISTRY_ANSWER');
    expect(await blob(Buffer.concat([bytes, bytes]))).toBe('REGISTRY_ANSWER');
    expect(await blob(bytes, 2 ** 40)).toBe('REGISTRY_LIMIT');
  });

  test('may lie elsewhere, where no credentials go', async () => {
    const elsewhere = await serve(() => ({ body: bytes }));
    const registry = await serve(({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : { status: 307, headers: { location: `http://${elsewhere.host}/signed?x=1` } },
    );
    const registryInsecure = [registry.host, elsewhere.host];
    const { registry: asked, at } = client(registry, {
      registryInsecure,
      env: login(registry.host),
    });
    expect(codeOf(await asked.blob(at, content))).toEqual(bytes);
    expect(elsewhere.asked.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /signed?x=1', undefined],
    ]);
  });

  test.each([
    ['to plain http', 'http://127.0.0.2:1/x'],
    ['to another protocol', 'ftp://127.0.0.1/x'],
    ['with a password', 'https://a:b@127.0.0.1/x'],
    ['to no address', 'http://['],
    ['nowhere', ''],
    ['in a circle', '/v2/acme/app/blobs/again'],
  ])('is not looked for %s', async (_name, location) => {
    const { registry, at } = client(await serve(() => ({ status: 302, headers: { location } })));
    expect(codeOf(await registry.blob(at, content))).toBe('REGISTRY_REDIRECT');
  });
});

describe('a list', () => {
  const page = (tags: readonly string[], next?: string): Answer => ({
    body: JSON.stringify({ name: 'acme/app', tags }),
    ...(next === undefined ? {} : { headers: { link: `<${next}>; rel="next"` } }),
  });
  const LIST = '/v2/acme/app/tags/list';

  async function tagsFrom(answer: (asked: Asked) => Answer): Promise<unknown> {
    const { registry, at } = client(await serve(answer));
    return codeOf(await registry.tags(at));
  }

  test('is read page by page', async () => {
    const answer = ({ line }: Asked): Answer =>
      line.includes('last=b') ? page(['c']) : page(['a', 'b'], `${LIST}?n=2&last=b`);
    expect(await tagsFrom(answer)).toEqual(['a', 'b', 'c']);
  });

  test.each<[string, (asked: Asked) => Answer, string]>([
    [
      'without end',
      ({ line }) => page(['a'], `${line.slice('GET '.length)}${line.includes('?') ? '' : '?'}0`),
      'REGISTRY_LIMIT',
    ],
    ['that repeats itself', () => page(['a'], LIST), 'REGISTRY_REDIRECT'],
    [
      'of another repository',
      () => page(['a'], '/v2/acme/other/tags/list?x=1'),
      'REGISTRY_REDIRECT',
    ],
    ['on another host', () => page(['a'], `http://127.0.0.2${LIST}?x=1`), 'REGISTRY_REDIRECT'],
    [
      'with an odd link',
      () => ({ ...page(['a']), headers: { link: 'next' } }),
      'REGISTRY_REDIRECT',
    ],
    ['of numbers', () => ({ body: '{"tags":[1]}' }), 'REGISTRY_ANSWER'],
    ['that is no JSON', () => ({ body: 'a' }), 'REGISTRY_ANSWER'],
  ])('%s is refused', async (_name, answer, code) => {
    expect(await tagsFrom(answer)).toBe(code);
  });
});
