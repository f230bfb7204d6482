import { auditOf, policyOf } from './world.js';
import type { ExecutedFunction, VerifiedDefinition } from '@plumbline/records';
import type { Answer } from '../judge/answer.js';
import { chainOf, executedFunction, type Changes } from './chain.js';

export const PATH = '.github/workflows/ci.yml';
type Status = ExecutedFunction['status'];

interface Ran {
  readonly status?: Partial<Record<string, Status>>;
  readonly retry?: number;
}

/** The records of a job with these steps. */
export function ran(scope: string, names: readonly string[], { status = {}, retry = 0 }: Ran = {}) {
  return names.map((name, at): ExecutedFunction => {
    const one = executedFunction(at + 1, name);
    return {
      ...one,
      function: { ...one.function, scope },
      status: status[name] ?? 'succeeded',
      retry,
    };
  });
}

/** The record of a job that never came to its steps. */
export function whole(scope: string, status: Status, retry = 0): ExecutedFunction {
  const [one = executedFunction(1, scope)] = ran(scope, [scope], {
    status: { [scope]: status },
    retry,
  });
  return { ...one, function: { ...one.function, kind: 'unknown', command: null } };
}

export const AFTER = { ship: ['build'], attest: ['ship', 'build'] };
/** A pipeline record with one definition. */
export function listing(
  parts: VerifiedDefinition['parts'],
  changes: Partial<VerifiedDefinition> = {},
) {
  const definitions = [{ path: PATH, resource: null, untold: null, parts, ...changes }];
  return (good: Parameters<NonNullable<Changes['pipeline']>>[0]) => ({
    ...good,
    plumbline: { ...good.plumbline, definitions },
  });
}

/** What the definition names, and what was recorded. */
export interface Told {
  readonly parts: VerifiedDefinition['parts'];
  readonly functions: readonly ExecutedFunction[];
  readonly after?: Changes['after'];
  readonly status?: 'succeeded' | 'running' | 'failed';
  readonly observed?: 'platform' | 'declared';
}

/** A whole chain, signed by who may sign it: the count of the build record is that of its functions. */
export function told({
  parts,
  functions,
  after = AFTER,
  status = 'succeeded',
  observed = 'platform',
}: Told) {
  return chainOf({
    pipeline: listing(parts),
    functions: () => functions,
    after,
    built: (good) => {
      const { buildDefinition } = good;
      const { internalParameters } = buildDefinition;
      const { functions: counted, ...ours } = internalParameters.plumbline;
      const plumbline = { ...ours, status, functions: { ...counted, observed } };
      return {
        ...good,
        buildDefinition: {
          ...buildDefinition,
          internalParameters: { ...internalParameters, plumbline },
        },
      };
    },
  });
}

type Definition = Pick<Answer, 'status'> & { readonly messages: readonly string[] };

/** What the audit says of the definition. */
export async function answerTo(
  chain: ReturnType<typeof chainOf>,
  policy = policyOf(),
): Promise<Definition> {
  const { answers } = await auditOf(chain, { policy });
  const found = answers.find(({ id }) => id === 'definition');
  if (found === undefined) throw new Error('the question was not asked');
  return { status: found.status, messages: found.reasons.map(({ message }) => message) };
}
