import { answer, notAsked, type Check, type Objection } from '@plumbline/core';
import type { NewRecord, StepResult, WrittenRecord } from '@plumbline/step';
import { statedCustody } from './custody.js';
import type { Gathered } from './gather.js';
import type { ObservedRun } from './observed.js';
import { questions } from './questions.js';
import type { MadeBom } from './sbom.js';
import type { Kept } from './store.js';

/** The result of a run that was attested. */
export function conclude(gathered: Gathered, signed: readonly NewRecord[], kept: Kept): StepResult {
  const { inputs, loaded, observed, found } = gathered;
  const built = kept.records.find(({ kind }) => kind === 'artifact-built');
  const lines = linesOf(gathered, { signed, kept });
  return {
    target: inputs.target,
    policy: loaded.origin,
    checks: checksOf(gathered, kept),
    headline: `${observed.run.invocation} ${statusWords(gathered)}`,
    notes: [...observed.gaps, ...gathered.vouched.notes, ...found.notes],
    records: [...kept.records].sort(builtFirst),
    own: {
      key: 'attestation',
      value: {
        run: observed.run,
        status: observed.status,
        functions: observed.functions.length,
        artifacts: gathered.artifacts,
        custody: statedCustody(observed, signed),
        contents: contentsOf(gathered.bom),
        bundle: kept.bundle,
      },
    },
    display: { table: { head: [], rows: [] }, lines, rules: () => ({}) },
    outputs: {
      provenance: built?.path ?? '',
      'provenance-sha256': built?.sha256 ?? '',
      bundle: kept.bundle ?? '',
      records: String(signed.length),
    },
  };
}

/** The face names the first as the record of the step. */
function builtFirst(one: WrittenRecord, other: WrittenRecord): number {
  return Number(other.kind === 'artifact-built') - Number(one.kind === 'artifact-built');
}

function checksOf(
  { observed, inputs, found, doubts, vouched }: Gathered,
  kept: Kept,
): readonly Check[] {
  const object = (message: string, subject: string): Objection => ({
    message,
    subject,
    locations: [],
  });
  return [
    answer(
      questions.subjects,
      doubts.map((doubt) => object(doubt, 'image')),
      'error',
    ),
    observed.observed === 'declared' &&
    (observed.run.platform === 'tekton' || observed.gaps.length === 0)
      ? notAsked(questions.functions, [TELLER[observed.run.platform]])
      : answer(
          questions.functions,
          observed.gaps.map((gap) => object(gap, 'run')),
          'error',
        ),
    ...actionChecks(observed),
    ...(observed.observed === 'platform' || observed.objects.every(({ left }) => left === null)
      ? []
      : [
          vouched.records.length === 0
            ? notAsked(questions.platform, [CHAINS_KEY])
            : answer(
                questions.platform,
                vouched.contradictions.map((message) => object(message, 'run')),
                'error',
              ),
        ]),
    inputs.link === 'none'
      ? notAsked(questions.links, ['link: auto'])
      : answer(
          questions.links,
          found.notes.map((note) => object(note, 'record')),
          'error',
        ),
    answer(
      questions.stored,
      kept.failures.map(({ store, fault }) => ({
        ...object(`${store}: ${fault.message}`, store),
        ...(fault.hint === undefined ? {} : { hint: fault.hint }),
      })),
      'error',
    ),
  ];
}

/** What ran at another commit fails; of what has no log nobody knows. */
function actionChecks({ run, actions }: ObservedRun): readonly Check[] {
  if (run.platform !== 'github') return [];
  if (actions === null) return [notAsked(questions.actions, [TELLER.github])];
  const object = (message: string): Objection => ({ message, subject: 'run', locations: [] });
  return [
    actions.contradictions.length > 0
      ? answer(questions.actions, actions.contradictions.map(object))
      : answer(questions.actions, actions.unknown.map(object), 'error'),
  ];
}

const CHAINS_KEY =
  'the key of Tekton Chains under trust.keys, with custody `service` under audit.custody';

/** Who would have to be asked. */
const TELLER = {
  github: 'a token, to ask GitHub for the jobs of this run',
  tekton: 'the platform itself: an export is a claim',
} as const;

const GATES = {
  'trigger-authorized': 'trigger',
  'pipeline-verified': 'pipeline',
  'configuration-result': 'configuration',
} as const;

interface Written {
  readonly signed: readonly NewRecord[];
  readonly kept: Kept;
}

