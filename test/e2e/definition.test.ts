import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutedFunction } from '@plumbline/records';
import { keySigner, readPrivateKey, type Signer } from '@plumbline/trust';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { ARTIFACT, LINT, MAILED, PIPELINE, RUN, RUNS, UID } from '../support/definition-run.js';
import { createRepository } from '../support/repository.js';
import { runTask } from '../support/task.js';
import { resign, type Statement } from '../whysql/resign.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-definition-'));
const repository = createRepository({});
afterAll(() => {
  rmSync(folder, { recursive: true });
  repository.dispose();
});
const [gate, builder] = ['gate', 'builder'].map((name) => createKey(folder, name));

function policy(audit: string): string {
  const key = (name: string, of: KeyFiles | undefined): string =>
    `    ${name}:\n      pem: |\n        ${(of?.publicPem ?? '').trim().replaceAll('\n', '\n        ')}\n`;
  return `trust:\n  keys:\n${key('gate', gate)}${key('builder', builder)}${audit}`;
}

const AUDIT = `audit:
  time: optional
  trigger: { require: optional }
  configuration: { require: optional }
  build: { signers: [builder] }
  pipeline: { signers: [gate] }
  functions: { signers: [builder] }
`;

/** What runs a custom task cannot be told by the gate: somebody has to answer for it. */
const WAIVED = `waivers:
  - what: ref/undecidable
    where: .tekton/build.json
    why: the controller of Wait is ours
    who: dana
    until: ${new Date(Date.now() + 9e8).toISOString().slice(0, 10)}
`;

