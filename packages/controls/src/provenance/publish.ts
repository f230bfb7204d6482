import { parseUses, type Text } from '@plumbline/pipeline';
import { invocation } from '../composition/commands.js';
import { placeOfRun, scriptOf } from '../composition/scripts.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { placeIn, type Place } from '../violation.js';

/** What is published: a package of a registry, files of a release, an image. */
export type Published = 'package' | 'release' | 'image';

/** A step that hands something to the world. */
export interface Publish {
  readonly job: JobSite;
  readonly site: StepSite;
  readonly what: Published;
  /** The action or the command. */
  readonly name: string;
  readonly at: Place;
}

/** Every step of a workflow that publishes. */
export const publishesOf = shared((subject: Subject): readonly Publish[] => {
  return stepsOf(subject).flatMap((site): readonly Publish[] => {
    const { job, step } = site;
    if (job === null) return [];
    if (step.uses !== null) return byAction(site, job, step.uses);
    const script = scriptOf(subject, step);
    if (script === undefined) return [];
    const found = script.runs.flatMap((run): readonly Publish[] => {
      const { program = '', args = [] } = invocation(run.command) ?? {};
      const what = publishedBy(program, args);
      if (what === null) return [];
      const at = placeOfRun(script, run);
      return [{ job, site, what, name: [program, ...args.slice(0, 1)].join(' '), at }];
    });
    return found.slice(0, 1);
  });
});

/** Actions that publish whenever they run. */
const ACTIONS: ReadonlyMap<string, Published> = new Map([
  ['pypa/gh-action-pypi-publish', 'package'],
  ['js-devtools/npm-publish', 'package'],
  ['rubygems/release-gem', 'package'],
  ['cycjimmy/semantic-release-action', 'package'],
  ['katyo/publish-crates', 'package'],
  ['pyo3/maturin-action', 'package'],
  ['changesets/action', 'package'],
  ['release-plz/action', 'package'],
  ['marcoieni/release-plz-action', 'package'],
  ['jreleaser/release-action', 'release'],
  ['goreleaser/goreleaser-action', 'release'],
  ['softprops/action-gh-release', 'release'],
  ['ncipollo/release-action', 'release'],
  ['svenstaro/upload-release-action', 'release'],
  ['actions/upload-release-asset', 'release'],
  ['docker/build-push-action', 'image'],
  ['redhat-actions/push-to-registry', 'image'],
]);

function byAction(site: StepSite, job: JobSite, uses: Text): readonly Publish[] {
  const used = parseUses(uses.value);
  if (used.kind !== 'remote') return [];
  const name = `${used.owner}/${used.repository}`.toLowerCase();
  const what = ACTIONS.get(name);
  if (what === undefined || !handsOver(site, name)) return [];
  return [{ job, site, what, name, at: placeIn(site.of, uses) }];
}

/** Whether the inputs say that something leaves. */
function handsOver({ step }: StepSite, name: string): boolean {
  const input = (key: string): string =>
    step.with.find((one) => one.name.value.toLowerCase() === key)?.value.value ?? '';
  switch (name) {
    case 'docker/build-push-action':
      return (
        /^(?!false$).+/.test(input('push')) || /push=true|type=registry/.test(input('outputs'))
      );
    case 'goreleaser/goreleaser-action':
      return (
        /\brelease\b/.test(input('args')) && !/--snapshot|--skip[= ]\S*publish/.test(input('args'))
      );
    case 'softprops/action-gh-release':
      return input('files') !== '';
    case 'pyo3/maturin-action':
      return /^(?:publish|upload)$/.test(input('command'));
    case 'changesets/action':
      return input('publish') !== '';
    case 'release-plz/action':
    case 'marcoieni/release-plz-action':
      return input('command') !== 'release-pr';
    case 'ncipollo/release-action':
      return input('artifacts') !== '' || input('artifact') !== '';
    default:
      return true;
  }
}

interface Command {
  readonly programs: readonly string[];
  readonly words: RegExp;
  readonly what: Published;
}

