import { printable } from '@plumbline/core';
import { version } from '@plumbline/step';
import type { Audited } from '../judge/judge.js';
import { dayOf } from '../judge/words.js';
import type { Terms } from '../record.js';
import type { HandedRecord } from './handed-record.js';
import { shellWord } from './quote.js';

/** What an auditor reads first: what was found, what lies here, and how it is checked without us. */
export function pageOf(
  { audited, loaded, now }: Terms,
  records: readonly HandedRecord[],
  paths: readonly string[],
): string {
  const { source, path, sha256, commit } = loaded.origin;
  const policy = sha256 === null ? 'built in: it trusts nobody' : `policy.yaml, sha256:${sha256}`;
  const from = [source, path, commit].filter((part) => part !== null).join(' ');
  return `Evidence of how ${count(audited.length, 'artifact')} came to be, judged as of ${now.toISOString()} by Plumbline ${version}.
Policy: ${printable(`${policy} (${from})`)}

${audited.map(artifactLine).join('\n')}

Check it without Plumbline

  sha256sum SHA256SUMS        compare it with the digest that was told to you another way
  sh verify.sh                needs cosign 3 and openssl; sh verify.sh FOLDER hashes the artifacts in FOLDER too
${exampleOf(audited, records)}
What the script does not repeat is the judgement: whether those who signed may, in what order, and what their records say.
That is in report.html; what it was judged from is in statements/, as plain JSON, and in policy.yaml.
Provenance is not safety: it says where an artifact comes from, not that it is good.

What lies here

${CONTENTS.filter(([path]) => isThere(paths, path))
  .map(contentLine)
  .join('\n')}

Records

${records.map(recordLine).join('\n')}
`;
}

const CONTENTS: readonly (readonly [path: string, what: string])[] = [
  ['report.html', 'what the audit found'],
  ['report.json', 'the same, to be read by programs'],
  ['policy.yaml', 'by what it judged: whose signatures count, what is demanded, what is revoked'],
  ['keys/', 'public keys of those who have signed'],
  ['roots/', 'trusted roots of those who have signed with a certificate'],
  ['records/', 'signed records (sigstore bundles), by the SHA-256 of their bytes'],
  ['statements/', 'what was signed, by the SHA-256 by which records name each other'],
  ['artifacts.sha256', 'the artifacts that were files, for sha256sum -c'],
  ['verify.sh', 'the checks'],
  ['SHA256SUMS', 'the digest of every other file'],
];

/** The sums are made last, of this page as well. */
function isThere(paths: readonly string[], wanted: string): boolean {
  return wanted === 'SHA256SUMS' || paths.some((path) => path.startsWith(wanted));
}

function contentLine([path, what]: (typeof CONTENTS)[number]): string {
  return `  ${path.padEnd(18)}${what}`;
}

function count(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}

const VERDICTS: Readonly<Record<Audited['verdict'], string>> = {
  pass: 'pass         ',
  fail: 'FAIL         ',
  unknown: 'cannot decide',
};

function artifactLine({ artifact, verdict, level, answers }: Audited): string {
  const problem = answers.find(({ status }) => status === verdict && verdict !== 'pass');
  const why = problem === undefined ? '' : `   ${problem.id}: ${problem.said}`;
  const { name, key } = artifact;
  const shown = name.endsWith(key) ? name : `${name}   ${key}`;
  return printable(`  ${VERDICTS[verdict]} ${shown}   build level ${String(level)}${why}`);
}

function recordLine({ record, words, bundle }: HandedRecord): string {
  const { signer, signedAt } = record;
  const { key, identity } = signer.identity;
  const when = signedAt === null ? 'no trusted time' : dayOf(signedAt);
  return printable(
    `  ${words.padEnd(20)} ${bundle}   ${signer.name}, ${key ?? identity ?? ''}, ${when}`,
  );
}

/** One command written out, for who wants to see what the script does. */
function exampleOf(audited: readonly Audited[], records: readonly HandedRecord[]): string {
  const one = audited.find(({ chain }) => chain !== null);
  const built = records.find(({ record }) => record.sha256 === one?.chain?.built.sha256);
  if (one === undefined || built === undefined) return '';
  const [algorithm = '', hex = ''] = one.artifact.key.split(':');
  const options = ['--type', built.predicateType, ...built.options].map(shellWord).join(' ');
  return `
The build record of the first artifact, by hand:

  cosign verify-blob-attestation ${options} \\
    --bundle ${built.bundle} --digest ${hex} --digestAlg ${algorithm}
`;
}
