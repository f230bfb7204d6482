import { expandMatrix } from '@plumbline/pipeline';
import { actionOf, inputOf, variablesOf } from '../credentials/steps.js';
import type { Exposure } from '../exposure.js';
import { hasFile } from '../files.js';
import { exposureOf } from '../github/exposure.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { invocation } from './commands.js';
import { bakeOf, composedIn, composing, type Composing } from './composed-images.js';
import { scriptOf } from './scripts.js';

/** A Dockerfile of the target that a workflow builds. */
export interface BuiltFile {
  readonly path: string;
  /** The folder that its COPY takes files from. */
  readonly context: string;
  readonly exposure: Exposure | null;
}

interface Asked {
  readonly file: string | null;
  readonly context: string;
}

/** The Dockerfiles that the workflows of the target build, each once (1.3.1, 1.3.2). */
export const builtFiles = shared((subject: Subject): readonly BuiltFile[] => {
  const found = stepsOf(subject).flatMap((site) => {
    const exposure = site.job === null ? null : exposureOf(subject, site.job);
    return askedBy(subject, site)
      .flatMap((asked) => filled(asked, site))
      .flatMap(({ file, context }) => {
        const names =
          file === null ? ['Dockerfile', 'Containerfile'].map((n) => join(context, n)) : [file];
        const path = names.find((name) => hasFile(subject, name));
        return path === undefined ? [] : [{ path, context, exposure }];
      });
  });
  return [...new Map(found.map((built) => [built.path, built] as const).reverse()).values()];
});

function askedBy(subject: Subject, site: StepSite): readonly Asked[] {
  const { step } = site;
  const input = (name: string): string | null => inputOf(step, name)?.value.trim() || null;
  switch (actionOf(step)) {
    case 'docker/build-push-action':
    case 'depot/build-push-action':
    case 'useblacksmith/build-push-action':
      return [{ file: input('file'), context: input('context') ?? '.' }];
    case 'redhat-actions/buildah-build': {
      const files = (input('containerfiles') ?? input('dockerfiles') ?? '').split('\n');
      return files.map((file) => ({ file: file.trim() || null, context: input('context') ?? '.' }));
    }
    case 'docker/bake-action':
      return composed(
        subject,
        input('workdir') ?? '',
        bakeOf(input('files') ?? '', input('targets') ?? ''),
      );
    default:
      return (scriptOf(subject, step)?.runs ?? []).flatMap(({ command }) => {
        const invoked = invocation(command);
        if (invoked === null) return [];
        const folder = folderOf(site);
        const many = composing(invoked);
        if (many !== null) return composed(subject, folder, many);
        const { program, args } = invoked;
        return builds(program, args) ? [inFolder(optionsOf(args), folder)] : [];
      });
  }
}

/** What files of Compose, by their own folder, or bake, by the folder of the command, build. */
function composed(
  subject: Subject,
  folder: string,
  { usual, files, names }: Composing,
): readonly Asked[] {
  const paths = (files.length > 0 ? files : usual).map((name) => join(folder, name));
  const read =
    files.length > 0 ? paths : paths.filter((path) => hasFile(subject, path)).slice(0, 1);
  return read.flatMap((path) => {
    const isOwn = /\.ya?ml$/.test(path) && !usual.includes('docker-bake.hcl');
    const base = isOwn ? path.replace(/(?:^|\/)[^/]*$/, '') : folder;
    return composedIn(subject, path)
      .filter(({ name }) => names.length === 0 || names.includes('default') || names.includes(name))
      .map(({ file, context }) => ({
        file: file === null ? null : join(join(base, context), file),
        context: join(base, context),
      }));
  });
}

function folderOf({ step, job }: StepSite): string {
  const { workingDirectory } = step;
  const set = job?.job.defaults?.workingDirectory ?? job?.workflow.defaults?.workingDirectory;
  return (workingDirectory ?? set)?.value ?? '';
}

function inFolder({ file, context }: Asked, folder: string): Asked {
  return {
    file: file === null ? null : join(folder, file),
    context: /^(?:-$|https?:)/.test(context) ? context : join(folder, context),
  };
}

/** `docker build`, `docker buildx build`, `podman build`, `buildah bud`. */
function builds(program: string, args: readonly string[]): boolean {
  const verbs = args.slice(0, 2).join(' ');
  if (program === 'buildah') return /^(?:bud|build|build-using-dockerfile)\b/.test(verbs);
  return (
    /^(?:docker|podman|nerdctl|depot)$/.test(program) &&
    /^(?:(?:buildx|image|builder) )?(?:build|b)(?: |$)/.test(verbs)
  );
}

const SWITCHES =
  /^(?:--(?:push|load|pull|no-cache|quiet|rm|force-rm|squash|compress|provenance|sbom|check|debug|layers|tls-verify|all-platforms)|-[qD])$/;

/** The file behind `-f`, and the last argument that belongs to no option. */
function optionsOf(args: readonly string[]): Asked {
  const at = args.findIndex((arg) => /^(?:-f|--file)$/.test(arg));
  const joined = args.find((arg) => /^(?:--file=|-f=?[^-])/.test(arg));
  const file = at === -1 ? joined?.replace(/^(?:--file=|-f=?)/, '') : args[at + 1];
  const last = args.at(-1) ?? '';
  const before = args.at(-2) ?? '';
  const isValue = before.startsWith('-') && !before.includes('=') && !SWITCHES.test(before);
  return { file: file ?? null, context: isValue || last.startsWith('-') ? '.' : last };
}

/** With the values of the matrix; what else an expression or a variable decides is left open. */
function filled({ file, context }: Asked, site: StepSite): readonly Asked[] {
  const matrix = site.job?.job.strategy?.matrix ?? null;
  const text = withVariables(`${plain(file ?? '')}\n${plain(context)}`, site);
  const values = expandMatrix(text, matrix);
  return (values.known ? values.values : []).flatMap((value) => {
    const [one = '', folder = ''] = value.split('\n');
    if (/[$*?]|^-$|^[a-z]+:\/\//.test(one + folder)) return [];
    return [{ file: file === null ? null : join('', one), context: join('', folder) }];
  });
}

/** With the variables of the environment that are written out. */
function withVariables(text: string, site: StepSite): string {
  const variables = variablesOf(site);
  return text.replace(
    /\$\{\{\s*env\.(\w+)\s*\}\}|\$(\w+)/g,
    (whole: string, expression?: string, variable?: string) =>
      variables.find(({ name }) => name.value === (expression ?? variable))?.value.value ?? whole,
  );
}

function plain(path: string): string {
  return path
    .replace(/^\{\{defaultContext\}\}:?/, '')
    .replace(/^(?:\$\{\{\s*github\.workspace\s*\}\}|\$GITHUB_WORKSPACE|\$PWD)(?:\/|$)/, '');
}

/** A path from the root of the target, without `.` and `..`. */
function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
