import { custodyOf, LEVEL_OF, type Chain, type ChainRecord } from '@plumbline/records';
import type { Custody } from '@plumbline/step';
import { subjectsWith } from './artifact.js';
import { judged, skipped, type Answer, type Reason } from './answer.js';
import { guardRecords } from './gates.js';
import type { Case } from './subject.js';
import { isSameSigner } from './words.js';

const CUSTODY_WORDS: Readonly<Record<Custody, string>> = {
  job: 'by any step of the job',
  workflow: 'by any job of the workflow',
  isolated: 'by an isolated workflow alone',
  service: 'by a service of its own alone',
};

/** What caps the level that the custody of the builder would allow. */
interface Level {
  readonly level: number;
  readonly why: string;
}

/** The build level that the records are worth: never what they claim. */
export function levelOf(of: Case): Level {
  const { artifact, chain, policy } = of;
  const custody = custodyOf(chain.built.signer, policy.custody);
  const caps: Level[] = [
    { level: LEVEL_OF[custody], why: `the build record can be signed ${CUSTODY_WORDS[custody]}` },
    ...(isDeclared(chain, artifact.key)
      ? [{ level: 1, why: 'that the run made it is only declared' }]
      : []),
    ...(sharedSigners(of).length > 0
      ? [{ level: 1, why: 'one signer both guards the run and records it' }]
      : []),
    ...(chain.facts.functions?.observed === 'declared'
      ? [{ level: 2, why: 'the run alone says which functions it has executed' }]
      : []),
    // A Pod of the run can preset what Chains reads (results of other steps, annotations).
    ...(chain.facts.buildType.startsWith('https://tekton.dev/chains/')
      ? [{ level: 2, why: 'Chains has seen the status of a run, and no more' }]
      : []),
  ];
  return caps.reduce((one, other) => (other.level < one.level ? other : one));
}

/** Whether the records are as hard to forge as the policy demands. */
export function judgeLevel(of: Case): Answer {
  const { level, why } = levelOf(of);
  const said = `build level ${String(level)}: ${why}`;
  const wrong: Reason[] =
    level >= of.policy.level
      ? []
      : [
          {
            message: said,
            expected: `level ${String(of.policy.level)}`,
            actual: `level ${String(level)}`,
            hint: 'let an isolated workflow or a controller sign, and name it under audit.custody',
          },
        ];
  return judged('level', said, { wrong });
}

/** Whether nobody signs both for the gates and for the run that they guard; at level 1 it is only told. */
export function judgeRoles(of: Case): Answer {
  if (guardRecords(of).length === 0) return skipped('roles', 'there is no record of a gate');
  const shared = sharedSigners(of);
  if (shared.length === 0)
    return judged('roles', 'gates and builder have signers of their own', {});
  const names = [...new Set(shared.map(({ signer }) => `"${signer.name}"`))].join(', ');
  const message = `${names} signs for the gates and for the run that they guard`;
  if (of.policy.level <= 1) return skipped('roles', `${message}: worth level 1`);
  return judged('roles', '', {
    wrong: [{ message, hint: 'give the gates a key or workflow of their own' }],
  });
}

/** The gate records whose signer has also signed as builder. */
function sharedSigners(of: Case): readonly ChainRecord[] {
  const { chain } = of;
  const builders = [chain.built, ...chain.functions.flatMap(({ record }) => record ?? [])];
  return guardRecords(of).filter((gate) =>
    builders.some((builder) => isSameSigner(builder.signer.identity, gate.signer.identity)),
  );
}

/** Others do not say where a subject is known from: their custody alone counts. */
function isDeclared({ built, facts }: Chain, key: string): boolean {
  if (!facts.isOurs) return false;
  const names = subjectsWith(built, key).flatMap(({ name, uri }) => name ?? uri ?? []);
  return !names.some((name) => facts.origins.get(name) === 'platform');
}
