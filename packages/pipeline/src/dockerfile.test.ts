import { expect, test } from '@jest/globals';
import { readDockerfile } from './dockerfile.js';

const sources = (text: string): readonly string[] =>
  readDockerfile(text).map(
    ({ kind, text: value, undecidable, line }) =>
      `${line} ${kind} ${value}${undecidable === null ? '' : ' ?'}`,
  );

test.each([
  ['one stage', 'FROM alpine:3\nRUN true', ['1 image alpine:3']],
  [
    'stages by name and number',
    'FROM a AS build\nFROM build\nCOPY --from=0 /x /x\nCOPY --from=BUILD /x /x',
    ['1 image a'],
  ],
  [
    'copy from an image',
    'FROM a\nCOPY --chown=1 --from=ghcr.io/b/c:1 /x /y',
    ['1 image a', '2 image ghcr.io/b/c:1'],
  ],
  [
    'a mount from an image',
    'FROM a\nRUN --mount=type=bind,from=b:1,target=/x true',
    ['1 image a', '2 image b:1'],
  ],
  ['scratch', 'FROM scratch\nCOPY x /', []],
  ['a default', 'ARG V=3\nFROM alpine:${V}', ['2 image alpine:3']],
  ['a quoted default', 'ARG BASE="alpine:3"\nFROM $BASE', ['2 image alpine:3']],
  ['a default in place', 'FROM ${BASE:-alpine:3}', ['1 image alpine:3']],
  ['a default of a default', 'ARG A=1\nARG B=x:$A\nFROM $B', ['3 image x:1']],
  ['no value', 'ARG BASE\nFROM $BASE', ['2 image $BASE ?']],
  ['an ARG of a stage', 'FROM a\nARG V=1\nFROM b:$V', ['1 image a', '3 image b:$V ?']],
  ['a form that is not followed', 'ARG V=1\nFROM a:${V:+2}', ['2 image a:${V:+2} ?']],
  ['a platform', 'FROM --platform=$BUILDPLATFORM alpine:3 AS x', ['1 image alpine:3']],
  [
    'a frontend',
    '# syntax=docker/dockerfile:1\nFROM a',
    ['1 image docker/dockerfile:1', '2 image a'],
  ],
  [
    'a frontend behind another directive',
    '# escape=`\n# SYNTAX = x/y\nFROM `\n a',
    ['2 image x/y', '3 image a'],
  ],
  ['a comment that is no directive', '# hello\n# syntax=x\nFROM a', ['3 image a']],
  ['continuations and comments', 'FROM \\\n# no\n\n  alpine:3 \\\n AS x', ['1 image alpine:3']],
  ['lower case', 'from a\ncopy --from=b / /', ['1 image a', '2 image b']],
  ['ONBUILD', 'FROM a\nONBUILD COPY --from=b / /', ['1 image a', '2 image b']],
  [
    'a heredoc hides nothing',
    'FROM a\nRUN <<EOF\necho \\\nEOF\nFROM b',
    ['1 image a', '5 image b'],
  ],
  ['a download', 'FROM a\nADD https://x/y /y', ['1 image a', '2 download https://x/y ?']],
  ['a download of git', 'FROM a\nADD git@x:y /y', ['1 image a', '2 download git@x:y ?']],
  [
    'a download with checksum',
    `FROM a\nADD --checksum=sha256:${'0'.repeat(64)} https://x/y /y`,
    ['1 image a', '2 download https://x/y'],
  ],
  ['a download from a variable', 'FROM a\nADD $X/y /y/$Z', ['1 image a', '2 download $X/y ?']],
  ['a local ADD', 'FROM a\nADD x /y', ['1 image a']],
  [
    'a byte order mark and CRLF',
    '\uFEFFFROM a\r\nCOPY --from=b / /\r\n',
    ['1 image a', '2 image b'],
  ],
  ['a doubled escape continues nothing', 'FROM a\nRUN x \\\\\nFROM b', ['1 image a', '3 image b']],
  [
    'an escape in front of an odd space',
    'FROM a\nENV x \\\u00a0\nFROM b',
    ['1 image a', '3 image b'],
  ],
  ['an escape that is no directive', '# escape=\nFROM a AS x1\nFROM b', ['2 image a', '3 image b']],
  [
    'an escape behind an odd space',
    '#\u00a0escape=`\nFROM a\nENV x y`\nFROM b',
    ['2 image a', '4 image b'],
  ],
  ['an escape behind #!', '#!/x\n# escape=`\nFROM a\nENV x y`\nFROM b', ['3 image a', '5 image b']],
  ['a comment with an odd line break', 'FROM a\n# \u2028 \\\nFROM b', ['1 image a', '3 image b']],
  ['an instruction behind an odd space', 'FROM a\n\u0085FROM b', ['1 image a', '2 image b']],
  [
    'a heredoc that ends in an escape',
    "FROM a\nRUN <<'X\\'\nX\\\nFROM b",
    ['1 image a', '4 image b'],
  ],
  [
    'escapes in flags',
    'FROM a\nCOPY --fr\\om=b / /\nRUN --mount=fr"om"=c x',
    ['1 image a', '2 image b', '3 image c'],
  ],
  [
    'a variable of a stage',
    'ARG I=a\nFROM a\nARG I=b\nRUN --mount=from=$I x',
    ['2 image a', '4 image $I ?'],
  ],
  [
    'an address in parts',
    'FROM a\nARG E\nADD h${E}ttps://x /y',
    ['1 image a', '3 download h${E}ttps://x ?'],
  ],
  [
    'an address with escapes',
    'FROM a\nADD ht\\tp"s"://x /y',
    ['1 image a', '2 download https://x ?'],
  ],
  [
    'a list with an address',
    'FROM a\nADD ["https://x", "/y"]',
    ['1 image a', '2 download https://x ?'],
  ],
  ['a file of a version', 'FROM a\nADD app-$V.tar /y', ['1 image a']],
])('%s', (_name, text, expected) => {
  expect(sources(text)).toEqual(expected);
});

test('variables that hold each other twice do not grow without end', () => {
  const lines = Array.from({ length: 64 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}`);
  expect(sources(`ARG A0=x\n${lines.join('\n')}\nFROM $A64`)).toEqual(['66 image $A64 ?']);
});
