import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, type KeyFiles } from '../../support/key.js';
import { remoteRun, serve, trust, type Catalog } from '../catalog.js';
import { create, createNamespace, get, wait } from '../cluster.js';
import { document, pinned, signed, steps, taskText } from '../tasks.js';

const IMAGE = `127.0.0.1:5000/plumbline@sha256:${'9ae97d36'.repeat(8)}`;
const REFUSED = 'ResourceVerificationFailed';

let folder = '';
let key: KeyFiles;
let other: KeyFiles;
let catalog: Catalog;
const files = new Map<string, string>();
const good = new Map<string, string>();
let namespace = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-keys-'));
  key = createKey(folder, 'release');
  other = createKey(folder, 'other');
  for (const step of steps) good.set(step, signed(released(step), key));
  catalog = await serve(files);
  namespace = await createNamespace('verification');
  await trust(namespace, `^${catalog.url('')}catalog/[a-z-]+\\.yaml$`, key.publicPem);
});
afterAll(async () => {
  await catalog.close();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly status: {
    readonly conditions: readonly { type: string; status: string; reason?: string }[];
  };
}

/** What Tekton made of a Task that lies at this path. */
async function outcomeOf(path: string, text: string): Promise<readonly unknown[]> {
  files.set(path, text);
  const name = path.replaceAll(/[^a-z]+/g, '-');
  await create(namespace, remoteRun(name, catalog.url(path), given(text)));
  const verified = '{.status.conditions[?(@.type=="TrustedResourcesVerified")].status}';
  await wait(namespace, `taskrun/${name}`, verified);
  const { status } = await get<Run>(namespace, 'taskrun', name);
  return ['TrustedResourcesVerified', 'Succeeded'].map((type) => {
    const found = status.conditions.find((condition) => condition.type === type);
    return found?.status === 'False' && found.reason ? found.reason : found?.status;
  });
}

/** What a run of this Task has to give. */
function given(text: string): object {
  const { params } = document(text)['spec'] as {
    readonly params: readonly { readonly name: string; readonly default?: unknown }[];
  };
  const required = params.filter((param) => param.default === undefined);
  return {
    params: required.map(({ name }) => ({ name, value: 'ci.key' })),
    workspaces: [{ name: 'source', emptyDir: {} }],
  };
}

const released = (step: string): string => pinned(taskText(step), IMAGE);

const changed = (step: string, from: string, to: string): string => {
  const text = good.get(step) ?? '';
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe.each(steps)('the Task %s', (step) => {
  test('starts as it was signed', async () => {
    const path = `catalog/${step}.yaml`;
    expect(await outcomeOf(path, good.get(step) ?? '')).toEqual(['True', 'Unknown']);
    await wait(namespace, `taskrun/catalog-${step}-yaml`, '{.status.podName}');
  });

  test.each([
    ['another-image', () => changed(step, '9ae97d36', '9ae97d37')],
    ['another-argument', () => changed(step, '--mode=$(params.mode)', '--mode=audit')],
    ['another-context', () => changed(step, 'runAsNonRoot: true', 'runAsNonRoot: false')],
    ['another-key', () => signed(released(step), other)],
    ['no-signature', () => released(step)],
  ])('is refused: %s', async (name, text) => {
    expect(await outcomeOf(`catalog/${step}-${name}.yaml`, text())).toEqual(['False', REFUSED]);
  });

  test('is refused from a place that no policy names', async () => {
    const path = `elsewhere/${step}.yaml`;
    expect(await outcomeOf(path, good.get(step) ?? '')).toEqual(['False', REFUSED]);
  });
});
