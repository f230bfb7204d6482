import type { Control, Judgement } from '../control.js';
import { filesNamed, hasFile, textAt } from '../files.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { hasTekton } from '../tekton/specs.js';
import type { Violation } from '../violation.js';
import type { BuiltFile } from './built-images.js';
import { dockerStages } from './docker-scripts.js';
import { baseName } from './downloads.js';
import { looseInstall, type Surroundings } from './installs.js';
import { nugetLocks } from './nuget.js';
import { githubScripts, placeOfRun, tektonScripts, type ScriptSite } from './scripts.js';

/** 1.3.1: packages are those that were tested, whatever was published since. */
export const lockedPackages: Control = {
  id: '1.3.1',
  slug: 'locked-packages',
  title: 'Packages are installed from a lock with integrity',
  level: 1,
  assessment: 'automated',
  rationale:
    'Without a lock the newest matching version is installed, whoever published it, minutes ago: packages run code when they are installed, with the secrets of the job. Every worm of recent years spread this way, and installations from a lock with digests did not take part.',
  audit:
    'Look for installations in scripts, and in the Dockerfiles that workflows build. Each takes exactly what a lock says (`npm ci`, `yarn install --immutable`, `pnpm install --frozen-lockfile`, `pip install --require-hashes`, `dotnet restore --locked-mode`), or one exact version where there can be no lock.',
  remediation:
    'Commit the lock and use the command that refuses to change it. Put tools that scripts install into the lock of the project, or name their exact version.',
  impact: 'The lock must be updated with the list of dependencies; an update bot does it.',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 3.1.7',
    'Scorecard Pinned-Dependencies',
    'zizmor adhoc-packages',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...judge(githubScripts(subject), { ...surroundings(subject), ci: true }),
    ...dockerStages(subject).flatMap(({ file, built }) => judge(built, inImage(subject, file))),
  ];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return judge(tektonScripts(subject), { ...surroundings(subject), ci: false });
}

function surroundings(subject: Subject): Omit<Surroundings, 'ci'> {
  return {
    modernYarn: hasFile(subject, '.yarnrc.yml'),
    nuget: () => nugetLocks(subject),
    hashed: (path) => {
      const plain = path.replace(/^\.\//, '');
      return filesNamed(subject, baseName(plain))
        .filter((one) => one === plain || one.endsWith(`/${plain}`))
        .some((one) => textAt(subject, one)?.includes('--hash=') === true);
    },
  };
}

/** The files of an image stand where COPY put them: lists are told by their names, and one that is not here was made by a tool. */
function inImage(subject: Subject, { path, context }: BuiltFile): Surroundings {
  const around = surroundings(subject);
  const lists = (name: string): readonly string[] =>
    filesNamed(subject, baseName(name)).filter(
      (one) => context === '' || one.startsWith(`${context}/`),
    );
  return {
    ...around,
    modernYarn: around.modernYarn || hasFile(subject, `${context}/.yarnrc.yml`),
    ci: /^\s*(?:ENV|ARG)\s+CI[= ]/m.test(textAt(subject, path) ?? ''),
    hashed: (name) => lists(name).every((one) => around.hashed(one)),
  };
}

function judge(scripts: readonly ScriptSite[], around: Surroundings): readonly Violation[] {
  return scripts.flatMap((site) =>
    site.runs.flatMap((run): readonly Violation[] => {
      const install = looseInstall(run, around);
      if (install === null) return [];
      return [
        {
          at: placeOfRun(site, run),
          address: site.address,
          subject: install.what,
          severity: 'medium',
          confidence: 'medium',
          ...(site.exposure === null ? {} : { exposure: site.exposure }),
          message: `Whoever publishes a new version of what \`${install.what}\` takes runs code here: no lock holds it.`,
          hint: install.hint,
        },
      ];
    }),
  );
}
