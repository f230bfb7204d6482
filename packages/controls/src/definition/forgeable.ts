import { accessPath, accessesIn } from '../expression/path.js';
import type { Expression } from '../expression/syntax.js';

/** Something that a condition takes for proof, and why it is none. */
export interface Forgeable {
  readonly name: string;
  readonly because: string;
  readonly hint: string;
}

const ANCHORS =
  /^github\.(?:event\.(?:pull_request\.(?:user\.(?:login|id)|author_association|head\.(?:repo\.(?:full_name|fork|id|owner\..*)|user\..*))|workflow_run\.(?:head_repository\..*|event|actor\..*|triggering_actor\..*)|(?:comment|review|issue)\.(?:author_association|user\.(?:login|id)))|event_name)$/;

/** Whether the condition, in any way of holding, also asks for something that nobody forges. */
export function isAnchored(expression: Expression): boolean {
  if (expression.kind === 'binary' && expression.operator === '&&')
    return isAnchored(expression.left) || isAnchored(expression.right);
  if (expression.kind === 'binary' && expression.operator === '||')
    return isAnchored(expression.left) && isAnchored(expression.right);
  return accessesIn(expression).some((path) => isAnchor(path.join('.'), expression));
}

/** An event is proof only where no code of strangers comes with it. */
function isAnchor(name: string, expression: Expression): boolean {
  if (!ANCHORS.test(name)) return false;
  const events = /^github\.(?:event_name|event\.workflow_run\.event)$/;
  if (!events.test(name)) return true;
  if (expression.kind !== 'binary' || expression.operator !== '==') return false;
  const literal = [expression.left, expression.right].find(({ kind }) => kind === 'literal');
  return literal?.kind === 'literal' && !/^pull_request|^workflow_run/.test(String(literal.value));
}

const ACTOR = /^github\.(?:actor|triggering_actor|actor_id|event\.sender\.(?:login|id))$/;
const AUTHOR =
  /^github\.event\.(?:head_commit|commits\.\*|workflow_run\.head_commit)\.(?:author|committer)\.(?:name|email|username)$|^github\.event\.pusher\.(?:name|email)$/;
const BRANCH =
  /^github\.(?:head_ref|event\.(?:pull_request\.head\.(?:ref|label)|workflow_run\.head_branch))$/;
/** Of Dependabot, Renovate and GitHub Actions. */
const BOT_IDS = new Set(['49699333', '29139614', '41898282']);
const BOT_BRANCH =
  /^(?:refs\/heads\/)?(?:dependabot|renovate|release-please|snyk|pyup|greenkeeper)\b/;

/**
 * The first comparison that has to hold and that a stranger can make hold. `events` are those by which code of
 * strangers comes in; null if they are not known.
 */
export function forgeable(
  expression: Expression,
  events: ReadonlySet<string> | null,
): Forgeable | null {
  if (expression.kind === 'binary' && /^(?:&&|\|\|)$/.test(expression.operator))
    return ofLogic(expression, events);
  const compared = comparison(expression);
  return compared === null ? null : ofComparison(compared, events);
}

function ofLogic(
  { operator, left, right }: Expression & { readonly kind: 'binary' },
  events: ReadonlySet<string> | null,
): Forgeable | null {
  const sides = [left, right];
  const open = operator === '||' ? sides.filter((side) => !isAnchored(side)) : sides;
  for (const side of open) {
    const found = forgeable(side, events);
    if (found !== null) return found;
  }
  return null;
}

interface Comparison {
  readonly name: string;
  readonly value: string;
}

/** `path == 'x'`, `startsWith(path, 'x')`, `contains(list, path)`: what a name has to be. */
function comparison(expression: Expression): Comparison | null {
  if (expression.kind === 'binary' && expression.operator === '==')
    return named([expression.left, expression.right]);
  if (expression.kind !== 'call') return null;
  return /^(?:startswith|endswith|contains)$/.test(expression.name) ? named(expression.args) : null;
}

function named(sides: readonly Expression[]): Comparison | null {
  const paths = sides.map((side) => accessPath(side));
  const path = paths.find((found) => found !== null);
  const other = sides[paths.findIndex((found) => found === null)];
  if (path === undefined || other === undefined) return null;
  const value = textIn(other);
  return value === null ? null : { name: path.join('.'), value };
}

function textIn(expression: Expression): string | null {
  if (expression.kind === 'literal') return String(expression.value);
  return expression.kind === 'call' &&
    expression.name === 'fromjson' &&
    expression.args[0] !== undefined
    ? textIn(expression.args[0])
    : null;
}

function ofComparison(
  { name, value }: Comparison,
  events: ReadonlySet<string> | null,
): Forgeable | null {
  if (AUTHOR.test(name) && value !== '')
    return {
      name,
      because: 'anybody writes it into a commit',
      hint: 'github.event.pull_request.user.login == …, or a protected environment',
    };
  if (events?.size === 0) return null;
  if (ACTOR.test(name) && isBot(value))
    return {
      name,
      because: 'it is whoever caused the event, not whose code runs',
      hint: `github.event.pull_request.user.login == '${/\[bot\]$/.test(value) ? value : '<name>[bot]'}'`,
    };
  return BRANCH.test(name) ? ofBranch({ name, value }, events) : null;
}

function isBot(value: string): boolean {
  return /\[bot\]|^bot$/i.test(value) || BOT_IDS.has(value);
}

/** A branch of a fork has any name; where forks have nothing to win, only names of bots pretend to be proof. */
function ofBranch(
  { name, value }: Comparison,
  events: ReadonlySet<string> | null,
): Forgeable | null {
  const privileged =
    events !== null && (events.has('pull_request_target') || events.has('workflow_run'));
  if (value === '' || (!privileged && !BOT_BRANCH.test(value))) return null;
  return {
    name,
    because: 'whoever owns the fork names its branches',
    hint: name.includes('workflow_run')
      ? 'github.event.workflow_run.head_repository.full_name == github.repository && …'
      : 'github.event.pull_request.head.repo.full_name == github.repository && …',
  };
}

const LOGIN =
  /^github\.(?:actor|triggering_actor|event\.(?:sender|(?:comment|issue|pull_request|review)\.user)\.login)$/;

/** A part of a name that has to be there: whoever makes an account, or an App, chooses one that has it. */
export function byPartOfName(expression: Expression): Forgeable | null {
  if (expression.kind === 'binary' && /^(?:&&|\|\|)$/.test(expression.operator))
    return byPartOfName(expression.left) ?? byPartOfName(expression.right);
  if (expression.kind !== 'call') return null;
  if (!/^(?:contains|startswith|endswith)$/.test(expression.name)) return null;
  const [first, second] = expression.args;
  const name = first === undefined ? '' : (accessPath(first)?.join('.') ?? '');
  if (second?.kind !== 'literal' || !LOGIN.test(name)) return null;
  return {
    name,
    because: 'anybody makes an account whose name has that part',
    hint: `${name} == '<the whole name>'`,
  };
}
