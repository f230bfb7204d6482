import type { Fault, Result } from '@plumbline/core';
import {
  generateKeyPair,
  loadTrustedKeys,
  readPrivateKey,
  type PrivateKey,
} from '@plumbline/trust';
import { buildCatalog, type Built, type BuildRequest } from '../build/build.js';
import { writeCatalog } from '../model/catalog-file.js';
import type { CatalogTerms } from '../release/catalog-statement.js';
import type { Trust } from '../release/open-signed.js';
import { signCatalog, type CatalogSigning } from '../release/sign-catalog.js';
import { memoryTree, type Files } from './memory-tree.js';

export const NOW = new Date('2026-11-21T12:00:00Z');
export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const COMMIT = '9b1d0c7e'.repeat(5);
export const DAY = 86_400_000;

/** A Task with every default written out. */
export function taskOf(name: string, image = 'registry.corp.example/tools:2'): string {
  return [
    'apiVersion: tekton.dev/v1',
    'kind: Task',
    'metadata:',
    `  name: ${name} # its name`,
    'spec:',
    '  results:',
    '    - name: url',
    '      type: string',
    '  steps:',
    '    - name: run',
    `      image: "${image}" # tools`,
    '      script: |',
    '        echo hi',
    '',
  ].join('\n');
}

export const ACTION =
  'name: a\ninputs:\n  url: { required: true }\nruns: { using: node24, main: dist/index.js }\n';

/** The repository of a catalog that is not ours: two actions, two Tasks in two layouts. */
export const ACME: Files = {
  'README.md': 'acme',
  'actions/fetch-url/action.yml': ACTION,
  'actions/fetch-url/dist/index.js': 'run();\n',
  'actions/notify/action.yml': ACTION,
  'actions/notify/dist/index.js': 'notify();\n',
  'tekton-tasks/deploy/1.2.0/deploy.yaml': taskOf('deploy'),
  'tekton-tasks/deploy/1.2.0/README.md': 'deploys\n',
  'task/lint/0.3/lint.yaml': taskOf('lint', `ghcr.io/acme/lint:1@${DIGEST}`),
};

const REQUEST: Omit<BuildRequest, 'tree'> = {
  index: null,
  version: '2026.11.0',
  repository: 'acme/ci',
  source: { uri: 'git+https://github.com/acme/ci', commit: COMMIT },
  pins: new Map([['registry.corp.example/tools:2', DIGEST]]),
  bases: new Map(),
  bundles: 'registry.corp.example/tasks',
  revoked: [],
  rebuilt: null,
};

/** The value, or an exception that names the fault. */
export function must<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export function built(files: Files = ACME, change: Partial<BuildRequest> = {}): Built {
  return must(buildCatalog({ ...REQUEST, ...change, tree: memoryTree(files) }));
}

/** The files of a folder that was built into. */
export function folderOf({ catalog, files }: Built): Files {
  return { ...Object.fromEntries(files), 'catalog.json': writeCatalog(catalog) };
}

export function newSigner(): PrivateKey {
  const pair = generateKeyPair('unencrypted');
  return must(readPrivateKey(Buffer.from(pair.privateKey), null));
}

/** Trust in the key, and in nothing else. */
export function trustIn({ publicKey }: PrivateKey, now = NOW): Trust {
  const pem = publicKey.key.export({ format: 'pem', type: 'spki' }).toString();
  return {
    keys: must(loadTrustedKeys({ acme: { pem, notBefore: null, notAfter: null, revoked: false } })),
    now,
  };
}

export const TERMS: CatalogTerms = {
  serial: 17,
  issuedAt: NOW,
  expiresAt: new Date(NOW.getTime() + 180 * DAY),
  previous: null,
  upstream: null,
  generator: '0.1.0',
};

/** The files of a signed release. */
export function signed(
  signer: PrivateKey,
  folder: Files = folderOf(built()),
  change: Partial<CatalogSigning> = {},
): Files {
  const latestUntil = new Date(NOW.getTime() + 7 * DAY);
  const release = must(
    signCatalog(memoryTree(folder), { signer, terms: TERMS, latestUntil, ...change }),
  );
  return { ...folder, ...Object.fromEntries(release.files) };
}
