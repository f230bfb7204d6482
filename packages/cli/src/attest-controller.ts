import {
  catchUp,
  follow,
  openAll,
  RESOURCES,
  waiting,
  type Controller,
} from '@plumbline/attest-run';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  endWhenAsked,
  openKubernetes,
  pause,
  runCommand,
  type CommandOutput,
} from '@plumbline/host';
import { openSigner } from '@plumbline/records';
import { commonInputs, defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from './commands.js';

const RETRY_MS = 10_000;

const definition = defineCommand({
  name: 'attest-controller',
  summary:
    'Watch a cluster and attest each Tekton run as it ends, with a key that no run can read. It asks the API server of its ' +
    'Pod for PipelineRuns, TaskRuns and Pods, and changes nothing there.',
  inputs: {
    key: { ...commonInputs.key, required: true, description: 'Key that signs: path of a file.' },
    store: commonInputs.store,
    policy: commonInputs.policy,
    namespace: {
      kind: 'text',
      description: 'The only namespace to watch. Without it: all that the role lets it see.',
    },
    once: { kind: 'boolean', description: 'Attest what has ended by now, and end.' },
    'api-server': {
      kind: 'text',
      description:
        'A proxy on this machine (`http://127.0.0.1:8001`) instead of the server of the Pod.',
    },
    offline: { kind: 'boolean', description: 'Do not ask registries for the platforms of images.' },
    'registry-insecure': commonInputs['registry-insecure'],
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    { does: 'watch the cluster of this Pod', args: '--key /keys/attest.key --store dir:/records' },
    {
      does: 'look at what kubectl proxy serves, once',
      args: '--key attest.key --store dir:records --once --api-server http://127.0.0.1:8001',
    },
  ],
});

export const attestController: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, serve, argv),
};

async function serve(
  inputs: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<CommandOutput, Fault>> {
  const controller = await openController(inputs, ports);
  if (!controller.ok) return controller;
  if (inputs.once) return serveOnce(controller.value);
  endWhenAsked();
  return Promise.race(RESOURCES.map((resource) => serveResource(resource, controller.value)));
}

async function serveOnce(controller: Controller): Promise<Result<CommandOutput, Fault>> {
  let attested = 0;
  for (const resource of RESOURCES) {
    const caughtUp = await catchUp(resource, controller);
    if (!caughtUp.ok) return caughtUp;
    attested += caughtUp.value.attested;
  }
  return ok(said(attested, waiting(controller).length));
}

/** Lists, then watches, then lists again: what a broken watch missed is found by the next list. It does not end. */
async function serveResource(
  resource: (typeof RESOURCES)[number],
  controller: Controller,
): Promise<never> {
  for (;;) {
    const caughtUp = await catchUp(resource, controller);
    const ended = caughtUp.ok
      ? await follow(resource, caughtUp.value.version, controller)
      : caughtUp;
    if (ended.ok) continue;
    controller.ports.log.warn(ended.error.message);
    await pause(RETRY_MS);
  }
}

/** A run without its records is no pass. */
function said(attested: number, left: number): CommandOutput {
  const rest = left === 0 ? '' : `, could not attest ${String(left)}`;
  return {
    forms: { text: () => `attested ${String(attested)} runs${rest}\n` },
    exitCode: left === 0 ? 0 : 2,
  };
}

async function openController(
  inputs: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<Controller, Fault>> {
  if (inputs.key === 'keyless') return err(keyless());
  const kubernetes = openKubernetes(inputs['api-server']);
  if (!kubernetes.ok) return kubernetes;
  const target = ports.openTarget({ target: '.', rev: null, worktree: true });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, inputs.policy);
  if (!loaded.ok) return loaded;
  const stores = openAll(inputs.store, ports);
  if (!stores.ok) return stores;
  const place = { policy: loaded.value.policy, target: target.value };
  const signer = await openSigner(inputs.key, place, ports);
  if (!signer.ok) return err(signer.error);
  return ok({
    kubernetes: kubernetes.value,
    signer: signer.value,
    stores: stores.value,
    namespace: inputs.namespace,
    asksRegistries: !inputs.offline,
    ports,
    seen: new Map(),
  });
}

/** A certificate is of a run, and lives as long as a process: after a restart nothing would tell its records from others. */
function keyless(): Fault {
  return usageFault(
    'KEY_KIND',
    'the controller knows its records by its key; expected a key file',
    'plumbline keygen',
  );
}