function signer({ privatePath }: KeyFiles = { privatePath: '' } as KeyFiles): Signer {
  const key = readPrivateKey(readFileSync(privatePath), null);
  if (!key.ok) throw new Error(key.error.code);
  return keySigner(key.value);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function must(...args: string[]): void {
  const { status, stdout, stderr } = plumbline(folder, args);
  if (status !== 0) throw new Error(stdout + stderr);
}

/** The audit of the image, by the records of a store. */
function audit(store: string) {
  const args = ['audit-artifact', ARTIFACT, '--store', `dir:${store}`, '--offline'];
  const { status, stdout } = plumbline(folder, [...args, '--format', 'json']);
  interface Found {
    readonly checks: readonly {
      readonly id: string;
      readonly status: string;
      readonly findings: readonly { readonly message: string }[];
    }[];
  }
  const { checks } = JSON.parse(stdout) as Found;
  const failed = checks.filter((check) => check.status === 'fail' || check.status === 'error');
  return {
    status,
    failed: failed.map(({ id }) => id),
    messages: failed.flatMap(({ findings }) => findings.map(({ message }) => message)),
  };
}

describe('a run of a signed Pipeline', () => {
  beforeAll(() => {
    const own = policy(`verify: { minSerial: 1, inCluster: signed }\n${WAIVED}`);
    repository.write({ '.tekton/build.json': JSON.stringify(PIPELINE), '.plumbline.yaml': own });
    repository.commit();
    const key = gate?.privatePath ?? '';
    const signed = plumbline(repository.path, ['sign-pipeline', '.', '--key', key]);
    if (signed.status !== 0) throw new Error(signed.stdout + signed.stderr);
    repository.commit();
    const verified = runTask({
      task: 'verify-pipeline',
      source: repository.path,
      params: { key: 'gate.key', policy: `.plumbline.yaml@sha256:${sha256(own)}` },
      workspaces: { reports: join(folder, 'records'), keys: folder },
      labels: { 'tekton.dev/pipelineRun': 'run', 'tekton.dev/pipelineRunUID': UID },
    });
    if (verified.status !== 0) throw new Error(verified.stdout + verified.stderr);
    writeFileSync(
      join(folder, 'run.json'),
      JSON.stringify({ kind: 'List', items: [RUN, ...RUNS, LINT] }),
    );
    writeFileSync(join(folder, '.plumbline.yaml'), policy(AUDIT));
    const by = ['--key', builder?.privatePath ?? '', '--store', 'dir:records', '--offline'];
    must('attest-run', 'run.json', ...by);
  });

  test('is what the definition names: a matrix, retries, what was skipped, nested, custom, and finally', () => {
    expect(audit('records')).toEqual({ status: 0, failed: [], messages: [] });
  });

  type Functions = readonly Statement<ExecutedFunction>[];
  const is = (scope: string, name: string, retry = 0) => {
    return ({ predicate }: Statement<ExecutedFunction>): boolean =>
      predicate.function.scope === scope &&
      predicate.function.name === name &&
      predicate.retry === retry;
  };
  const without = (...those: readonly ReturnType<typeof is>[]) => {
    return (all: Functions): Functions => all.filter((one) => !those.some((that) => that(one)));
  };

  const fetched = is('clone', 'fetch');
  const mailed = is('tell', 'mail');
  const linted = is('checks/lint', 'lint');
  const served = is('build', 'cache', 1);
  const waited = is('wait', 'example.dev/v1 Wait');

  test.each<[string, (all: Functions) => Functions, string]>([
    [
      'a step',
      without(is('test[2]', 'scan')),
      '"scan" of test[2] is in the definition and has no record',
    ],
    [
      'a task',
      without(fetched, is('clone', 'checkout')),
      'clone is in the definition and has no record',
    ],
    [
      'one of a matrix',
      without(is('test[2]', 'unit'), is('test[2]', 'scan')),
      'test ran 1 times; the definition says 2',
    ],
    [
      'a try that failed',
      without(is('build', 'make'), is('build', 'push'), is('build', 'cache')),
      'a try of build before try 2 has no record',
    ],
    ['a sidecar', without(served), '"cache" of build is in the definition and has no record'],
    [
      'what was skipped',
      without(is('deploy', 'deploy')),
      'deploy is in the definition and has no record',
    ],
    ['what runs finally', without(mailed), 'tell is in the definition and has no record'],
    [
      'a task of a pipeline in the pipeline',
      without(linted),
      'checks/lint is in the definition and has no record',
    ],
    [
      'one that was skipped there',
      without(is('checks/deep', 'checks/deep')),
      'checks/deep is in the definition and has no record',
    ],
    ['a custom task', without(waited), 'wait is in the definition and has no record'],
  ])('without the record of %s it fails, whoever has signed', async (_name, functions, message) => {
    await expectFailure(functions, message);
  });

  const changed = (
    those: ReturnType<typeof is>,
    by: (one: ExecutedFunction) => ExecutedFunction,
  ) => {
    return (all: Functions): Functions => {
      for (const one of all) if (those(one)) one.predicate = by(one.predicate);
      return all;
    };
  };
  const saying = (text: string) => (one: ExecutedFunction) => ({
    ...one,
    function: { ...one.function, text, command: { sha256: sha256(text) } },
  });
  const called = (scope: string, name: string) => (one: ExecutedFunction) => ({
    ...one,
    function: { ...one.function, scope, name },
  });
  const given = (name: string, value: string) => (one: ExecutedFunction) => ({
    ...one,
    inputs: [...one.inputs.filter((each) => each.name !== name), { name, value }],
  });
  const failing = (one: ExecutedFunction) => ({ ...one, status: 'failed' as const });

  test.each<[string, (all: Functions) => Functions, string]>([
    [
      'ran another script around the values of the run',
      changed(mailed, saying(`${MAILED}; curl evil`)),
      '"mail" of tell ran another command than the definition holds',
    ],
    [
      'ran with another value than was recorded',
      changed(mailed, saying(MAILED.replace('dana', 'eve'))),
      '"mail" of tell ran another command than the definition holds',
    ],
    [
      'ran another script',
      changed(fetched, saying('evil')),
      '"fetch" of clone ran another command than the definition holds',
    ],
    [
      'ran another sidecar',
      changed(served, saying('evil')),
      '"cache" of build ran another command than the definition holds',
    ],
    [
      'was given something else by its pipeline',
      changed(mailed, given('mode', 'html')),
      'tell was given another mode than the definition gives',
    ],
    [
      'was given something more',
      changed(mailed, given('more', 'html')),
      'tell was given more, which the definition does not give',
    ],
    [
      'ran another custom task',
      changed(waited, called('wait', 'example.dev/v1 Go')),
      '"example.dev/v1 Wait" of wait is in the definition and has no record',
    ],
    [
      'gave it something else',
      changed(waited, saying('{"until":"never"}')),
      '"example.dev/v1 Wait" of wait ran another command than the definition holds',
    ],
    [
      'went on after it had failed',
      changed(waited, failing),
      '"example.dev/v1 Wait" of wait failed, and the definition does not let the run go on',
    ],
    [
      'went on after a task of a pipeline in the pipeline had failed',
      changed(linted, failing),
      '"lint" of checks/lint failed, and the definition does not let the run go on',
    ],
    [
      'ran one more task there',
      changed(linted, called('checks/sneak', 'lint')),
      'checks/sneak ran and the definition does not name it',
    ],
  ])('that %s fails, whoever has signed', async (_name, functions, message) => {
    await expectFailure(functions, message);
  });

  test('whose records do not tell what a step ran cannot be decided, as those of an older version', async () => {
    const untold = (one: ExecutedFunction) => {
      const { text, ...told } = one.function;
      expect(text).toBe(MAILED);
      return { ...one, function: told } as ExecutedFunction;
    };
    const found = await changedAudit(changed(mailed, untold));
    expect(found).toMatchObject({ status: 2, failed: ['audit/definition'] });
    expect(found.messages).toEqual([
      expect.stringContaining('"mail" of tell ran was not compared'),
    ]);
  });

  async function changedAudit(functions: (all: Functions) => Functions) {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(join(folder, 'records'), copy, { recursive: true });
    await resign(copy, { gate: signer(gate), builder: signer(builder) }, { functions });
    return audit(copy);
  }

  async function expectFailure(functions: (all: Functions) => Functions, message: string) {
    expect(await changedAudit(functions)).toMatchObject({
      status: 1,
      failed: ['audit/definition'],
      messages: expect.arrayContaining([message]),
    });
  }
});
