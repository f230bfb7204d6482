import { describe, expect, test } from '@jest/globals';
import type { NewRecord } from '@plumbline/step';
import { peekPayload } from '@plumbline/trust';
import { attestedBy, builtIn, clusterOf, controllerOf, signer } from '../testing/cluster.js';
import { OBJECTS, PIPELINE_RUN } from '../testing/tekton-run.js';
import { follow, waiting } from './serve.js';

/** A build record of another run, by the same controller about the same image. */
async function anotherBuild(): Promise<NewRecord> {
  const { controller, written } = controllerOf(clusterOf(OBJECTS).kubernetes);
  await attestedBy(controller);
  const built = written().find(({ kind }) => kind === 'artifact-built');
  const payload = peekPayload(built?.bytes ?? Buffer.alloc(0));
  const text = payload.ok ? Buffer.from(payload.value).toString() : '';
  const { run } = builtIn(written())?.buildDefinition.internalParameters.plumbline ?? {};
  const bundle = await signer.sign(Buffer.from(text.replaceAll(run?.id ?? '', 'another-uid')));
  if (!bundle.ok) throw new Error(bundle.error.code);
  return { kind: 'artifact-built', bytes: bundle.value };
}

describe('a store that fails', () => {
  test('leaves the run to be tried again soon', async () => {
    const { kubernetes, asked } = clusterOf(OBJECTS, [['MODIFIED', PIPELINE_RUN]]);
    const { controller, warned } = controllerOf(kubernetes, { broken: ['dir:records'] });
    expect(await follow('pipelineruns', '7', controller)).toMatchObject({ ok: true });
    expect(await attestedBy(controller)).toBe(0);
    expect(waiting(controller)).toHaveLength(1);
    expect(warned).toEqual(Array(2).fill(expect.stringMatching(/^ci\/build-x7k2p: .*\(STORE\)$/)));
    await follow('pipelineruns', '7', controller);
    expect(asked.some((path) => path.includes('timeoutSeconds=30&'))).toBe(true);
  });

  test.each<[string, () => Promise<readonly NewRecord[]>]>([
    ['nothing else', () => Promise.resolve([])],
    ['another build of the image', async () => [await anotherBuild()]],
  ])(
    'gets later what the disk has beside %s, and nothing is signed twice',
    async (_what, others) => {
      const stored = await others();
      const far = 'oci:registry.example/records';
      const broken = [far];
      const { controller, written } = controllerOf(clusterOf(OBJECTS).kubernetes, {
        broken,
        stored,
      });
      expect([await attestedBy(controller), waiting(controller).length]).toEqual([0, 1]);
      broken.pop();
      const onDisk = written().map(({ sha256 }) => sha256);
      expect([await attestedBy(controller), waiting(controller).length]).toEqual([1, 0]);
      expect(written()).toHaveLength(onDisk.length);
      expect(new Set(written(far).map(({ sha256 }) => sha256))).toEqual(new Set(onDisk));
      expect(written(far).at(-1)?.kind).toBe('artifact-built');
      controller.seen.clear();
      expect(await attestedBy(controller)).toBe(0);
      expect(written(far)).toHaveLength(onDisk.length);
    },
  );

  test('halfway has no build record, and the run is signed anew', async () => {
    const { kubernetes } = clusterOf(OBJECTS);
    const first = controllerOf(kubernetes);
    await attestedBy(first.controller);
    const stored = first.written().slice(0, -1);
    expect(await attestedBy(controllerOf(kubernetes, { stored }).controller)).toBe(1);
  });
});
