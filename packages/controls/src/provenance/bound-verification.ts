import type { Source } from '@plumbline/core';
import { invocation } from '../composition/commands.js';
import {
  githubScripts,
  githubVariables,
  tektonScripts,
  tektonVariables,
  type ScriptSite,
  type SetVariable,
} from '../composition/scripts.js';
import type { Control, Judgement } from '../control.js';
import { asRun } from '../inlined/as-run.js';
import { asStarted } from '../tekton/as-started.js';
import { placeWithin, type Violation } from '../violation.js';

/** 7.2.3: a signature says that somebody signed; who it was is the question. */
export const boundVerification: Control = {
  id: '7.2.3',
  slug: 'bound-verification',
  title: 'Verification binds the identity of the signer',
  level: 1,
  assessment: 'automated',
  rationale:
    'Everybody gets a certificate of the public Sigstore for their own identity. A verification that takes any identity, or any workflow of a whole platform, takes the signature of the attacker.',
  audit:
    'Every `cosign verify…` without a key has `--certificate-identity` (or a pattern that names a repository) and `--certificate-oidc-issuer`; every `gh attestation verify` names the repository; nothing is skipped with `--insecure-ignore…`.',
  remediation:
    'Write `--certificate-identity=https://github.com/example/app/.github/workflows/release.yml@refs/tags/v1.0.0 --certificate-oidc-issuer=https://token.actions.githubusercontent.com`.',
  impact: 'The identity must be changed with the workflow that signs.',
  references: ['OWASP CICD-SEC-9', 'CIS SSC 4.3.1', 'Conforma github_certificate'],
  legs: {
    G: {
      judge: asRun((subject) => judge(githubScripts(subject), githubVariables(subject))),
    },
    T: {
      judge: asStarted((subject) => judge(tektonScripts(subject), tektonVariables(subject))),
    },
  },
};

function judge(scripts: readonly ScriptSite[], variables: readonly SetVariable[]): Judgement {
  const constants = constantsOf(variables);
  const verifications = scripts.flatMap((script) =>
    script.runs.flatMap((run) => {
      const call = invocation(run.command);
      const args = (call?.args ?? []).map((word) => filled(word, constants.get(script.source)));
      const wrong = call === null ? undefined : judgeCall(call.program, args);
      return call === null || wrong === undefined ? [] : [{ script, run, call, wrong }];
    }),
  );
  if (verifications.length === 0) return 'not-applicable';
  return verifications.flatMap(({ script, run, call, wrong }): readonly Violation[] => {
    if (wrong === null) return [];
    return [
      {
        at: placeWithin(script.source, script.node, run),
        address: script.address,
        subject: `${call.program} ${call.args.slice(0, 2).join(' ')}`,
        severity: 'medium',
        ...(script.exposure === null ? {} : { exposure: script.exposure }),
        ...wrong,
      },
    ];
  });
}

