import type { Forgeable } from './forgeable.js';

interface Pattern extends Forgeable {
  readonly pattern: RegExp;
}

const POSITIVE = String.raw`\s*(?:==|\bin\b|\.(?:startsWith|endsWith|matches|contains)\()`;
const SIGNED =
  'body.pull_request.user.login or body.sender.id, behind an interceptor with a secret';

/** What senders write themselves, by the way it is asked for in CEL. */
const PATTERNS: readonly Pattern[] = [
  {
    name: 'author of a commit',
    because: 'anybody writes it into a commit',
    hint: SIGNED,
    pattern: new RegExp(
      String.raw`\bbody\.(?:head_commit|commits\[\d+\]|object_attributes\.last_commit|pull_request\.head\.commit)\.(?:author|committer)\.(?:name|email|username)\b${POSITIVE}`,
    ),
  },
  {
    name: 'mail address',
    because: 'anybody writes it into an account or a commit',
    hint: SIGNED,
    pattern: new RegExp(
      String.raw`\bbody\.(?:pusher\.(?:email|name)|user_email|user_name|user\.(?:name|email))\b${POSITIVE}`,
    ),
  },
  {
    name: 'header',
    because: 'no signature covers it and anybody sends it',
    hint: SIGNED,
    pattern:
      /\bheader(?:\.(?:match|canonical)\(\s*|\[\s*)["'](?:x-)?(?!github-|gitlab-|hub-|gitea-|event)[\w-]*(?:user|actor|author|sender|email|forwarded|real-ip|remote|identity|role|group)[\w-]*["']/i,
  },
  {
    name: 'branch of the pull request',
    because: 'whoever owns the fork names its branches',
    hint: 'body.pull_request.head.repo.full_name == body.repository.full_name && …',
    pattern:
      /\b(?:body\.pull_request\.head\.ref|source_branch)(?:\.startsWith\(\s*|\.matches\(\s*|\s*==\s*)["']\^?(?:dependabot|renovate|konflux|release-please|mintmaker)\b/,
  },
];

const BOT =
  /\bbody\.sender\.login\s*(?:==\s*["'][\w-]*\[bot\]|\bin\s*\[[^\]]*\[bot\]|\.endsWith\(\s*["']\[bot\])/;
const ANCHORS =
  /\bbody\.pull_request\.(?:user\.(?:login|id)|head\.repo\.(?:full_name|fork|id)|author_association)\b/;

/** The first thing in a filter that takes the word of the sender for it. */
export function forgedInCel(text: string): Forgeable | null {
  if (ANCHORS.test(text)) return null;
  const known = PATTERNS.find(({ pattern }) => pattern.test(text));
  if (known !== undefined) return known;
  if (!BOT.test(text) || !/pull_request/.test(text)) return null;
  return {
    name: 'body.sender.login',
    because: 'it is whoever caused the event, not whose code runs',
    hint: "body.pull_request.user.login == '<name>[bot]'",
  };
}
