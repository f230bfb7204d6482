import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutedFunction } from '@plumbline/records';
import type { Signer } from '@plumbline/trust';
import { BUILD, FUNCTION, payloadOf } from './store.js';

/** What a record says. */
export interface Statement<T = Record<string, unknown>> {
  readonly predicateType: string;
  predicate: T;
}

/** Who signs again. */
export interface Signers {
  readonly gate: Signer;
  readonly builder: Signer;
}

/** What those who may sign would change. */
export interface Rewriting {
  /** Records of functions; one that is left out is left out of the chain of those behind it too. */
  readonly functions?: (
    all: readonly Statement<ExecutedFunction>[],
  ) => readonly Statement<ExecutedFunction>[];
  readonly gates?: (gate: Statement) => Statement;
}

interface Held {
  readonly path: string;
  readonly sha256: string;
  readonly statement: Statement;
}

/** What stands now for a record that was signed again, by its old digest. */
type Renamed = Map<string, readonly string[]>;

/**
 * Signs the records of a store again, changed, as whoever holds the keys could: digests, counts and the chain of functions
 * are corrected, so that nothing but the change itself can be found.
 */
export async function resign(
  folder: string,
  { gate, builder }: Signers,
  change: Rewriting,
): Promise<void> {
  const held = read(folder);
  const renamed: Renamed = new Map();
  for (const { path } of held) rmSync(path);
  const put = (statement: Statement, by: Signer): Promise<string> => write(folder, statement, by);
  for (const { sha256, statement } of held.filter(isGate)) {
    const isOfRun = statement.predicateType.includes('/trigger-authorization/');
    const changed = change.gates?.(structuredClone(statement)) ?? statement;
    renamed.set(sha256, [await put(changed, isOfRun ? builder : gate)]);
  }
  const functions = await putFunctions(inOrder(held.filter(isFunction)), {
    change: change.functions ?? ((all) => all),
    renamed,
    put: (statement) => put(statement, builder),
  });
  for (const { statement } of held.filter(isBuild))
    await put(relinked(statement, renamed, functions), builder);
}

async function write(folder: string, statement: Statement, by: Signer): Promise<string> {
  const payload = Buffer.from(JSON.stringify(statement));
  const bundle = await by.sign(payload);
  if (!bundle.ok) throw new Error(bundle.error.code);
  writeFileSync(join(folder, 'sha256', `${hex(bundle.value)}.json`), bundle.value);
  return hex(payload);
}

interface Putting {
  readonly change: NonNullable<Rewriting['functions']>;
  readonly renamed: Renamed;
  readonly put: (statement: Statement) => Promise<string>;
}

async function putFunctions(
  all: readonly Held[],
  { change, renamed, put }: Putting,
): Promise<readonly string[]> {
  const old = new Map(all.map(({ statement, sha256 }) => [statement, sha256]));
  const kept = change([...old.keys()] as unknown as readonly Statement<ExecutedFunction>[]);
  const left = new Set<Statement>(kept);
  for (const [statement, sha256] of old)
    if (!left.has(statement)) renamed.set(sha256, previousOf(statement));
  const made: string[] = [];
  for (const statement of left) {
    const previous = [
      ...new Set(previousOf(statement).flatMap((each) => standsFor(each, renamed))),
    ];
    const sha256 = await put({
      ...statement,
      predicate: { ...statement.predicate, previous },
    });
    const was = old.get(statement);
    if (was !== undefined) renamed.set(was, [sha256]);
    made.push(sha256);
  }
  return made;
}

function previousOf({ predicate }: Statement): readonly string[] {
  return predicate['previous'] as readonly string[];
}

function read(folder: string): readonly Held[] {
  return readdirSync(join(folder, 'sha256')).flatMap((name) => {
    const path = join(folder, 'sha256', name);
    const payload = payloadOf(readFileSync(path, 'utf8'));
    const held = { path, sha256: hex(payload), statement: JSON.parse(payload) as Statement };
    return isGate(held) || isFunction(held) || isBuild(held) ? [held] : [];
  });
}

function isFunction({ statement }: Held): boolean {
  return statement.predicateType === FUNCTION;
}

function isBuild({ statement }: Held): boolean {
  return statement.predicateType === BUILD;
}

function isGate({ statement: { predicateType } }: Held): boolean {
  return /trigger-authorization|verification_summary|test-result/.test(predicateType);
}

/** Each behind all that it names. */
function inOrder(all: readonly Held[]): readonly Held[] {
  const ordered: Held[] = [];
  const rest = new Map(all.map((each) => [each.sha256, each]));
  while (rest.size > 0) {
    const next = [...rest.values()].find(({ statement }) =>
      previousOf(statement).every((sha256) => !rest.has(sha256)),
    );
    if (next === undefined) throw new Error('the functions run in a circle');
    ordered.push(next);
    rest.delete(next.sha256);
  }
  return ordered;
}

function standsFor(sha256: string, renamed: Renamed): readonly string[] {
  const to = renamed.get(sha256);
  return to?.flatMap((each) => (each === sha256 ? each : standsFor(each, renamed))) ?? [sha256];
}

/** The build record with the digests, the number and the signers of what it names now. */
function relinked(statement: Statement, renamed: Renamed, functions: readonly string[]): Statement {
  const again = structuredClone(statement);
  const { buildDefinition } = again.predicate as unknown as Built;
  const all = buildDefinition.resolvedDependencies;
  const isFunctionLink = ({ name }: Link): boolean => name === 'function-executed';
  const example = all.find(isFunctionLink);
  const linked = ({ digest, ...rest }: Link): Link => {
    const [sha256] = standsFor(digest?.sha256 ?? '', renamed);
    return renamed.has(digest?.sha256 ?? '')
      ? { ...rest, digest: { sha256 } }
      : { ...rest, digest };
  };
  buildDefinition.resolvedDependencies = [
    ...all.filter((each) => !isFunctionLink(each)).map(linked),
    ...functions.map((sha256) => ({ ...example, digest: { sha256 } })),
  ];
  buildDefinition.internalParameters.plumbline.functions.count = functions.length;
  return again;
}

interface Link {
  readonly name?: string;
  readonly digest?: { readonly sha256?: string | undefined } | undefined;
}

interface Built {
  readonly buildDefinition: {
    resolvedDependencies: readonly Link[];
    readonly internalParameters: { readonly plumbline: { readonly functions: { count: number } } };
  };
}

function hex(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
