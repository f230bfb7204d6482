import type { Control, Judgement } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import {
  githubScripts,
  githubVariables,
  placeOfRun,
  tektonScripts,
  tektonVariables,
  type ScriptSite,
  type SetVariable,
} from './scripts.js';
import { offVariable, switchedOff } from './tls-off.js';
import { fetchedCode } from './fetched-code.js';
import { unverifiedIn } from './unverified.js';

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
    'Look in scripts for downloads that are piped into an interpreter, substituted into one, made executable, or installed. Between download and use a digest or signature is checked. Look for options and variables that switch off the verification of TLS or of packages.',
  remediation:
    'Download to a file, compare with a digest that is written into the definition, then run: `curl -fsSLo install.sh <address> && echo "<sha256>  install.sh" | sha256sum -c - && sh install.sh`. Better: a pinned action or image that has the tool. Trust a private certificate authority by its certificate.',
  impact: 'A new version of the tool needs its new digest.',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 2.4.3',
    'Scorecard Pinned-Dependencies',
    'poutine unverified_script_exec',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return judge(githubScripts(subject), githubVariables(subject));
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return judge(tektonScripts(subject), tektonVariables(subject));
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
  return [...unverifiedIn(site.runs), ...fetchedCode(site.text, site.language)].map((download) => ({
    ...base(site),
    at: placeOfRun(site, download),
    subject: download.address.replace(/\$#\d+/g, '$()'),
    severity: 'high' as const,
    message: `Whoever controls ${hostOf(download.address)} runs code here: what it sends is run without being verified.`,
    hint: 'echo "<sha256>  <file>" | sha256sum -c - before it runs',
  }));
}

function hostOf(address: string): string {
  return /^https?:\/\/([^/\s$]+)/i.exec(address)?.[1] ?? 'the server';
}

/** What PowerShell does with `iex`; its pipes are not those of a shell. */
const POWERSHELL =
  /\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b[^\n|;]{0,300}\|\s*(?:iex|Invoke-Expression)\b|\b(?:iex|Invoke-Expression)\b[^\n;]{0,100}(?:DownloadString|\biwr\b|\birm\b|Invoke-WebRequest|Invoke-RestMethod)/i;

function powershell(site: ScriptSite): readonly Violation[] {
  const hit = POWERSHELL.exec(site.text);
  if (hit === null) return [];
  const address = /https?:\/\/[^\s'")|]+/i.exec(hit[0])?.[0] ?? '';
  return [
    {
      ...base(site),
      at: placeOfRun(site, { start: hit.index, end: hit.index + hit[0].length }),
      subject: address,
      severity: 'high',
      message: `Whoever controls ${hostOf(address)} runs code here: what it sends is run without being verified.`,
      hint: '(Get-FileHash <file>).Hash -eq "<sha256>" before it runs',
    },
  ];
}

function commands(site: ScriptSite): readonly Violation[] {
  return site.runs.flatMap((run) => {
    const option = switchedOff(run);
    if (option === null) return [];
    return [
      {
        ...base(site),
        at: placeOfRun(site, run),
        subject: option,
        severity: 'medium' as const,
        message: `Whoever sits between this machine and a server can answer in its place: \`${option}\` switches the verification off.`,
        hint: `leave ${option} out`,
      },
    ];
  });
}
