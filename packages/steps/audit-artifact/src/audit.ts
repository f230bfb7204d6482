import {
  auditedRecord,
  createCollector,
  walk,
  type Authenticate,
  type Collector,
  type Walked,
} from '@plumbline/records';
import type { Policy, RecordStore } from '@plumbline/step';
import { digestOnly } from './artifacts/resolve.js';
import { judged, skipped, worst, type Answer, type Reason } from './judge/answer.js';
import { judgeWalked, type Audited } from './judge/judge.js';
import type { Artifact } from './judge/subject.js';

/** With what artifacts are audited. */
export interface Auditor {
  readonly policy: Policy;
  readonly stores: readonly RecordStore[];
  readonly authenticate: Authenticate;
  readonly now: Date;
  readonly strict: boolean;
  readonly trustsAnybody: boolean;
  /** How far what a build used is audited as well. */
  readonly depth: number;
}

/** Chains beyond these are judged and not kept: they are drawn, and a drawing of more cannot be read. */
const CHAINS_KEPT = 200;

/** Audits one artifact after the other: each bundle is verified once, and what was judged is let go. */
export async function auditAll(
  artifacts: readonly Artifact[],
  auditor: Auditor,
): Promise<readonly Audited[]> {
  const collector = createCollector(auditor.stores, auditor.authenticate);
  const audited: Audited[] = [];
  for (const artifact of artifacts) {
    const one = await auditOne(artifact, { ...auditor, collector, above: new Set() });
    audited.push(audited.length < CHAINS_KEPT ? one : { ...one, chain: null, others: [] });
  }
  return audited;
}

interface Walk extends Auditor {
  readonly collector: Collector;
  /** What led here: what is built from itself is not audited for ever. */
  readonly above: ReadonlySet<string>;
}

async function auditOne(artifact: Artifact, of: Walk): Promise<Audited> {
  const walked = await walk(artifact.key, of.collector);
  const one = judgeWalked(artifact, walked, { ...of, policy: of.policy.audit });
  const answers = [...one.answers, await judgeDependencies(one, of)];
  return { ...one, answers, verdict: worst(answers) };
}

/** Whether what the build used passes an audit of its own, or has a summary that says so. */
async function judgeDependencies({ artifact, chain }: Audited, of: Walk): Promise<Answer> {
  if (of.depth === 0 || chain === null) return skipped('dependencies', 'depth 0');
  const used = chain.facts.materials.flatMap(({ name, digest }) => {
    const sha256 = digest['sha256'];
    return sha256 === undefined ? [] : [digestOnly(name, `sha256:${sha256}`)];
  });
  const above = new Set([...of.above, artifact.key]);
  const wrong: Reason[] = [];
  const doubts: Reason[] = [];
  for (const dependency of used.filter(({ key }) => !above.has(key))) {
    if (isVerified(await walk(dependency.key, of.collector))) continue;
    const one = await auditOne(dependency, { ...of, depth: of.depth - 1, above });
    if (one.verdict === 'pass') continue;
    const said = one.answers.find(({ status }) => status === one.verdict)?.said ?? '';
    (one.verdict === 'fail' ? wrong : doubts).push({ message: `${dependency.name}: ${said}` });
  }
  return judged('dependencies', `${String(used.length)} by digest`, { wrong, doubts });
}

/** Whether an audit whose signer the policy trusts has passed it before. */
function isVerified({ others }: Walked): boolean {
  return others.some(({ kind, statement }) => {
    const summary = kind === 'artifact-verified' ? auditedRecord.parse(statement) : null;
    return summary?.ok === true && summary.value.predicate.verificationResult === 'PASSED';
  });
}
