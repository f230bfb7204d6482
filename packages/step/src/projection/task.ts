import { commonOutputs } from '../common-inputs.js';
import type { StepDefinition } from '../define.js';
import { defaultText, type Input } from '../input.js';
import { version } from '../version.js';
import {
  LABELS_MOUNT,
  paramArguments,
  paramMeaning,
  placeArguments,
  taskParams,
} from './task-arguments.js';
import { generatedNotice, quoted } from './yaml.js';

/** Results that Chains reads as type hints: what a Task has written, no build artifact, ever; and what it looked at (threats.md 5). */
export const RECORD_HINT = 'record-ARTIFACT_OUTPUTS';
export const SOURCE_HINT = 'source-ARTIFACT_INPUTS';

/** The hints of a Task, with their properties: a step that reads a repository tells of the commit. */
function hintsOf({ inputs }: StepDefinition): readonly Hint[] {
  const source = {
    name: SOURCE_HINT,
    description:
      'The commit that was looked at, for Tekton Chains; not written where there is none.',
    properties: ['uri', 'digest'],
  };
  const record = {
    name: RECORD_HINT,
    description: 'The record for Tekton Chains; it is not something that was built.',
    properties: ['uri', 'digest', 'isBuildArtifact'],
  };
  return Object.hasOwn(inputs, 'rev') ? [record, source] : [record];
}

interface Hint {
  readonly name: string;
  readonly description: string;
  readonly properties: readonly string[];
}

const REPOSITORY = 'https://github.com/plumbline/plumbline';

/** Since when Tekton has everything that the Tasks use. */
const OLDEST_TEKTON = '1.0.0';

/** Name and meaning of the results that are texts. */
function taskResults(definition: StepDefinition): Readonly<Record<string, string>> {
  return { ...commonOutputs, ...definition.outputs };
}

/**
 * The Tekton Task of a step. What Tekton would fill in is written out, so that its signature has one form;
 * the image has no digest before a release.
 */
export function taskYaml(definition: StepDefinition): string {
  return [
    generatedNotice(definition.name),
    'apiVersion: tekton.dev/v1',
    'kind: Task',
    'metadata:',
    ...metadataLines(definition),
    'spec:',
    `  description: ${quoted(definition.summary)}`,
    '  params:',
    ...taskParams(definition).flatMap(([name, input]) => paramLines(name, input)),
    ...workspaceLines(definition),
    ...LABELS_VOLUME,
    '  results:',
    ...resultLines(definition),
    '  steps:',
    ...stepLines(definition),
    '',
  ].join('\n');
}

/** The Task without what only a release writes: the digest of the image, and the signature. */
export function unreleasedTask(yaml: string): string {
  return yaml
    .replace(/^( +image: \S+?)@sha256:[0-9a-f]{64}$/m, '$1')
    .replace(/^ +tekton\.dev\/signature: .*\n/m, '');
}

function metadataLines({ name, stage }: StepDefinition): readonly string[] {
  const path = `tree/v${version}/tekton-tasks/${name}/${version}`;
  return [
    `  name: ${name}`,
    '  labels:',
    `    app.kubernetes.io/version: ${quoted(version)}`,
    '    app.kubernetes.io/part-of: "plumbline"',
    '  annotations:',
    `    tekton.dev/pipelines.minVersion: ${quoted(OLDEST_TEKTON)}`,
    '    tekton.dev/categories: "Security"',
    `    tekton.dev/tags: ${quoted(`security, ${stage}`)}`,
    `    tekton.dev/displayName: ${quoted(`plumbline ${name}`)}`,
    '    tekton.dev/platforms: "linux/amd64"',
    '    artifacthub.io/category: "security"',
    '    artifacthub.io/license: "Apache-2.0"',
    '    artifacthub.io/provider: "plumbline"',
    `    artifacthub.io/links: ${quoted(`- name: source\n  url: ${REPOSITORY}/${path}\n`)}`,
  ];
}

function paramLines(name: string, input: Input): readonly string[] {
  const isList = input.kind === 'list';
  const standard = isList ? '[]' : quoted(defaultText(input) ?? '');
  return [
    `    - name: ${name}`,
    `      type: ${isList ? 'array' : 'string'}`,
    `      description: ${quoted(paramMeaning(name, input))}`,
    ...(input.required === true ? [] : [`      default: ${standard}`]),
  ];
}

function workspaceLines({ writes }: StepDefinition): readonly string[] {
  const optional = (name: string, description: string): readonly string[] => [
    `    - name: ${name}`,
    `      description: ${quoted(description)}`,
    '      optional: true',
  ];
  const readOnly = '      readOnly: true';
  return [
    '  workspaces:',
    '    - name: source',
    `      description: "The files to look at: the target is relative to it."`,
    ...(writes === 'target' ? [] : [readOnly]),
    ...optional('reports', 'Where reports and records are written. The log has the text anyway.'),
    ...optional(
      'keys',
      'A Secret: the signing key (NAME.key), its password (NAME.password), a GitHub token (token).',
    ),
    readOnly,
    ...optional('registry', 'A Secret for stores in a registry. This version has no such store.'),
    readOnly,
  ];
}

/** A param would be a claim of whoever starts the run; the labels are Tekton's. */
const LABELS_VOLUME = [
  '  volumes:',
  '    - name: plumbline-labels',
  '      downwardAPI:',
  '        defaultMode: 292',
  '        items:',
  '          - path: labels',
  '            fieldRef:',
  '              apiVersion: v1',
  '              fieldPath: metadata.labels',
];

function resultLines(definition: StepDefinition): readonly string[] {
  const texts = Object.entries(taskResults(definition)).flatMap(([name, text]) => [
    `    - name: ${name}`,
    '      type: string',
    `      description: ${quoted(text)}`,
  ]);
  const hints = hintsOf(definition).flatMap(({ name, description, properties }) => [
    `    - name: ${name}`,
    '      type: object',
    `      description: ${quoted(description)}`,
    '      properties:',
    ...properties.flatMap((property) => [`        ${property}:`, '          type: string']),
  ]);
  return [...texts, ...hints];
}

function stepLines(definition: StepDefinition): readonly string[] {
  const results = [
    ...Object.keys(taskResults(definition)),
    ...hintsOf(definition).map(({ name }) => name),
  ];
  const args = [definition.name, ...placeArguments(results), ...paramArguments(definition)];
  return [
    `    - name: ${definition.name}`,
    `      image: ghcr.io/plumbline/plumbline:${version}`,
    '      workingDir: $(workspaces.source.path)',
    '      command:',
    '        - /plumbline',
    '      args:',
    ...args.map((arg) => `        - ${quoted(arg)}`),
    '      volumeMounts:',
    '        - name: plumbline-labels',
    `          mountPath: ${LABELS_MOUNT}`,
    '          readOnly: true',
    '      computeResources:',
    '        requests:',
    '          cpu: 100m',
    '          memory: 128Mi',
    '        limits:',
    '          cpu: "1"',
    '          memory: 1Gi',
    '      securityContext:',
    '        allowPrivilegeEscalation: false',
    '        capabilities:',
    '          drop:',
    '            - ALL',
    '        privileged: false',
    '        readOnlyRootFilesystem: true',
    '        runAsNonRoot: true',
    '        seccompProfile:',
    '          type: RuntimeDefault',
  ];
}