function contentsOf(bom: MadeBom | null): unknown {
  if (bom === null) return null;
  const { format, version, size, sha256, by } = bom;
  return { format, version, size, sha256, by };
}

function madeBy({ by }: MadeBom): string {
  return by === null ? '' : `, made by ${by.name} (sha256:${by.sha256.slice(0, 16)}…)`;
}

/** What was recorded and what was not, for people. */
function linesOf(gathered: Gathered, { signed, kept }: Written): readonly string[] {
  const { observed, stores } = gathered;
  const failed = new Set(kept.failures.map(({ store }) => store));
  const stored = stores.map(({ name }) => name).filter((name) => !failed.has(name));
  return [
    `build record     ${artifactWords(gathered)}`,
    `function records ${functionWords(gathered)}`,
    ...(gathered.vouched.records.length === 0
      ? []
      : [`chains records   ${String(gathered.vouched.records.length)} kept beside these`]),
    `trigger record   ${triggerWords(gathered)}`,
    ...gateLines(gathered),
    ...(gathered.bom === null
      ? []
      : [
          `contents record  ${gathered.bom.format} ${gathered.bom.version}, ${String(gathered.bom.size)} entries, sha256:${gathered.bom.sha256}${madeBy(gathered.bom)}`,
        ]),
    ...(observed.status === 'failed' || observed.status === 'cancelled'
      ? [`note             the run is recorded as ${observed.status}; no artifact is vouched for`]
      : []),
    `stored           ${stored.join(' · ') || 'nowhere'}`,
    `signed           ${statedCustody(observed, signed).words}`,
  ];
}

function statusWords({ observed }: Gathered): string {
  return observed.status === 'running' ? 'is still running' : observed.status;
}

function artifactWords({ artifacts, observed }: Gathered): string {
  if (observed.status === 'failed' || observed.status === 'cancelled') return 'of the run alone';
  const [first] = artifacts;
  const more = artifacts.length > 1 ? ` and ${String(artifacts.length - 1)} more` : '';
  const declared = artifacts.filter(({ origin }) => origin === 'declared').length;
  const word = declared === 0 ? 'as the platform tells' : `${String(declared)} by your word alone`;
  const digest = Object.entries(first?.digest ?? {}).map(([name, hex]) => `${name}:${hex}`);
  return `${first?.name ?? ''} ${digest.join(' ')}${more} (${word})`;
}

function functionWords({ observed }: Gathered): string {
  const { functions } = observed;
  const signed = functions.filter((each) => each.observed === 'platform').length;
  const open = functions.filter(({ status }) => status === 'open').length;
  const claim =
    observed.run.platform === 'github' ? 'as the workflow declares' : 'as the export says';
  const told =
    signed === 0 ? claim : `${String(signed)} as Tekton Chains has signed, the rest ${claim}`;
  const teller = observed.observed === 'platform' ? 'as the platform tells' : told;
  const rest = open === 0 ? '' : `, ${String(open)} recorded as still open`;
  return `${String(functions.length)} (${teller})${rest}`;
}

function triggerWords({ observed, found }: Gathered): string {
  const isGuarded = found.links.some(({ link }) => link.kind === 'trigger-authorized');
  if (isGuarded) return 'found: a gate authorised it';
  const { trigger } = observed;
  if (trigger === null) return 'none: the run tells of no trigger';
  const who = trigger.actor?.login ?? trigger.actor?.id;
  const by = who === undefined || who === null ? '' : ` by ${who}`;
  const teller = trigger.by === 'nothing' ? 'the run itself' : 'the platform';
  return `${trigger.event}${by}, as ${teller} tells it; no gate authorised it`;
}

function gateLines({ found }: Gathered): readonly string[] {
  const kinds = new Set<string>(found.links.map(({ link }) => link.kind));
  const names = Object.entries(GATES).filter(([kind]) => kind !== 'trigger-authorized');
  const linked = names.filter(([kind]) => kinds.has(kind)).map(([, name]) => name);
  const missing = names.filter(([kind]) => !kinds.has(kind)).map(([, name]) => name);
  return [
    ...(linked.length === 0 ? [] : [`linked           ${linked.join(', ')}`]),
    ...(missing.length === 0
      ? []
      : [
          `not recorded     ${missing.join(', ')}: no signed record of this run is in the stores. An audit names it as missing if its policy asks for it`,
        ]),
  ];
}
