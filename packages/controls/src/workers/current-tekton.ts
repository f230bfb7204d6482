import { ADVISORIES_AS_OF, advisories, affects, fixedFrom } from '../cluster/advisories.js';
import { installedPipelines, type Installed } from '../cluster/versions.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';

/** 4.3.1: what is known of a version is known to everybody. */
export const currentTekton: Control = {
  id: '4.3.1',
  slug: 'current-tekton',
  title: 'Tekton has no known vulnerability',
  level: 1,
  assessment: 'automated',
  rationale:
    'In 2026 several weaknesses of the resolvers were published: who could create a run could read files and tokens of Tekton, or run code in a pod that reads every Secret of the cluster. Fixes came for the lines 1.0, 1.3, 1.6, 1.9 and 1.11; other lines before 1.11.1 have none.',
  audit: `\`kubectl get configmap pipelines-info -n tekton-pipelines -o jsonpath={.data.version}\`, compared with the advisories of tektoncd/pipeline. The table here is of ${ADVISORIES_AS_OF}.`,
  remediation:
    'Install the newest release of a supported line, at least v1.0.2, v1.3.4, v1.6.2, v1.9.3 or v1.11.1; with an operator, update the operator.',
  impact: 'A patch release changes no API.',
  references: ['OWASP CICD-SEC-7', 'CIS SSC 2.1.2', ...advisories.map(({ id }) => id)],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const installed = installedPipelines(subject);
  return installed.length === 0 ? 'not-offered' : installed.flatMap((one) => judgeVersion(one));
}

/** One finding for a version, with all that holds for it: the edit is one. */
function judgeVersion({ version, text, at, address }: Installed): readonly Violation[] {
  const known = advisories.filter((advisory) => affects(advisory, version));
  const worst = known.find(({ severity }) => severity === 'high') ?? known[0];
  if (worst === undefined) return [];
  const others = known.filter((advisory) => advisory !== worst).map(({ id }) => id);
  const more = others.length === 0 ? '' : `; also ${others.join(', ')}`;
  return [
    {
      at,
      address,
      subject: 'tektoncd/pipeline',
      severity: worst.severity,
      message: `Whoever may create a run can ${worst.what} (${worst.id})${more}.`,
      hint: `install ${fixedFrom(version)} or newer`,
      expected: fixedFrom(version),
      actual: text,
    },
  ];
}
