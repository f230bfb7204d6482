import type { Control, Judgement } from '../control.js';
import { jobsOf } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import {
  githubScripts,
  githubVariables,
  placeOfRun,
  scriptsIn,
  tektonScripts,
  tektonScriptsTogether,
  tektonVariables,
  type ScriptSite,
  type SetVariable,
} from './scripts.js';
import { inPowerShell } from './powershell.js';
import { offVariable, switchedOff } from './tls-off.js';
import { dockerStages } from './docker-scripts.js';
import { fetchedCode } from './fetched-code.js';
import { unverifiedBefore, unverifiedIn, type Unverified } from './unverified.js';

/** 1.3.2: what comes from the network is compared with a digest or signature before it runs. */
export const noUnverifiedDownload: Control = {
  id: '1.3.2',
  slug: 'no-unverified-download',
  title: 'Nothing downloaded runs unverified',
  level: 1,
  assessment: 'automated',
  rationale:
    'A script that is piped from an address into a shell runs with the secrets of the job. It is whatever the server, or somebody who took it over, answers at this minute, and may be another for a build machine than for the person who looked at it. In 2021 an upload script that thousands of pipelines fetched this way copied their environments for two months. Without verification of certificates everybody on the way can answer.',
  audit:
    'Look in scripts, and in the Dockerfiles that workflows build, for downloads that are piped into an interpreter, substituted into one, made executable, or installed. Between download and use a digest or signature is checked. Look for options and variables that switch off the verification of TLS or of packages.',
  remediation:
    'Download to a file, compare with a digest that is written into the definition, then run: `curl -fsSLo install.sh <address> && echo "<sha256>  install.sh" | sha256sum -c - && sh install.sh`. Better: a pinned action or image that has the tool. Trust a private certificate authority by its certificate.',
  impact: 'A new version of the tool needs its new digest.',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 2.4.3',
    'Scorecard Pinned-Dependencies',
    'poutine unverified_script_exec',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...judge(githubScripts(subject), githubVariables(subject)),
    ...jobsOf(subject).flatMap(({ job }) => acrossSteps(scriptsIn(subject, job))),
    ...dockerStages(subject).flatMap(({ built, all }) => [
      ...judge(built, []),
      ...acrossSteps(all),
    ]),
  ];
}

/** A step downloads what another runs. */
function acrossSteps(scripts: readonly ScriptSite[]): readonly Violation[] {
  return scripts.flatMap((site, at) => {
    const later = scripts.slice(at + 1).flatMap(({ runs }) => runs);
    if (later.length === 0 || !/\b(?:curl|wget|aria2c)\b/.test(site.text)) return [];
    const known = new Set(unverifiedIn(site.runs).map(({ start }) => start));
    return unverifiedBefore(site.runs, later)
      .filter(({ start }) => !known.has(start))
      .map((download) => unverified(site, download));
  });
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...judge(tektonScripts(subject), tektonVariables(subject)),
    ...tektonScriptsTogether(subject).flatMap((scripts) => acrossSteps(scripts)),
  ];
}

function judge(
  scripts: readonly ScriptSite[],
  variables: readonly SetVariable[],
): readonly Violation[] {
  return [
    ...scripts.flatMap((site) => [...downloads(site), ...powershell(site), ...commands(site)]),
    ...variables.filter(offVariable).map((variable) => ({
      at: placeIn(variable, variable.value),
      address: variable.address,
      subject: variable.name,
      severity: 'medium' as const,
      message: `Whoever sits between this machine and a server can answer in its place: \`${variable.name}\` switches the verification off.`,
      hint: `leave ${variable.name} out`,
    })),
  ];
}

function base(site: ScriptSite): Pick<Violation, 'address' | 'exposure'> {
  return {
    address: site.address,
    ...(site.exposure === null ? {} : { exposure: site.exposure }),
  };
}

function downloads(site: ScriptSite): readonly Violation[] {
  const all = [...unverifiedIn(site.runs), ...fetchedCode(site.text, site.language)];
  return all.map((download) => unverified(site, download));
}

function unverified(site: ScriptSite, download: Unverified): Violation {
  return {
    ...base(site),
    at: placeOfRun(site, download),
    subject: download.address.replace(/\$#\d+/g, '$()'),
    severity: 'high',
    message: `Whoever controls ${hostOf(download.address)} runs code here: what it sends is run without being verified.`,
    hint: 'echo "<sha256>  <file>" | sha256sum -c - before it runs',
  };
}

function hostOf(address: string): string {
  return /^https?:\/\/([^/\s$]+)/i.exec(address)?.[1] ?? 'the server';
}

function powershell(site: ScriptSite): readonly Violation[] {
  return inPowerShell(site.text).map(({ kind, address, ...range }) => ({
    ...(kind === 'run' ? unverified(site, { ...range, address }) : unchecked(site, address)),
    at: placeOfRun(site, range),
  }));
}

function unchecked(site: ScriptSite, option: string): Violation {
  return {
    ...base(site),
    at: placeIn(site, site.node),
    subject: option,
    severity: 'medium',
    message: `Whoever sits between this machine and a server can answer in its place: \`${option}\` switches the verification off.`,
    hint: `leave ${option} out`,
  };
}

function commands(site: ScriptSite): readonly Violation[] {
  return site.runs.flatMap((run) => {
    const option = switchedOff(run);
    if (option === null) return [];
    return [{ ...unchecked(site, option), at: placeOfRun(site, run) }];
  });
}