/** The variables of each file that have one value in it. */
function constantsOf(
  variables: readonly SetVariable[],
): ReadonlyMap<Source, ReadonlyMap<string, string>> {
  const named = Map.groupBy(variables, ({ source }) => source);
  return new Map(
    [...named].map(([source, all]) => {
      const values = Map.groupBy(all, ({ name }) => name);
      const single = [...values].flatMap(([name, set]) => {
        const [value, second] = new Set(set.map((one) => one.value.value));
        return value === undefined || second !== undefined || /^-|\$[{(]/.test(value)
          ? []
          : [[name, value] as const];
      });
      return [source, new Map(single)];
    }),
  );
}

function filled(word: string, constants: ReadonlyMap<string, string> | undefined): string {
  return word.replace(/\$(\w+)/g, (whole, name: string) => constants?.get(name) ?? whole);
}

type Wrong = Pick<Violation, 'message' | 'hint'>;

/** Undefined: no verification. Null: nothing is wrong with it. */
function judgeCall(program: string, args: readonly string[]): Wrong | null | undefined {
  if (program === 'cosign') return judgeCosign(args);
  if (program === 'slsa-verifier') return judgeSlsa(args);
  if (program === 'gh' && args[0] === 'attestation' && args[1] === 'verify') return judgeGh(args);
  return undefined;
}

/** A variable that is called after options may hold what is missing. */
const OPTIONS = /^\$\w*(?:ARGS?|OPTS?|OPTIONS?|FLAGS?)$/i;

const IDENTITY = '--certificate-identity=<workflow>@<ref>';
const ISSUER = '--certificate-oidc-issuer=https://token.actions.githubusercontent.com';

function judgeCosign(args: readonly string[]): Wrong | null | undefined {
  const [verb = ''] = args.filter((word) => !word.startsWith('-'));
  if (!/^verify(?:-attestation|-blob|-blob-attestation)?$/.test(verb)) return undefined;
  const skipped = args.find((word) => /^--insecure-ignore-(?:sct|tlog)(?:=true)?$/.test(word));
  const hasKey = ['--key', '--sk', '--certificate-chain', '--ca-roots', '--policy'].some(
    (key) => optionOf(args, key) !== null,
  );
  if (hasKey) return null;
  if (skipped !== undefined)
    return {
      message: `Whoever has an expired or forged certificate passes: \`${skipped}\` leaves out when it was used.`,
      hint: `remove ${skipped}`,
    };
  if (args.some((word) => OPTIONS.test(word))) return null;
  return judgeIdentity(args) ?? judgeIssuer(args);
}

function judgeIdentity(args: readonly string[]): Wrong | null {
  const exact = optionOf(args, '--certificate-identity');
  const pattern = optionOf(args, '--certificate-identity-regexp');
  const github = optionOf(args, '--certificate-github-workflow-repository');
  if (exact !== null || github !== null) return null;
  if (pattern === null)
    return {
      message: 'Anybody with any identity passes: nobody says who must have signed.',
      hint: IDENTITY,
    };
  return isBroad(pattern)
    ? {
        message: `Anybody whose identity fits \`${pattern}\` passes: it names no repository.`,
        hint: IDENTITY,
      }
    : null;
}

function judgeIssuer(args: readonly string[]): Wrong | null {
  const exact = optionOf(args, '--certificate-oidc-issuer');
  const pattern = optionOf(args, '--certificate-oidc-issuer-regexp');
  if (exact !== null || (pattern !== null && !isAnything(pattern))) return null;
  return {
    message:
      'Whoever runs an issuer of identities that Sigstore takes passes: nobody says which one.',
    hint: ISSUER,
  };
}

/** The value of an option, in either form; an empty text where it is given without. */
function optionOf(args: readonly string[], name: string): string | null {
  const index = args.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = args[index];
  if (word === undefined) return null;
  return word === name ? (args[index + 1] ?? '') : word.slice(name.length + 1);
}

function isAnything(pattern: string): boolean {
  return /^\^?(?:\(?[.][*+]\)?)*\$?$/.test(pattern);
}

/** A pattern that names no repository of a known platform, once what may be anything is cut off. */
function isBroad(pattern: string): boolean {
  if (/^\$/.test(pattern)) return false;
  if (isAnything(pattern)) return true;
  const fixed =
    pattern
      .replace(/\\/g, '')
      .replace(/^\^/, '')
      .split(/[.]?[*+]|\[\^/)[0] ?? '';
  const path = /^https?:\/\/(?:github|gitlab)\.com\/?(.*)$/.exec(fixed)?.[1];
  return path !== undefined && path.split('/').filter((part) => part !== '').length < 2;
}

/** `--source-uri` names the repository that something was built from. */
function judgeSlsa(args: readonly string[]): Wrong | null | undefined {
  if (!/^verify-/.test(args[0] ?? '') || args.some((word) => OPTIONS.test(word))) return undefined;
  const source = optionOf(args, '--source-uri') ?? '';
  const parts = source
    .replace(/^(?:git\+)?(?:https:\/\/)?/, '')
    .split('/')
    .filter(Boolean);
  if (source.includes('$') || parts.length >= 3) return null;
  return {
    message: 'Whoever can build in any repository passes: none is named.',
    hint: '--source-uri github.com/<owner>/<repository> --source-tag <tag>',
  };
}

function judgeGh(args: readonly string[]): Wrong | null {
  const bound = [
    '--repo',
    '-R',
    '--signer-workflow',
    '--signer-repo',
    '--cert-identity',
    '--cert-identity-regex',
  ];
  if (bound.some((name) => optionOf(args, name) !== null)) return null;
  return {
    message:
      'Whoever can run a workflow in any repository of the owner passes: no repository is named.',
    hint: '--repo <owner>/<repository>',
  };
}