/** `pnpm -r publish`, `yarn workspace a npm publish`, `npm run publish:nightly`, which is more than a page of documents. */
const NODE =
  /^(?!run\b)(?:\S+ ){0,8}?publish(?=\s|$)|^run (?:[\w-]+:)?publish(?![:-](?:docs?|pages?|site|storybook|coverage|reports?|preview|local))\b/;

/** Commands that publish; a dry run does not. */
const COMMANDS: readonly Command[] = [
  {
    programs: ['npm', 'pnpm', 'yarn', 'bun', 'lerna'],
    words: NODE,
    what: 'package',
  },
  {
    programs: [
      'poetry',
      'uv',
      'flit',
      'hatch',
      'pdm',
      'maturin',
      'cargo',
      'vsce',
      'ovsx',
      'changeset',
    ],
    words: /^publish\b/,
    what: 'package',
  },
  { programs: ['deno', 'jsr'], words: /^publish\b/, what: 'package' },
  { programs: ['twine'], words: /^upload\b/, what: 'package' },
  { programs: ['uvx', 'pipx'], words: /^(?:run )?twine upload\b/, what: 'package' },
  { programs: ['python', 'python3'], words: /^-m twine upload\b/, what: 'package' },
  {
    programs: ['npx'],
    words:
      /^(?:-y |--yes )?(?:semantic-release|(?:changeset|lerna|ovsx|jsr|(?:@vscode\/)?vsce) publish)\b/,
    what: 'package',
  },
  { programs: ['semantic-release'], words: /^/, what: 'package' },
  { programs: ['gem'], words: /^push\b/, what: 'package' },
  { programs: ['mvn', 'mvnw'], words: /\bdeploy\b/, what: 'package' },
  {
    programs: ['gradle', 'gradlew'],
    words: /(?:^|[\s:])publish(?!ToMavenLocal)[A-Z]?\w*(?=\s|$)/,
    what: 'package',
  },
  { programs: ['mix'], words: /^hex\.publish\b/, what: 'package' },
  { programs: ['pod'], words: /^trunk push\b/, what: 'package' },
  { programs: ['dotnet', 'nuget'], words: /^(?:nuget )?push\b/, what: 'package' },
  { programs: ['helm'], words: /^push\b/, what: 'package' },
  {
    programs: ['docker', 'podman', 'buildah', 'crane'],
    words: /^(?:image )?push\b|^(?:buildx )?build\b.* --push\b/,
    what: 'image',
  },
  { programs: ['skopeo'], words: /^copy\b.* docker:\/\/\S+$/, what: 'image' },
  { programs: ['crane', 'gcrane'], words: /^(?:copy|cp|append)\b/, what: 'image' },
  { programs: ['oras'], words: /^(?:push|cp|copy)\b/, what: 'image' },
  { programs: ['ko'], words: /^(?:build|publish|resolve|apply)\b/, what: 'image' },
  {
    programs: ['gh'],
    words: /^release (?:upload\b|create\b.* [^-\s]\S*[./*]\S*)/,
    what: 'release',
  },
  { programs: ['goreleaser'], words: /^release\b/, what: 'release' },
  {
    programs: ['make', 'just', 'task'],
    words: /(?:^|\s)(?:docker|image|images|container|buildx)-push(?=\s|$)/,
    what: 'image',
  },
  { programs: ['make', 'just', 'task'], words: /(?:^|\s)publish(?=\s|$)/, what: 'package' },
];

const DRY =
  /(?:^| )(?:--dry-run|--snapshot|-n|--push=false|--local|--skip[= ]\S*publish)(?:$|[ =])/;

/** Registries that end with the run. */
const LOCAL = /(?:^|[\s/:$=])(?:local|localhost|kind\.local|127\.0\.0\.1|ttl\.sh)(?:$|[\s/:])/;

/** What a command publishes. */
export function publishedBy(program: string, args: readonly string[]): Published | null {
  const words = args.join(' ');
  const found = COMMANDS.find((one) => one.programs.includes(program) && one.words.test(words));
  return found === undefined || DRY.test(words) || LOCAL.test(words) ? null : found.what;
}
