import type { AccessPath } from '../../expression/path.js';
import { PAYLOAD } from '../github/payload.js';
import type { Grade } from '../taint.js';

/** What is known of a field of a webhook. */
export interface WebhookField {
  readonly grade: Grade;
  readonly who: string;
  readonly free: boolean;
  readonly lines: boolean;
}

/** Names of fields that hold identifiers, numbers, states and dates, whatever the sender. */
const PLAIN =
  /^(?:id|iid|node_id|number|sha|after|before|head_sha|commit_id|checkout_sha|action|state|login|username|created_at|updated_at|timestamp|object_kind|event_type|object_attributes_action|project_id|user_id|merged|draft|private|fork|installation|type)$/i;
/** Names of fields that the owner of a repository chooses. */
const OWNED =
  /(?:^|_)(?:url|full_name|path_with_namespace|clone_url|ssh_url|git_url|html_url|http_url|homepage|web_url|name|namespace|default_branch)$/i;

/** Who chooses a field of the body of a webhook; null if it has no free characters and the sender is known. */
export function webhookField(path: AccessPath, authenticated: boolean): WebhookField | null {
  const known = fieldOfGitHub(path);
  if (known !== null && (authenticated ? known.free : true)) return { ...known, free: true };
  if (!authenticated)
    return {
      grade: 'anyone',
      who: 'Whoever sends a request to the listener',
      free: true,
      lines: true,
    };
  const last = path.filter((part) => part !== '*').at(-1) ?? '';
  if (known !== null || PLAIN.test(last)) return null;
  if (
    OWNED.test(last) &&
    !path.includes('head') &&
    !path.includes('commits') &&
    !/author|committer|user|sender|pusher/.test(path.at(-2) ?? '')
  )
    return null;
  return {
    grade: 'author',
    who: 'Whoever causes the event',
    free: true,
    lines: /body|message|description|note|comment/.test(last),
  };
}

function fieldOfGitHub(path: AccessPath): WebhookField | null {
  const lower = path.map((part) => (/^\d+$/.test(part) ? '*' : part.toLowerCase()));
  const found = PAYLOAD.find(
    (field) =>
      field.path.length === lower.length &&
      field.path.every((part, index) => part === lower[index] || lower[index] === '*'),
  );
  return found ?? null;
}

const PAC: ReadonlyMap<string, WebhookField> = new Map([
  [
    'source_branch',
    { grade: 'author', who: 'Whoever opens a pull request', free: true, lines: false },
  ],
  ['trigger_comment', { grade: 'anyone', who: 'Whoever comments', free: true, lines: false }],
  ['git_tag', { grade: 'committer', who: 'Whoever pushes a tag', free: true, lines: false }],
  [
    'pull_request_title',
    { grade: 'anyone', who: 'Whoever opens a pull request', free: true, lines: false },
  ],
]);

/** Who chooses a variable of Pipelines as Code. It checks the signature of the webhook itself. */
export function pacField(path: readonly string[]): WebhookField | null {
  const [first = '', ...rest] = path;
  if (first === 'body') return webhookField(rest, true);
  if (first === 'files')
    return { grade: 'author', who: 'Whoever causes the event', free: true, lines: false };
  if (first === 'cel') {
    const names = [...(path[1] ?? '').matchAll(/\bbody((?:\.\w+)+)/g)];
    return (
      names
        .map(([, inner = '']) => webhookField(inner.split('.').slice(1), true))
        .find((field) => field !== null) ?? null
    );
  }
  return PAC.get(first) ?? null;
}
