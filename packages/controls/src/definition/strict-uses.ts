import { nearestName } from '@plumbline/core';
import { parseUses, type Action, type Text, type Workflow } from '@plumbline/pipeline';
import { hasFile } from '../files.js';
import { workflowsOf, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';

interface Use {
  readonly uses: Text | null;
  readonly address: string;
  readonly given: StepSite['step']['with'];
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
  { uses, address, given, isBrought }: Use,
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
  const declared = declaredInputs(subject, parsed.path);
  if (declared === null) return [];
  return given
    .filter(({ name }) => !declared.includes(name.value.toLowerCase()))
    .map(({ name }) =>
      fault(of, name.node, {
        address,
        subject: name.value,
        what: `\`${uses.value}\` has no input \`${name.value}\``,
        hint: `${nearestName(name.value, declared) ?? '<an input that is declared>'}:`,
      }),
    );
}

function declaredInputs(subject: Subject, path: string): readonly string[] | null {
  const workflow = workflowsOf(subject).find((known) => known.path === path);
  const action = subject.model.actions.find(({ folder }) => folder === path);
  const inputs =
    workflow?.triggers.find(({ event }) => event.value === 'workflow_call')?.inputs ??
    (action === undefined || action.using?.value === 'docker' ? null : action.inputs);
  return inputs === null ? null : inputs.map(({ name }) => name.value.toLowerCase());
}
