import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plumbline } from '../support/command.js';
import { createKey } from '../support/key.js';
import { findPeer } from '../support/peer.js';
import { root } from '../support/root.js';
import { exportedTaskRun } from '../support/tekton-run.js';

/** What cdxgen 12.8.4 made of a folder with a go.mod and a package-lock.json. */
const RECORDED = join(root, 'test/e2e/fixtures/cdxgen-12.8.4.json');
const folder = mkdtempSync(join(tmpdir(), 'plumbline-sbom-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (...names: string[]): string => join(folder, ...names);

const GO_MOD = 'module example.com/app\n\ngo 1.22\n\nrequire golang.org/x/text v0.14.0\n';
const GO_SUM = `golang.org/x/text v0.14.0 h1:ScX5w1eTa3QqT8oi6+ziP7dTV1S2+ALU0bI+0zXKWiQ=
golang.org/x/text v0.14.0/go.mod h1:18ZOQIKpY8NJVqYksKHtTdi31H5itFRjB5/qKTNYzSU=
`;

/** A program of that name, which does what the script says. */
function program(name: string, script: string): string {
  const place = mkdtempSync(at('bin-'));
  writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(place, name), 0o755);
  return place;
}

interface Attested {
  readonly status: number | null;
  readonly said: string;
  /** Predicate types of the records, and the subjects of those that list contents. */
  readonly contents: readonly { readonly type: string; readonly subjects: readonly string[] }[];
}

function attest(path: string, more: readonly string[] = []): Attested {
  const out = mkdtempSync(at('records-'));
  const key = ['--key', at('builder.key'), '--store', `dir:${out}`];
  const args = ['attest-run', 'run.json', ...key, '--offline', '--sbom', 'generate', ...more];
  const env = { PATH: `${path}${delimiter}/usr/bin${delimiter}/bin`, SECRET: 'canary' };
  const { status, stdout, stderr } = plumbline(at('source'), args, env);
  const bundles = spawnSync('sh', ['-c', 'cat sha256/*.json 2>/dev/null'], { cwd: out });
  const payloads = [...bundles.stdout.toString().matchAll(/"payload":"([^"]*)"/g)].map(
    ([, text = '']) =>
      JSON.parse(Buffer.from(text, 'base64').toString()) as {
        predicateType: string;
        subject: { name: string }[];
      },
  );
  const contents = payloads
    .filter(({ predicateType }) => /spdx|cyclonedx/.test(predicateType))
    .map(({ predicateType, subject }) => ({
      type: predicateType,
      subjects: subject.map(({ name }) => name),
    }));
  return { status, said: stdout + stderr, contents };
}

const FILE = ['--subjects', 'app.tar'];

beforeAll(() => {
  mkdirSync(at('source'));
  createKey(folder, 'builder');
  writeFileSync(at('source', 'go.mod'), GO_MOD);
  writeFileSync(at('source', 'go.sum'), GO_SUM);
  writeFileSync(at('source', 'app.tar'), 'the artifact');
  const image = { url: 'ghcr.io/acme/app', digest: `sha256:${'4b'.repeat(32)}` };
  writeFileSync(at('source', 'run.json'), exportedTaskRun(image));
});

describe('sbom: generate', () => {
  const COPY = `for last; do :; done
env > "${folder}/seen"; pwd >> "${folder}/seen"; ls -A . "$HOME" >> "${folder}/seen"; printf '%s\\n' "$@" > "${folder}/args"
cp ${RECORDED} sbom.json`;

  test('attests what the program lists, for the artifacts that were built', () => {
    const { status, said, contents } = attest(program('cdxgen', COPY), FILE);
    expect(status).toBe(0);
    expect(contents).toEqual([{ type: 'https://cyclonedx.org/bom', subjects: ['app.tar'] }]);
    const sha256 = createHash('sha256').update(readFileSync(RECORDED)).digest('hex');
    expect(said).toContain(`sha256:${sha256}, made by cdxgen (sha256:`);
  });

  test('gives the program an empty folder and home, and nothing of our environment', () => {
    attest(program('cdxgen', COPY), FILE);
    const seen = readFileSync(at('seen'), 'utf8');
    expect(seen).not.toMatch(/canary|go\.mod/);
    expect(seen).toMatch(/^HOME=.*plumbline-tool-/m);
    expect(seen).toMatch(/^CDXGEN_ALLOWED_COMMANDS=none$/m);
    expect(readFileSync(at('args'), 'utf8').trim().split('\n').slice(-1)).toEqual([at('source')]);
  });

  test('takes syft where both are there, and the only image as what is listed', () => {
    const place = program('syft', COPY);
    writeFileSync(join(place, 'cdxgen'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(attest(place, FILE).said).toContain('made by syft');
    const args = readFileSync(at('args'), 'utf8');
    expect(args).toContain(`dir:${at('source')}\n`);
    // The run hints at an image, which offline cannot be listed.
    expect(attest(place)).toMatchObject({ status: 3, contents: [] });
  });

  test.each<[string, string, number, string]>([
    ['is not there', 'other', 3, 'SBOM_TOOL'],
    ['fails', 'cdxgen\necho went wrong >&2; exit 7', 2, 'TOOL_FAILED'],
    ['leaves nothing', 'cdxgen', 2, 'TOOL_FAILED'],
    ['leaves what is no list', 'cdxgen\necho "{}" > sbom.json', 3, 'SBOM_FORM'],
    ['leaves a link', 'cdxgen\nln -s /etc/passwd sbom.json', 3, 'SBOM_FORM'],
  ])('signs nothing where the program %s', (_name, text, status, code) => {
    const [name = '', script = ''] = text.split('\n');
    const found = attest(program(name, script), FILE);
    expect(found).toMatchObject({ status, contents: [] });
    expect(found.said).toContain(code);
    if (code === 'SBOM_TOOL') expect(found.said).toMatch(/syft or cdxgen/);
  });

  test('does not look in folders that are named from here', () => {
    writeFileSync(at('source', 'syft'), '#!/bin/sh\n', { mode: 0o755 });
    expect(attest('.', FILE).said).toContain('SBOM_TOOL');
    rmSync(at('source', 'syft'));
  });
});

const real = process.env['PLUMBLINE_CDXGEN'] ?? '';
if (real === '') console.warn('skipped: PLUMBLINE_CDXGEN does not name a cdxgen to run');

(real === '' ? test.skip : test)('a real cdxgen', () => {
  const place = mkdtempSync(at('bin-'));
  symlinkSync(real, join(place, 'cdxgen'));
  symlinkSync(process.execPath, join(place, 'node'));
  const { status, said, contents } = attest(place, FILE);
  expect([status, contents]).toEqual([
    0,
    [{ type: 'https://cyclonedx.org/bom', subjects: ['app.tar'] }],
  ]);
  expect(said).toMatch(/CycloneDX 1\.\d, [1-9]\d* entries/);
});

const syft = findPeer('syft', 'github.com/anchore/syft/cmd/syft');
if ('missing' in syft) console.warn(`skipped: ${syft.missing}`);

('missing' in syft ? test.skip : test)('a real syft', () => {
  const place = mkdtempSync(at('bin-'));
  symlinkSync('path' in syft ? syft.path : '', join(place, 'syft'));
  const { status, said, contents } = attest(place, FILE);
  expect([status, contents]).toEqual([
    0,
    [{ type: 'https://spdx.dev/Document', subjects: ['app.tar'] }],
  ]);
  expect(said).toMatch(/SPDX 2\.\d, [1-9]\d* entries/);
});
