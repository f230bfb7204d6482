import type { Control, Judgement } from '../control.js';
import { asStarted } from '../tekton/as-started.js';
import { originsOf, spelled, type Origin } from '../composition/origins.js';
import { referencesOf, type ReferenceSite } from '../composition/references.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 3.4.4: what a resolver fetches is code, so who chooses it writes the pipeline. */
export const fixedResolverParams: Control = {
  id: '3.4.4',
  slug: 'fixed-resolver-params',
  title: 'Only trusted code chooses what a resolver fetches',
  level: 1,
  assessment: 'automated',
  rationale:
    'The parameters of a resolver say where the definition comes from. Whoever fills in one of them runs a definition of their own with the service account of the run. In 2026 three flaws of the git resolver (a path out of the repository, options of git in a revision, the API token sent to a server of the caller) could be used by nobody else.',
  audit:
    'List the parameters of every `resolver`. None holds a variable that a trigger, an event or a caller fills in, except one with an `enum`.',
  remediation:
    'Write the values down: `url`, `revision` as a full commit, `pathInRepo`, `bundle` with its digest. Where a choice is needed, give the parameter an `enum`.',
  impact: 'Another revision is a change to the definition and is reviewed like one.',
  references: [
    'OWASP CICD-SEC-3',
    'OWASP CICD-SEC-4',
    'CVE-2026-33211',
    'CVE-2026-40938',
    'CVE-2026-40161',
  ],
  legs: { T: { judge: asStarted(judge) } },
};

function judge(subject: Subject): Judgement {
  const references = referencesOf(subject).filter(
    ({ reference }) => reference.resolver !== null || reference.bundle !== null,
  );
  if (references.length === 0) return 'not-applicable';
  return references.flatMap((site) => judgeReference(site));
}

function judgeReference(site: ReferenceSite): readonly Violation[] {
  const { reference } = site;
  const bundle = reference.bundle;
  const given = [
    ...(bundle === null ? [] : [{ name: 'bundle', node: bundle.node }]),
    ...(reference.resolver === null ? [] : [{ name: 'resolver', node: reference.resolver.node }]),
    ...reference.params.flatMap(({ name, value }) =>
      value?.kind === 'scalar' ? [{ name: name.value, node: value }] : [],
    ),
  ];
  return given.flatMap(({ name, node }): readonly Violation[] => {
    const chosen = originsOf(node.text, site).find(isFree);
    if (chosen === undefined) return [];
    return [
      {
        at: placeIn(site.resource, node),
        address: site.address,
        subject: `${name}: ${spelled(node.text)}`,
        severity: chosen.kind === 'caller' ? 'medium' : 'high',
        message: `${WHO[chosen.kind]} chooses the ${name} of the definition that runs here, by \`${chosen.name}\`.`,
        hint: `write the ${name} down, or enum at the parameter`,
      },
    ];
  });
}

const WHO = {
  caller: 'Whoever starts this',
  trigger: 'Whoever sends the event',
  result: 'An earlier task',
} as const;

function isFree(origin: Origin): origin is Exclude<Origin, { kind: 'fixed' }> {
  return origin.kind !== 'fixed';
}
