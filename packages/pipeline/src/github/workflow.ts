import type { MapNode, Source } from '@plumbline/core';
import {
  asMap,
  field,
  mapField,
  named,
  namedTexts,
  text,
  texts,
  type NamedText,
  type Shape,
  type Text,
} from '../document/shape.js';
import {
  readConcurrency,
  readContainer,
  readDefaults,
  readEnvironment,
  readPassedSecrets,
  readPermissions,
  readRunsOn,
  readSettings,
  type Concurrency,
  type Container,
  type Defaults,
  type Environment,
  type PassedSecrets,
  type Permissions,
  type RunsOn,
  type Settings,
} from './settings.js';
import { readSteps, type WorkflowStep } from './step.js';
import { readStrategy, type Strategy } from './strategy.js';
import { readTriggers, type WorkflowTrigger } from './trigger.js';

/** A workflow file (GitHub workflow syntax). What is not modelled is in the `node` of each part. */
export interface Workflow {
  readonly path: string;
  readonly source: Source;
  readonly node: MapNode;
  /** Whether GitHub runs it: a direct child of `.github/workflows` at the root. */
  readonly executed: boolean;
  readonly name: Text | null;
  readonly runName: Text | null;
  readonly triggers: readonly WorkflowTrigger[];
  readonly permissions: Permissions | null;
  readonly env: Settings | null;
  readonly defaults: Defaults | null;
  readonly concurrency: Concurrency | null;
  readonly jobs: readonly Job[];
}

export interface Service {
  readonly name: Text;
  readonly container: Container;
}

export interface Job {
  readonly id: Text;
  readonly node: MapNode;
  readonly name: Text | null;
  readonly needs: readonly Text[];
  readonly condition: Text | null;
  readonly runsOn: RunsOn | null;
  readonly permissions: Permissions | null;
  readonly environment: Environment | null;
  readonly concurrency: Concurrency | null;
  readonly outputs: readonly NamedText[];
  readonly env: Settings | null;
  readonly defaults: Defaults | null;
  readonly strategy: Strategy | null;
  readonly container: Container | null;
  readonly services: readonly Service[];
  readonly steps: readonly WorkflowStep[];
  readonly timeout: Text | null;
  readonly continueOnError: Text | null;
  /** The reusable workflow that the job calls, with what it passes. */
  readonly uses: Text | null;
  readonly with: readonly NamedText[];
  readonly secrets: PassedSecrets | null;
}

export function readWorkflow(shape: Shape, node: MapNode, executed: boolean): Workflow {
  return {
    path: shape.source.path,
    source: shape.source,
    node,
    executed,
    name: text(shape, node, 'name'),
    runName: text(shape, node, 'run-name'),
    triggers: readTriggers(shape, node),
    permissions: readPermissions(shape, node),
    env: readSettings(shape, node, 'env'),
    defaults: readDefaults(shape, node),
    concurrency: readConcurrency(shape, node),
    jobs: named(shape, node, 'jobs').flatMap(({ name, value }) => {
      const job = asMap(shape, value, `\`jobs.${name.value}\``);
      return job === null ? [] : [readJob(shape, name, job)];
    }),
  };
}

/** A workflow that only others call. */
export function isReusable(workflow: Workflow): boolean {
  const events = workflow.triggers.map(({ event }) => event.value);
  return events.length > 0 && events.every((event) => event === 'workflow_call');
}

function readJob(shape: Shape, id: Text, node: MapNode): Job {
  const container = field(node, 'container');
  return {
    id,
    node,
    name: text(shape, node, 'name'),
    needs: texts(shape, node, 'needs'),
    condition: text(shape, node, 'if'),
    runsOn: readRunsOn(shape, node),
    permissions: readPermissions(shape, node),
    environment: readEnvironment(shape, node),
    concurrency: readConcurrency(shape, node),
    outputs: namedTexts(shape, node, 'outputs'),
    env: readSettings(shape, node, 'env'),
    defaults: readDefaults(shape, node),
    strategy: readStrategy(shape, node),
    container: container === null ? null : readContainer(shape, container, '`container`'),
    services: readServices(shape, node),
    steps: readSteps(shape, node),
    timeout: text(shape, node, 'timeout-minutes'),
    continueOnError: text(shape, node, 'continue-on-error'),
    uses: text(shape, node, 'uses'),
    with: namedTexts(shape, node, 'with'),
    secrets: readPassedSecrets(shape, node),
  };
}

function readServices(shape: Shape, job: MapNode): readonly Service[] {
  const services = mapField(shape, job, 'services');
  if (services === null) return [];
  return named(shape, job, 'services').flatMap(({ name, value }) => {
    const container = readContainer(shape, value, `\`services.${name.value}\``);
    return container === null ? [] : [{ name, container }];
  });
}
