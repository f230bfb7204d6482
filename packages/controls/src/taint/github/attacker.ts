import type { AccessPath } from '../../expression/path.js';
import { isOutside, UNKNOWN_EVENT } from './payload.js';
import type { Literal } from '../../expression/truth.js';
import { OWN, STRANGER, FORK } from '../../expression/truth.js';

/** One way in which a run starts. */
export interface Start {
  readonly event: string;
  /** Whether somebody without access to the repository starts it. */
  readonly outsider: boolean;
  /** Set where somebody with access starts it, by a label for one, for what somebody without access has written. */
  readonly forOutsider?: true;
}

/** The top-level fields of the payload that only some events have. */
const PARTS: ReadonlyMap<string, RegExp> = new Map([
  ['pull_request', /^pull_request/],
  ['issue', /^(?:issues|issue_comment)$/],
  ['comment', /comment$/],
  ['review', /^pull_request_review$/],
  ['discussion', /^discussion/],
  ['release', /^release$/],
  ['workflow_run', /^workflow_run$/],
  ['head_commit', /^(?:push|merge_group)$/],
  ['commits', /^push$/],
  ['client_payload', /^repository_dispatch$/],
  ['inputs', /^workflow_dispatch$/],
  ['merge_group', /^merge_group$/],
  ['deployment', /^deployment/],
]);

const STRANGERS =
  /^(?:actor|triggering_actor|event\.(?:sender\.login|(?:comment|issue|review|discussion|pull_request)\.user\.login|pull_request\.head\.(?:user\.login|repo\.owner\.login)|workflow_run\.(?:actor|triggering_actor)\.login|workflow_run\.head_repository\.owner\.login))$/;
/** Who opened the issue is not who comments on it. */
const OPENERS = /^event\.issue\.(?:author_association|user\.login)$/;
const FORKS =
  /^event\.(?:pull_request\.head\.repo\.(?:full_name|id)|workflow_run\.head_repository\.(?:full_name|id))$/;
const OWNS =
  /^(?:repository|repository_id|repository_owner|event\.(?:repository\.(?:full_name|id|owner\.login)|pull_request\.base\.repo\.(?:full_name|id|owner\.login)|workflow_run\.repository\.full_name))$/;

/** What a name under `github` can be in such a run; null where anything can. */
export function possibleValues(path: AccessPath, start: Start): readonly Literal[] | null {
  const name = path.slice(1).join('.');
  if (path[0] !== 'github') return null;
  if (name === 'event_name') return start.event === UNKNOWN_EVENT ? null : [start.event];
  if (OWNS.test(name)) return [OWN];
  if (start.event === 'issue_comment' && OPENERS.test(name)) return null;
  const absent = absence(path, start.event);
  if (absent !== null) return absent;
  if (start.forOutsider === true) return BY_OTHERS.test(name) ? null : chosenOutside(name);
  return start.outsider ? chosenOutside(name) : null;
}

/** Who labels, and with what. */
const BY_OTHERS =
  /^(?:actor|triggering_actor|event\.sender\.login|event\.label\.name|.*\.labels\.\*\.name)$/;

function absence(path: AccessPath, event: string): readonly Literal[] | null {
  if (event === UNKNOWN_EVENT) return null;
  const pulls = /^pull_request(?:_target|_review|_review_comment)?$/.test(event);
  if (path[1] === 'head_ref' || path[1] === 'base_ref') return pulls ? null : [''];
  const part = path[1] === 'event' ? PARTS.get(path[2] ?? '') : undefined;
  return part !== undefined && !part.test(event) ? [null] : null;
}

/** What somebody without access cannot be, and what labels only others set. */
function chosenOutside(name: string): readonly Literal[] | null {
  if (STRANGERS.test(name)) return [STRANGER];
  if (FORKS.test(name)) return [FORK];
  if (/^event\.(?:pull_request\.head|workflow_run\.head_repository)(?:\.repo)?\.fork$/.test(name))
    return [true];
  if (name === 'event.pull_request.head.repo.private') return [false];
  if (name.endsWith('.author_association'))
    return ['NONE', 'CONTRIBUTOR', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'];
  if (name === 'event.label.name' || /\.labels\.\*\.name$/.test(name)) return [null];
  if (name === 'event.workflow_run.event')
    return [
      'pull_request',
      'pull_request_target',
      'issue_comment',
      'issues',
      'pull_request_review',
    ];
  return null;
}

/** The ways in which a run by the event starts. */
export function startsOf(event: string): readonly Start[] {
  const inside: Start = { event, outsider: false };
  return isOutside(event) || event === UNKNOWN_EVENT
    ? [{ event, outsider: true }, inside]
    : [inside];
}
