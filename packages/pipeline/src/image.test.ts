import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseImage } from './image.js';
import { anyText } from './testing/any-text.js';

const HEX = '9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7';

describe('parseImage', () => {
  test.each([
    ['alpine', 'docker.io', 'library/alpine', null, false],
    ['alpine:latest', 'docker.io', 'library/alpine', 'latest', false],
    ['acme/app:1', 'docker.io', 'acme/app', '1', false],
    ['index.docker.io/acme/app:1', 'docker.io', 'acme/app', '1', false],
    [`alpine@sha256:${HEX}`, 'docker.io', 'library/alpine', null, true],
    [`ghcr.io/acme/app:1.2@sha256:${HEX}`, 'ghcr.io', 'acme/app', '1.2', true],
    ['localhost/app', 'localhost', 'app', null, false],
    ['localhost:5000/a/b:t', 'localhost:5000', 'a/b', 't', false],
    [`[::1]:5000/a@sha256:${HEX}`, '[::1]:5000', 'a', null, true],
    [`alpine@sha512:${HEX}${HEX}`, 'docker.io', 'library/alpine', null, false],
    [`alpine@sha256:${HEX.toUpperCase()}`, 'docker.io', 'library/alpine', null, false],
  ])('%s', (...[text, registry, repository, tag, pinned]) => {
    const image = parseImage(text);
    expect(image).toMatchObject({ kind: 'image', registry, repository, tag });
    expect(image.kind === 'image' && image.unpinned === null).toBe(pinned);
    expect(image.kind === 'image' && image.digest !== null).toBe(pinned);
  });

  test.each([
    ['nothing', ''],
    ['capitals in the name', 'docker.io/Acme/app'],
    ['an expression', 'a:${{ inputs.tag }}'],
    ['a Tekton variable', '$(params.image)'],
    ['a template', 'a:{{ tag }}'],
    ['a trailing space', 'alpine '],
    ['a look-alike letter', 'аlpine'],
    ['an empty tag', 'alpine:'],
    ['an empty part', 'a//b'],
    ['dots', '../a'],
    ['a short digest', 'alpine@sha256:abc'],
    ['two digests', `alpine@sha256:${HEX}@sha256:${HEX}`],
    ['a scheme', 'https://ghcr.io/a/b'],
    ['a long tag', `a:${'x'.repeat(129)}`],
  ])('%s cannot be decided', (_name, text) => {
    expect(parseImage(text).kind).toBe('undecidable');
  });

  test('never throws, and a digest always has 64 digits', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[a-z0-9@/:.[\]_-]{0,90}$/)), (text) => {
        const image = parseImage(text);
        return (
          image.kind === 'undecidable' || (image.digest === null) === (image.unpinned !== null)
        );
      }),
    );
  });
});
