import type { Control, Judgement } from '../control.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import type { TektonFlow } from '../taint/tekton/flow.js';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import { hasTekton, pipelineTasksOf } from '../tekton/specs.js';
import { placeIn, writtenText } from '../violation.js';
import { deployedBy } from './deploys.js';
import { gitHubViolation, isAnswer, isPrivileged, tektonViolation, type Words } from './flows.js';
import { pushes } from './gate-tasks.js';

/** 2.1.4: a line break in a value starts another entry of the file. */
export const noEnvironmentInjection: Control = {
  id: '2.1.4',
  slug: 'no-environment-injection',
  title: 'Untrusted text does not reach environment, path or outputs',
  level: 1,
  assessment: 'automated',
  rationale:
    'What is written to `GITHUB_ENV`, `GITHUB_PATH` and `GITHUB_OUTPUT` is read line by line. A value with a line break sets further names: `LD_PRELOAD` or `NODE_OPTIONS` for every later step, a folder of programs, an output that the next job trusts. A Tekton result that describes an artifact is signed as it stands.',
  audit:
    'List the writes to these files. No value comes from an event, from a file of an artifact or of a pull request, unless its characters were checked, or a delimiter that nobody can guess surrounds it.',
  remediation:
    'Write a constant name with a checked value, or surround the value: `delimiter=$(openssl rand -hex 16)`, then `echo "body<<$delimiter"`, the value, `echo "$delimiter"`. Keep text of events out of `GITHUB_ENV` and `GITHUB_PATH`: `env:` of the step that needs it is enough.',
  impact: 'None.',
  references: ['OWASP CICD-SEC-4', 'zizmor github-env', 'CodeQL envvar/envpath/output-clobbering'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  return gitHubFlows(subject)
    .filter((flow) => isInjection(flow))
    .map((flow) => gitHubViolation(subject, flow, wordsOf(flow)));
}

/** One line sets one name only; that matters where strangers meet secrets. */
function isInjection(flow: GitHubFlow): boolean {
  const { sink, taint } = flow;
  if (taint.grade === 'caller' || isAnswer(taint)) return false;
  if (sink === 'search-path') return true;
  if (sink === 'outputs') return taint.lines;
  return sink === 'environment' && (taint.lines || isPrivileged(flow));
}

function wordsOf({ taint, by, subject, sink }: GitHubFlow): Words {
  const what =
    sink === 'search-path'
      ? 'chooses a folder whose programs later steps run'
      : `can set further names in \`${by}\` by a line break`;
  return {
    severity: sink === 'outputs' ? 'medium' : 'high',
    message: `${taint.who} chooses \`${taint.name}\` and ${what}.`,
    hint:
      sink === 'outputs'
        ? `delimiter=$(openssl rand -hex 16); { echo "${subject}<<$delimiter"; echo "$VALUE"; echo "$delimiter"; } >> "$${by}"`
        : 'env: { VALUE: ${{ … }} }   # at the step that needs it',
  };
}

/** Results that Chains takes as the description of an artifact (Tekton Chains, "Type hinting"). */
const HINT =
  /(?:IMAGE_URL|IMAGE_DIGEST|IMAGE_REF|IMAGES|ARTIFACT_URI|ARTIFACT_DIGEST|ARTIFACT_OUTPUTS|ARTIFACT_INPUTS|CHAINS-GIT_URL|CHAINS-GIT_COMMIT|-DIGEST|_DIGEST)$/;

/** Parameters that are called after what strangers write, whatever hands it over. */
const OUTSIDE =
  /^params\.(?:.*[-_])?(?:head|source|pr|pull|request|mr|issue|comment|commit)[-_](?:ref|branch|title|body|message|name|text|label)s?$/i;

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const used = usedResults(subject);
  return tektonFlows(subject)
    .filter(
      ({ sink, taint, subject: name }) =>
        (taint.grade !== 'caller' || (sink === 'sourced' && OUTSIDE.test(taint.name))) &&
        (sink === 'sourced' || (sink === 'result' && (HINT.test(name) || used.has(name)))),
    )
    .map((flow) => tektonViolation(flow, wordsOfTekton(flow)));
}

/** Parameters that say what is built or fetched, and where or how something runs. */
const IDENTIFIES =
  /^(?:.*[-_])?(?:image|tags?|version|revision|digest|commit|registry|repo(?:sitory)?|namespace|environment|cluster|context|chart|dockerfile|command|script|(?:extra[-_])?(?:args|flags|options))(?:[-_]?(?:name|tag|url|ref))?$/i;

/** Names of results that decide something: whether a task runs, what a resolver fetches, what is released. */
function usedResults(subject: Subject): ReadonlySet<string> {
  const texts = pipelineTasksOf(subject).flatMap((site) => {
    const { resource, entry: task } = site;
    const isReleased = pushes(site) || deployedBy(subject, site) !== null;
    const rows = task.matrix?.include.flatMap(({ params }) => params) ?? [];
    const given = [...task.params, ...(task.matrix?.params ?? []), ...rows].filter(
      ({ name }) => isReleased || IDENTIFIES.test(name.value),
    );
    const nodes = [
      ...task.when,
      ...[task.taskRef?.node, task.pipelineRef?.node],
      ...given.map(({ node }) => node),
    ];
    return nodes.flatMap((node) =>
      node === undefined ? [] : [writtenText(placeIn(resource, node))],
    );
  });
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\.results(?:\.([\w-]+)|\[\\?["']([\w-]+)\\?["']\])/g)].map(
        ([, a, b]) => a ?? b ?? '',
      ),
    ),
  );
}

function wordsOfTekton({ taint, subject, sink }: TektonFlow): Words {
  const what =
    sink === 'sourced'
      ? `lines of \`${subject}\`, which another step runs for its variables`
      : `the result \`${subject}\`, which others trust`;
  return {
    severity: 'high',
    message: `${taint.who} chooses \`${taint.name}\` and with it ${what}.`,
    hint: 'Check the value first: case "$VALUE" in *[!a-z0-9.-]*) exit 1;; esac',
  };
}
