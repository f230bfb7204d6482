import type { Audited } from '../judge/judge.js';
import { recordsOf } from '../judge/time.js';
import type { HandedRecord } from './handed-record.js';
import { shellWord } from './quote.js';
import { SCRIPT_END, SCRIPT_TEXT } from './script-text.js';

/** What the script checks. */
export interface Handed {
  readonly audited: readonly Audited[];
  readonly records: readonly HandedRecord[];
  /** Whether there is a list of artifacts that can be hashed again. */
  readonly hasFiles: boolean;
}

/** A script that repeats the checks of an audit without us. */
export function scriptOf(handed: Handed): string {
  const lines = [
    check('the folder is as it was handed over', 'whole'),
    ...(handed.hasFiles
      ? [
          `[ -z "$artifacts" ] || ${check('the artifacts have the digests that were audited', 'there', '"$artifacts"', '"$PWD/artifacts.sha256"')}`,
        ]
      : []),
    ...handed.records.flatMap(recordLines),
    ...handed.audited.flatMap((one) => artifactLines(one, handed)),
  ];
  return `${SCRIPT_TEXT}${lines.join('\n')}\n${SCRIPT_END}`;
}

/** The words behind the label are shell already. */
function check(label: string, ...command: readonly string[]): string {
  return ['check', shellWord(label), ...command].join(' ');
}

function open(label: string): string {
  return `open ${shellWord(`${label}: cosign reads it only beside the image it is attached to`)}`;
}

function recordLines(handed: HandedRecord): readonly string[] {
  const { record, words, bundle, statement, key, isAttachment } = handed;
  const name = `${words} ${record.sha256.slice(0, 16)}`;
  const by = `signed by ${record.signer.name}`;
  if (isAttachment) return [open(`${name}: ${by}`)];
  return [
    check(`${name}: is what it is named by`, 'holds', bundle, statement, record.sha256),
    check(`${name}: ${by}`, ...attested(handed), '--check-claims=false'),
    // A key that signs records is of P-256 and signs their SHA-256.
    ...(key === null ? [] : [check(`${name}: ${by}, by openssl`, 'signed', bundle, key)]),
  ];
}

function attested({ bundle, predicateType, options }: HandedRecord): readonly string[] {
  return ['attested', bundle, shellWord(predicateType), ...options.map(shellWord)];
}

/** The build record is about the artifact and names the rest of its chain; what was not found good is not made good here. */
function artifactLines({ artifact, chain, verdict }: Audited, handed: Handed): readonly string[] {
  const passed = verdict === 'pass' ? 'true' : 'false';
  const said = check(`${artifact.name}: the audit passed (report.html)`, passed);
  const built = handed.records.find(({ record }) => record.sha256 === chain?.built.sha256);
  if (chain === null || built === undefined) return [said];
  const [algorithm = '', hex = ''] = artifact.key.split(':');
  const [, ...linked] = recordsOf(chain);
  return [
    built.isAttachment
      ? open(`${artifact.name}: is what its build record speaks of`)
      : check(
          `${artifact.name}: is what its build record speaks of`,
          ...attested(built),
          ...['--digest', hex, '--digestAlg', algorithm],
        ),
    ...linked.map(({ sha256 }) =>
      check(
        `${artifact.name}: its build record names ${sha256.slice(0, 16)}`,
        'names',
        built.statement,
        sha256,
      ),
    ),
    said,
  ];
}
