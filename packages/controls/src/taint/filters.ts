import { isPlainField } from './answers.js';

/** Programs that print what they read or are given, as text. */
const TEXT =
  /^(?:echo|printf|cat|tac|sed|g?awk|mawk|tr|cut|head|tail|sort|uniq|xargs|tee|jq|yq|paste|rev|fold|column|e?grep|fgrep|rg|basename|dirname|git|gh|envsubst|curl|hub|glab|ls|find|fmt|strings|less|unzip|nl)$/;

/** Whether a program may print what it reads. Of others nothing is known, and nothing is assumed. */
export function passesText(program: string): boolean {
  return TEXT.test(program);
}

/** Whether what a filter prints holds no character that means something: only listed ones are kept. */
export function cleans(program: string, args: readonly string[]): boolean {
  if (program === 'tr') return keepsListed(args);
  if (program === 'sed') return args.some((text) => /s(.)\[\^[^\]]+\][*+]?\\?\+?\1/.test(text));
  if (/grep$/.test(program))
    return args.some((text) => /^-\w*[cqlL]\w*$/.test(text)) || printsMatches(args);
  if (program === 'jq') return args.some((text) => JQ_CLEANS.test(text));
  if (program === 'printf') return /^[^%]*(?:%[qd][^%]*)+$/.test(args[0] ?? '');
  return false;
}

const JQ_CLEANS =
  /@sh\b|@json\b|\blength\b|\btonumber\b|\|\s*(?:numbers|booleans)\b|\btype\s*==\s*"(?:number|boolean)"/;

/** Whether a filter of `jq` prints nothing but fields without free characters: `.number`, `"number=\(.number)"`. */
export function readsPlainFields(program: string, args: readonly string[]): boolean {
  const filter =
    program === 'jq' ? args.find((text) => /(?:^|[("[|,\s])\.[A-Za-z_[]/.test(text)) : undefined;
  if (filter === undefined || WHOLE.test(filter)) return false;
  const last = [...filter.matchAll(/\.([A-Za-z_]\w*)(?!\w*\s*[.[])/g)].map(([, name = '']) => name);
  return last.length > 0 && last.every(isPlainField);
}

/** Whether a filter of `jq` prints nothing but what is of the repository itself: `.base.ref`, `.baseRefName`. */
export function readsOwnFields(program: string, args: readonly string[]): boolean {
  const filter =
    program === 'jq' ? args.find((text) => /(?:^|[("[|,\s])\.[A-Za-z_[]/.test(text)) : undefined;
  return (
    filter !== undefined && /\.base(?:\.|Ref)/.test(filter) && !/\.head|\.title|\.body/.test(filter)
  );
}

/** `.` alone, `..`, or all values of a list. */
const WHOLE =
  /\.\.|(?:^|[\s|(,])\.(?:$|[\s|),])|\[\]$|\$\w|\btojson\b|\bto_entries\b|\bvalues?\b|\bkeys\b/;

/** `tr -cd 'a-z0-9'`, `tr -dc '[:alnum:]'`, `tr -c … _`. */
function keepsListed(args: readonly string[]): boolean {
  const options = args.filter((text) => /^-/.test(text)).join('');
  const set = args.find((text) => !text.startsWith('-')) ?? '';
  return (
    /c|C/.test(options) &&
    !/[$`;&|<>()"'\\]|:(?:print|punct|graph):/.test(set.replaceAll('\\n', ''))
  );
}

/** `grep -oE '[0-9]+'`: what matches is all that comes out. */
function printsMatches(args: readonly string[]): boolean {
  const only = args.some((text) => /^-\w*o\w*$/.test(text) || text === '--only-matching');
  const pattern = args.find((text) => text !== '' && !text.startsWith('-')) ?? '.';
  return only && !/(?<!\\)\.|\[\^|\\S|\\W/.test(pattern);
}

/** Whether a filter prints one line at most, or, like `jq` without `-r`, writes line ends of values as `\n`. */
export function shortens(program: string, args: readonly string[]): boolean {
  if (program === 'head' || program === 'tail')
    return args.some(
      (text, index) => /^-(?:n?1|n=1)$/.test(text) || (args[index - 1] === '-n' && text === '1'),
    );
  if (program === 'jq')
    return !args.some((text) => /^-\w*[rj]\w*$|^--(?:raw|join)-output/.test(text));
  return program === 'tr' && args.some((text) => /\\n|\\r/.test(text));
}
