import { nearestName } from '@plumbline/core';
import { parseUses, type Action, type Job, type Text, type Workflow } from '@plumbline/pipeline';
import { hasFile } from '../files.js';
import { workflowsOf, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';

interface Use {
  readonly uses: Text | null;
  readonly address: string;
  readonly given: StepSite['step']['with'];
  readonly secrets?: Job['secrets'];
  /** Whether a step before it may have brought in files that are not in the target. */
  readonly isBrought: boolean;
}

/** Whether a step puts files where the target has none: a checkout of another repository, or into a folder. */
export function bringsFiles({ with: inputs }: StepSite['step']): boolean {
  return inputs.some(({ name }) => /^(?:path|repository)$/i.test(name.value));
}

/** Local functions that are not there, and inputs that they do not declare. */
export function inUses(
  subject: Subject,
  of: Workflow | Action,
  { uses, address, given, secrets = null, isBrought }: Use,
): readonly Violation[] {
  const parsed = uses === null ? null : parseUses(uses.value);
  if (uses === null || parsed?.kind !== 'local') return [];
  const files = ['action.yml', 'action.yaml', 'Dockerfile'].map((file) =>
    parsed.path === '' ? file : `${parsed.path}/${file}`,
  );
  const there =
    parsed.target === 'workflow'
      ? hasFile(subject, parsed.path)
      : files.some((file) => hasFile(subject, file));
  if (!there && !isBrought && parsed.path.startsWith('.github/'))
    return [
      fault(of, uses.node, {
        address,
        subject: uses.value,
        what: `there is no \`${parsed.path}\` in this repository`,
        hint: 'the path of a function of this repository',
      }),
    ];
  const declared = declaredBy(subject, parsed.path);
  if (declared === null) return [];
  return [
    ...mismatches(of, { uses, address, given, kind: 'input', declared: declared.inputs }),
    ...(secrets === null || secrets.inherit || declared.secrets === null
      ? []
      : mismatches(of, {
          ...{ uses, address, given: secrets.values, kind: 'secret' },
          declared: declared.secrets,
        })),
  ];
}

interface Given {
  readonly uses: Text;
  readonly address: string;
  readonly kind: string;
  readonly given: readonly { readonly name: Text }[];
  readonly declared: readonly Declared[];
}

interface Declared {
  readonly name: string;
  readonly isNeeded: boolean;
}

/** What is given and not declared, and what is needed and not given. */
function mismatches(
  of: Workflow | Action,
  { uses, address, kind, given, declared }: Given,
): readonly Violation[] {
  const names = declared.map(({ name }) => name);
  const known = new Set(given.map(({ name }) => name.value.toLowerCase()));
  const missing = declared.find(({ name, isNeeded }) => isNeeded && !known.has(name));
  const unknown = given.filter(({ name }) => !names.includes(name.value.toLowerCase()));
  return [
    ...unknown.map(({ name }) =>
      fault(of, name.node, {
        address,
        subject: name.value,
        what: `\`${uses.value}\` has no ${kind} \`${name.value}\``,
        hint: `${nearestName(name.value, names) ?? `<a${kind === 'input' ? 'n' : ''} ${kind} that is declared>`}:`,
      }),
    ),
    ...(missing === undefined || unknown.length > 0
      ? []
      : [
          fault(of, uses.node, {
            address,
            subject: missing.name,
            what: `\`${uses.value}\` needs the ${kind} \`${missing.name}\``,
            hint: `${missing.name}: …`,
          }),
        ]),
  ];
}

interface Callee {
  readonly inputs: readonly Declared[];
  /** Null where there is no such thing. */
  readonly secrets: readonly Declared[] | null;
}

function declaredBy(subject: Subject, path: string): Callee | null {
  const workflow = workflowsOf(subject).find((known) => known.path === path);
  const call = workflow?.triggers.find(({ event }) => event.value === 'workflow_call');
  const action = subject.model.actions.find(({ folder }) => folder === path);
  if (call !== undefined)
    return {
      inputs: call.inputs.map(declared),
      secrets: call.secrets.map(declared),
    };
  if (action === undefined || action.using?.value === 'docker') return null;
  return { inputs: action.inputs.map(declared), secrets: null };
}

interface Declaration {
  readonly name: Text;
  readonly required: Text | null;
  readonly default?: Text | null;
}

function declared({ name, required, ...rest }: Declaration): Declared {
  const isNeeded = required?.value === 'true' && (rest.default ?? null) === null;
  return { name: name.value.toLowerCase(), isNeeded };
}
