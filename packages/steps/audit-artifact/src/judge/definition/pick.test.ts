import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import type { RunIdentity, VerifiedDefinition } from '@plumbline/records';
import type { Answer } from '../answer.js';
import { chainOf, definedPart, RUN, withOurs } from '../../testing/chain.js';
import { answerTo, listing, PATH, ran, told } from '../../testing/definition.js';
import { policyOf } from '../../testing/world.js';

const STEPS = ['checkout', 'compile', 'scan', 'package'];
const build = definedPart('build');

describe('which definition it is', () => {
  const good = { parts: [build], functions: ran('build', STEPS) };
  const withList = (definitions: readonly VerifiedDefinition[] | null) =>
    chainOf({
      pipeline: (one) => ({ ...one, plumbline: { ...one.plumbline, definitions } }),
    });
  const one = { path: PATH, resource: null, untold: null, parts: [build] };

  test.each<[string, readonly VerifiedDefinition[] | null]>([
    ['no list', null],
    ['an empty list', []],
    ['a list of another workflow', [{ ...one, path: '.github/workflows/other.yml' }]],
    ['two of that name', [one, one]],
    ['a list that could not be made', [{ ...one, untold: 'it has too many functions', parts: [] }]],
    ['resources of Tekton', [{ ...one, resource: 'Pipeline/ci' }]],
  ])('%s leaves it open, and is not asked where it is optional', async (_name, list) => {
    expect((await answerTo(withList(list))).status).toBe('unknown');
    const optional = policyOf({ definition: { require: 'optional', called: [] } });
    expect((await answerTo(withList(list), optional)).status).toBe('skipped');
  });

  test('optional does not mean that what is listed does not count', async () => {
    const optional = policyOf({ definition: { require: 'optional', called: [] } });
    const dropped = told({ ...good, functions: ran('build', STEPS.slice(1)) });
    expect((await answerTo(dropped, optional)).status).toBe('fail');
  });

  const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';
  const tekton = (definition: RunIdentity['definition'], listed: Partial<VerifiedDefinition>) => {
    const run: RunIdentity = {
      ...RUN,
      platform: 'tekton',
      event: null,
      definition,
      invocation: 'tekton:ci/pipelineruns/build-x7k2p/uid',
    };
    return chainOf({
      trigger: (each) => ({ ...each, run }),
      configuration: (each) => ({ ...each, run }),
      pipeline: (each) => ({ ...listing([build], listed)(each), run }),
      functions: (all) => all.map((each) => ({ ...each, run })),
      built: (each) => withOurs(each, { run }),
    });
  };
  const sha256 = sha256Hex('spec');

  test.each<[string, RunIdentity['definition'], string, Answer['status']]>([
    [
      'a Pipeline of the cluster',
      { uri: 'tekton:ci/pipelines/build', digest: { sha256 } },
      'Pipeline/build',
      'pass',
    ],
    [
      'another Pipeline',
      { uri: 'tekton:ci/pipelines/other', digest: { sha256 } },
      'Pipeline/build',
      'unknown',
    ],
    [
      'a Task of that name',
      { uri: 'tekton:ci/tasks/build', digest: { sha256 } },
      'Pipeline/build',
      'unknown',
    ],
    ['a run that holds it', { uri: 'inline', digest: { sha256 } }, 'PipelineRun/build-*', 'pass'],
    [
      'a run of another name',
      { uri: 'inline', digest: { sha256 } },
      'PipelineRun/release-*',
      'unknown',
    ],
    [
      'what a resolver fetched of that commit',
      { uri: `git+https://github.com/acme/app.git#${PATH}`, digest: { sha1: COMMIT } },
      'Pipeline/build',
      'pass',
    ],
    [
      'of another commit',
      { uri: `git+https://github.com/acme/app.git#${PATH}`, digest: { sha1: 'ab'.repeat(20) } },
      'Pipeline/build',
      'unknown',
    ],
    ['no definition', null, 'Pipeline/build', 'unknown'],
  ])('on Tekton: %s', async (_name, definition, resource, status) => {
    expect((await answerTo(tekton(definition, { resource }))).status).toBe(status);
  });
});
