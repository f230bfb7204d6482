/** What is past its end, and what to write in its place. */
export interface Ending {
  readonly message: string;
  readonly hint: string;
}

/** Labels of images that GitHub hosts, with the day of their removal (actions/runner-images). */
const RUNNERS: Readonly<Record<string, readonly [removed: string, next: string]>> = {
  'macos-10.15': ['2022-12-01', 'macos-15'],
  'macos-11': ['2024-06-28', 'macos-15'],
  'macos-12': ['2024-12-03', 'macos-15'],
  'macos-13': ['2025-12-04', 'macos-15'],
  'ubuntu-16.04': ['2021-09-20', 'ubuntu-24.04'],
  'ubuntu-18.04': ['2023-04-03', 'ubuntu-24.04'],
  'ubuntu-20.04': ['2025-04-15', 'ubuntu-24.04'],
  'windows-2016': ['2022-04-01', 'windows-2025'],
  'windows-2019': ['2025-06-30', 'windows-2025'],
};

/** Runtimes of JavaScript actions, with the end of life of their Node.js. */
const RUNTIMES: Readonly<Record<string, string>> = {
  node12: '2022-04-30',
  node16: '2023-09-11',
  node20: '2026-04-30',
};

/** The last major versions that need Node.js 16 or older, or a service that was switched off. */
const LAST_OLD: Readonly<Record<string, number>> = {
  'actions/cache': 3,
  'actions/checkout': 3,
  'actions/configure-pages': 3,
  'actions/create-release': 1,
  'actions/deploy-pages': 2,
  'actions/download-artifact': 3,
  'actions/github-script': 6,
  'actions/labeler': 4,
  'actions/setup-dotnet': 3,
  'actions/setup-go': 4,
  'actions/setup-java': 3,
  'actions/setup-node': 3,
  'actions/setup-python': 4,
  'actions/stale': 8,
  'actions/upload-artifact': 3,
  'actions/upload-release-asset': 1,
  'github/codeql-action': 2,
};

/** Whether GitHub has removed the image of a label. */
export function endedRunner(label: string, today: string): Ending | null {
  const [removed, next] = RUNNERS[label.toLowerCase().replace(/-(?:x?large|arm64)$/, '')] ?? [];
  if (removed === undefined || next === undefined || removed > today) return null;
  return {
    message: `The image of ${label} was removed on ${removed}: only a machine that somebody registers under this label can take the job.`,
    hint: `runs-on: ${next}`,
  };
}

/** Whether the Node.js of an action is past its end of life. */
export function endedRuntime(using: string, today: string): Ending | null {
  const ended = RUNTIMES[using.toLowerCase()];
  if (ended === undefined || ended > today) return null;
  return {
    message: `The Node.js of ${using} has had no fixes since ${ended}.`,
    hint: 'using: node24',
  };
}

/** Whether a version of an action (`v3`, `v3.1.0`) is one of those that nobody mends. */
export function endedVersion(repository: string, version: string): Ending | null {
  const last = LAST_OLD[repository.toLowerCase()];
  const major = /^(?:tag=)?v?(\d+)(?:\.\d+)*\b/.exec(version.trim())?.[1];
  if (last === undefined || major === undefined || Number(major) > last) return null;
  return {
    message: `${repository} v${major} needs a runtime or service that has ended: nobody mends its flaws any more.`,
    hint: `${repository}@<commit of a later major version>`,
  };
}
