import type { Node } from '@plumbline/core';
import type { PipelineTask, Result } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import {
  hasTekton,
  pipelineTasksOf,
  tasksOf,
  type PipelineTaskSite,
  type ResourceSite,
} from '../tekton/specs.js';
import { variablesIn } from '../variables/variables.js';
import { placeIn, type Violation } from '../violation.js';
import { scalarsIn } from '../credentials/expressions.js';

/** 7.1.4: Chains believes what a result says. */
export const trustedResults: Control = {
  id: '7.1.4',
  slug: 'trusted-results',
  title: 'Results that describe artifacts come from trusted tasks',
  level: 1,
  assessment: 'automated',
  rationale:
    'Chains takes what to sign from results with certain names (`IMAGE_URL`, `IMAGE_DIGEST`, `…ARTIFACT_OUTPUTS`). A step that may fail without failing the task writes the digest of something that was not finished; whoever makes it fail on purpose has the old or the wrong artifact signed.',
  audit:
    'Tasks that have such a result have no step with `onError: continue`; the pipeline does not run them with `onError: continue`.',
  remediation: 'Remove `onError: continue`, or move the step that may fail into a task of its own.',
  impact: 'A failure of the step fails the run.',
  references: [
    'OWASP CICD-SEC-9',
    'Tekton Chains type hinting',
    'Tekton Guard CHAIN-004, CHAIN-006',
  ],
  legs: { T: { judge } },
};

/** Names that Chains takes for what was built, or what it was built from. */
const HINT =
  /(?:^|[_-])(?:IMAGE_URL|IMAGE_DIGEST|IMAGE_REF|ARTIFACT_URI|ARTIFACT_DIGEST|ARTIFACT_OUTPUTS|ARTIFACT_INPUTS)$|^(?:IMAGES|CHAINS-GIT_URL|CHAINS-GIT_COMMIT)$/;

function hintsOf(results: readonly Result[]): readonly string[] {
  return results.flatMap(({ name }) => (name !== null && HINT.test(name.value) ? name.value : []));
}

function judge(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const tasks = tasksOf(subject).filter(({ spec }) => hintsOf(spec.results).length > 0);
  const pipelines = pipelineTasksOf(subject).filter(
    ({ pipeline, entry }) => hintsFrom(pipeline.results, entry).length > 0,
  );
  const passed = [
    ...new Map(pipelineTasksOf(subject).map((site) => [site.pipeline, site])).values(),
  ].flatMap((site) => passedOn(site));
  if (tasks.length + pipelines.length + passed.length === 0) return 'not-applicable';
  return [
    ...tasks.flatMap(({ spec, resource, address, inPipeline }) => {
      const [hint = ''] = hintsOf(spec.results);
      const steps = [...spec.steps, ...(inPipeline === null ? [] : [inPipeline.entry])];
      return steps.flatMap((step) => continuing({ resource, address }, step.onError, hint));
    }),
    ...pipelines
      .filter(
        ({ entry }) => entry.taskSpec === null || hintsOf(entry.taskSpec.results).length === 0,
      )
      .flatMap(({ resource, address, entry, pipeline }) => {
        const [hint = ''] = hintsFrom(pipeline.results, entry);
        return continuing({ resource, address }, entry.onError, hint);
      }),
    ...pipelines.flatMap((site) => skippable(site)),
    ...passed,
  ];
}

/** What an artifact is must come from a task that saw it, not from who starts the run. */
function passedOn({ resource, pipeline }: PipelineTaskSite): readonly Violation[] {
  return pipeline.results
    .filter(({ name }) =>
      /(?:^|[_-])(?:IMAGE|ARTIFACT)_DIGEST$|^CHAINS-GIT_COMMIT$/.test(name?.value ?? ''),
    )
    .flatMap(({ name, value }) => {
      if (name === null || value?.kind !== 'scalar') return [];
      const [found] = variablesIn(value.text).filter(({ variable }) => variable.kind === 'param');
      if (found === undefined) return [];
      return [
        {
          at: placeIn(resource, value),
          address: `${resource.kindText.value}/${resource.metadata.name?.value ?? ''}`,
          subject: name.value,
          severity: 'medium' as const,
          message: `Whoever starts the run has any artifact signed as its product: \`${name.value}\` is a parameter.`,
          hint: `value: $(tasks.<build>.results.${name.value})`,
        },
      ];
    });
}

/** The hints of the pipeline that take their value from a task. */
function hintsFrom(results: readonly Result[], { name }: PipelineTask): readonly string[] {
  if (name === null) return [];
  return hintsOf(results.filter(({ value }) => usesTask(value, name.value)));
}

function usesTask(value: Node | null, task: string): boolean {
  if (value?.kind === 'scalar')
    return (
      value.text.includes(`$(tasks.${task}.results`) ||
      value.text.includes(`$(finally.${task}.results`)
    );
  if (value?.kind === 'map') return value.entries.some((entry) => usesTask(entry.value, task));
  return value?.kind === 'seq' && value.items.some((item) => usesTask(item, task));
}

/** A task that whoever starts the run may leave out: nothing is signed of what others then publish. */
function skippable({ resource, address, entry, pipeline }: PipelineTaskSite): readonly Violation[] {
  const [hint = ''] = hintsFrom(pipeline.results, entry);
  const input = entry.when
    .flatMap((condition) => scalarsIn(condition))
    .find(({ text }) => variablesIn(text).some(({ variable }) => variable.kind === 'param'));
  if (input === undefined) return [];
  return [
    {
      at: placeIn(resource, input),
      address,
      subject: `${hint} when`,
      severity: 'low',
      confidence: 'medium',
      message: `Whoever starts the run leaves out the task that says what was built: \`${hint}\` is then missing, and nothing is signed.`,
      hint: 'remove the condition from the task that builds',
    },
  ];
}

function continuing(
  { resource, address }: Pick<ResourceSite, 'resource' | 'address'>,
  onError: PipelineTask['onError'],
  hint: string,
): readonly Violation[] {
  if (onError?.value !== 'continue') return [];
  return [
    {
      at: placeIn(resource, onError),
      address,
      subject: hint,
      severity: 'medium',
      message: `Whoever makes this fail has the wrong artifact signed: the run goes on, and Chains takes \`${hint}\` as it was left.`,
      hint: 'onError: stopAndFail',
    },
  ];
}
