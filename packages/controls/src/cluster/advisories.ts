import { compareVersions, parseVersion, type Version } from './versions.js';

/** A published weakness of Tekton Pipelines. */
export interface Advisory {
  readonly id: string;
  readonly alias: string;
  readonly severity: 'high' | 'medium';
  /** What somebody could do who may create a run. */
  readonly what: string;
  readonly since: Version;
  /** The first fixed version of each line of releases; older lines without one have no fix. */
  readonly fixed: readonly Version[];
}

/** Until when the table was kept; newer advisories are not in it. */
export const ADVISORIES_AS_OF = '2026-11-21';

const MARCH = versions('1.0.1', '1.3.3', '1.6.1', '1.9.2', '1.10.2', '1.11.0');
const APRIL = versions('1.0.2', '1.3.4', '1.6.2', '1.9.3', '1.11.1');

/** Advisories of github.com/tektoncd/pipeline, by their records in the GitHub Advisory Database. */
export const advisories: readonly Advisory[] = [
  {
    id: 'CVE-2026-33211',
    alias: 'GHSA-j5q5-j9gm-2w5c',
    severity: 'high',
    what: 'read files of the resolver, its token included, by a path in the git resolver',
    since: [1, 0, 0],
    fixed: MARCH,
  },
  {
    id: 'CVE-2026-33022',
    alias: 'GHSA-cv4x-93xx-wgfj',
    severity: 'medium',
    what: 'stop the controller with a long name of a resolver',
    since: [0, 60, 0],
    fixed: MARCH,
  },
  {
    id: 'CVE-2026-40938',
    alias: 'GHSA-94jr-7pqp-xhcq',
    severity: 'high',
    what: 'run code in the resolver, which reads every Secret, by a revision that is an option of git',
    since: [1, 0, 0],
    fixed: APRIL,
  },
  {
    id: 'CVE-2026-40161',
    alias: 'GHSA-wjxp-xrpv-xpff',
    severity: 'high',
    what: 'have the API token of the git resolver sent to a server of their own',
    since: [1, 0, 0],
    fixed: APRIL,
  },
  {
    id: 'CVE-2026-25542',
    alias: 'GHSA-rmx9-2pp3-xhcr',
    severity: 'medium',
    what: 'pass a verification policy with a source that only contains a trusted address',
    since: [0, 43, 0],
    fixed: APRIL,
  },
  {
    id: 'CVE-2026-40923',
    alias: 'GHSA-rx35-6rhx-7858',
    severity: 'medium',
    what: 'mount a volume over the files that Tekton keeps in a pod',
    since: [1, 0, 0],
    fixed: APRIL,
  },
  {
    id: 'CVE-2026-40924',
    alias: 'GHSA-m2cx-gpqf-qf74',
    severity: 'medium',
    what: 'exhaust the memory of the resolver with an endless answer',
    since: [1, 0, 0],
    fixed: APRIL,
  },
];

/** Whether an advisory holds for a version. */
export function affects({ since, fixed }: Advisory, version: Version): boolean {
  if (compareVersions(version, since) < 0) return false;
  const own = fixed.find(([major, minor]) => major === version[0] && minor === version[1]);
  if (own !== undefined) return compareVersions(version, own) < 0;
  const newest = fixed.at(-1);
  return newest !== undefined && compareVersions(version, newest) < 0;
}

/** The oldest version from this one on that no advisory of the table holds for. */
export function fixedFrom(version: Version): string {
  const candidates = [...new Set(advisories.flatMap(({ fixed }) => fixed))].sort(compareVersions);
  const own = candidates.filter(([major, minor]) => major === version[0] && minor === version[1]);
  const safe = [...own, ...candidates].find(
    (candidate) =>
      compareVersions(candidate, version) > 0 &&
      advisories.every((advisory) => !affects(advisory, candidate)),
  );
  return `v${(safe ?? [1, 11, 1]).join('.')}`;
}

function versions(...texts: readonly string[]): readonly Version[] {
  return texts.flatMap((text) => {
    const version = parseVersion(text);
    return version === null ? [] : [version];
  });
}
