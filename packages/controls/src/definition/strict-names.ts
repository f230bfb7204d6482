import { nearestName } from '@plumbline/core';
import { parseUses, type Action, type Workflow, type WorkflowStep } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
import { CONTEXTS } from './github-keys.js';
import type { Flaw } from './flaw.js';

/**
 * The outputs that each job declares, itself or by the workflow of the target that it calls, by `needs.<job>`, and those
 * of steps that use an action of the target, by `steps.<id>`; without those that are not known.
 */
export type Outputs = ReadonlyMap<string, ReadonlySet<string>>;

/** The outputs of steps that use an action of the target. */
export function outputsOfSteps({ model }: Subject, steps: readonly WorkflowStep[]): Outputs {
  const known = steps.flatMap(({ id, uses, run }) => {
    const called = id === null || uses === null ? null : parseUses(uses.value);
    const action =
      called?.kind === 'local' ? model.actions.find(({ folder }) => folder === called.path) : null;
    const names =
      action?.using?.value === 'composite'
        ? action.outputs.map(({ name }) => name.value.toLowerCase())
        : outputsWritten(run?.value ?? '');
    return id === null || names === null
      ? []
      : [[`steps.${id.value.toLowerCase()}`, new Set(names)] as const];
  });
  return new Map(known);
}

const WRITE =
  /^[ \t]*(?:echo|printf)[ \t]+(?:-[ne]+[ \t]+)?["']?([\w-]+)=.*>>[ \t]*["']?\$\{?GITHUB_OUTPUT\b/;
/** What may write outputs that nobody sees. */
const UNSEEN =
  /::set-output|[<|{(;`]\s*$|<<|\b(?:python3?|node|n?p[nm][mx]|yarn|bun|deno|ruby|perl|php|make|just|task|go|cargo|gradlew?|mvnw?|dotnet|source|eval|tee|exec|docker|pwsh)\b|(?:^|[\s;&|(])(?:\.{1,2}\/|(?:ba|z|da)?sh\s|\.\s)|\.sh\b|[\w-]\/[\w./-]*[ \t]*$/m;

/** The outputs that a script writes, by name, where it shows all of them; null where it may write others. */
function outputsWritten(script: string): readonly string[] | null {
  const lines = script.split('\n').filter((line) => line.includes('GITHUB_OUTPUT'));
  const names = lines.map((line) => WRITE.exec(line)?.[1]?.toLowerCase());
  if (names.length === 0 || UNSEEN.test(script)) return null;
  return names.every((name) => name !== undefined) ? names : null;
}

/** The outputs of the jobs of a workflow. */
export function outputsIn({ model }: Subject, workflow: Workflow | undefined): Outputs {
  const known = (workflow?.jobs ?? []).flatMap((job) => {
    const called = job.uses === null ? null : parseUses(job.uses.value);
    const callee =
      called?.kind === 'local' ? model.workflows.find(({ path }) => path === called.path) : null;
    const declared =
      called === null
        ? job.outputs
        : callee?.triggers.find(({ event }) => event.value === 'workflow_call')?.outputs;
    if (declared === undefined) return [];
    const names = declared.map(({ name }) => name.value.toLowerCase());
    const id = job.id.value.toLowerCase();
    return [`needs.${id}`, `jobs.${id}`].map((key) => [key, new Set(names)] as const);
  });
  return new Map(known);
}

/** What the expressions of a place may name. */
export interface Names {
  readonly of: Workflow | Action;
  /** Steps that an expression may name; in lower case. */
  readonly steps: ReadonlySet<string>;
  /** Null where there are no jobs. */
  readonly needs: ReadonlySet<string> | null;
  readonly outputs: Outputs;
  /** Null where the values of the matrix are not known. */
  readonly matrix: ReadonlySet<string> | null;
  readonly onlyIn?: ReadonlySet<string>;
  readonly without?: string;
}

/** What is wrong with a name that an expression reads; nothing where it is there, or nobody can tell. */
export function unresolved(
  path: readonly string[],
  names: Names,
): readonly Omit<Flaw, 'address'>[] {
  const [context = '', first] = path;
  const name = path.join('.');
  if (!CONTEXTS.has(context))
    return [
      {
        subject: name,
        what: `nothing is called \`${context}\``,
        hint: nearestName(context, [...CONTEXTS]) ?? `'${context}'`,
      },
    ];
  if (names.onlyIn?.has(context) === false || names.without === context)
    return [
      {
        subject: name,
        what: `\`${context}\` cannot be read in this \`if\``,
        hint:
          context === 'secrets'
            ? 'pass it by `env` and compare that'
            : 'move the condition to the steps',
      },
    ];
  if (first === undefined || first === '*') return [];
  return undeclared(path, names);
}

function undeclared(path: readonly string[], names: Names): readonly Omit<Flaw, 'address'>[] {
  const [context = '', first = '', part, last = ''] = path;
  const declared = part === 'outputs' ? names.outputs.get(`${context}.${first}`) : undefined;
  const known = declared ?? knownNames(context, path, names);
  const asked = context === 'github' || declared !== undefined ? last : first;
  if (known === null || /^\*?$/.test(asked) || known.has(asked)) return [];
  const near = nearestName(asked, known) ?? '<a name that is declared>';
  return [
    {
      subject: path.join('.'),
      what: `\`${path.join('.')}\` is not there, so it is empty`,
      hint: [context, ...(declared === undefined ? [] : [first, part]), near].join('.'),
    },
  ];
}

function knownNames(
  context: string,
  path: readonly string[],
  { of, steps, needs, matrix }: Names,
): ReadonlySet<string> | null {
  if (context === 'steps') return steps;
  if (context === 'needs') return needs;
  if (context === 'matrix') return matrix;
  if (context === 'jobs' && 'jobs' in of)
    return new Set(of.jobs.map(({ id }) => id.value.toLowerCase()));
  const event = context === 'github' && path[1] === 'event' && path[2] === 'inputs';
  if (context !== 'inputs' && (!event || path[3] === undefined)) return null;
  const declared = 'triggers' in of ? of.triggers.flatMap(({ inputs }) => inputs) : of.inputs;
  const names = new Set(declared.map(({ name }) => name.value.toLowerCase()));
  if (!('triggers' in of)) return names;
  const called = of.triggers.some(({ event: { value } }) =>
    /^workflow_(?:call|dispatch)$/.test(value),
  );
  return called || context === 'inputs' ? names : null;
}
