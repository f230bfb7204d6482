import { ANSWER } from '../answers.js';
import { CLEAN, type Taint } from '../taint.js';

/** A value of an answer of GitHub, before it is known where it stands. */
export type Answered = Pick<Taint, 'name' | 'grade' | 'who'> &
  Partial<Pick<Taint, 'free' | 'lines' | 'revision'>>;

const PULL = { grade: 'author', who: 'Whoever opens a pull request' } as const;
const HEAD: Answered = { ...PULL, name: 'the head of the pull request', revision: true };
const WHOLE: Answered = { ...PULL, name: ANSWER, lines: true, revision: true };

/** Where GitHub answers about pull requests. */
const PULLS = /\bpulls(?:\/|\?|["']?$)/;
const OF_GITHUB = /api\.github\.com|GITHUB_API_URL|github\.api_url|\/api\/v3\//;

/** The heads of pull requests that `gh pr view --json …` names. */
export function headsViewed(words: readonly string[]): readonly Answered[] {
  const [kind, verb] = words;
  if (kind !== 'pr' || !/^(?:view|list)$/.test(verb ?? '')) return CLEAN;
  const json = words[words.indexOf('--json') + 1] ?? '';
  const query = queryIn(words);
  const asked = query === '' ? json : query;
  if (!words.includes('--json') || !/headRef(?:Name|Oid)|headRepository/.test(asked)) return CLEAN;
  if (query === '' && json.includes(',')) return [WHOLE];
  return [{ ...HEAD, free: /headRefName/.test(asked) }];
}

/** What a request to GitHub's interface answers about pull requests: `gh api`, `curl`. */
export function answersOfPulls(program: string, words: readonly string[]): readonly Answered[] {
  const asks = program === 'gh' ? words[0] === 'api' : words.some((word) => OF_GITHUB.test(word));
  const address = words.find((word) => PULLS.test(word));
  const changes = /(?:^|\s)(?:-X|--method[ =]|--request[ =])\s?(?!GET\b)[A-Z]/.test(
    words.join(' '),
  );
  if (!asks || address === undefined || changes || /\/files\b|\/comments\b/.test(address))
    return CLEAN;
  const query = queryIn(words);
  if (query === '') return [WHOLE];
  if (!/\bhead\b/.test(query)) return CLEAN;
  return [{ ...HEAD, free: /head\??\.(?:ref|label)\b/.test(query) }];
}

function queryIn(words: readonly string[]): string {
  const at = words.findIndex((word) => /^(?:-q|--jq)$/.test(word));
  return at === -1
    ? (words.find((word) => word.startsWith('--jq='))?.slice(5) ?? '')
    : (words[at + 1] ?? '');
}
