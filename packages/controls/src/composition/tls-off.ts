import { written, type Run } from './commands.js';
import type { SetVariable } from './scripts.js';

/** Options of any program that switch off the verification of certificates or signatures of packages. */
const OPTIONS =
  /^--(?:no-check-certificate|insecure-skip-tls-verify(?:=true)?|(?:src-|dest-)?tls-verify=(?:false|0)|skip-tls-verify(?:-pull|-registry)?(?:=true)?|no-verify-ssl|trusted-host(?:=.*)?|allow-unauthenticated|force-yes|nogpgcheck|no-gpg-checks?|allow-untrusted|nosignature|strict-ssl=false|no-strict-ssl)$/;

/** Programs for which `--insecure` or `-k` means the same. */
const INSECURE =
  /^(?:curl|kaniko|executor|argocd|crane|oras|helm|regctl|nerdctl|grype|syft|cosign)$/;

const SETTINGS: readonly (readonly [program: string, words: RegExp])[] = [
  ['pip', /--(?:extra-)?index-url[= ]http:\/\//i],
  ['pip3', /--(?:extra-)?index-url[= ]http:\/\//i],
  ['npm', /--registry[= ]http:\/\//i],
  ['git', /\bhttp(?:\.\S{1,200})?\.sslverify[= ](?:"|')?(?:false|0)\b/i],
  ['npm', /\bstrict-ssl[= ]false\b/i],
  ['yarn', /\b(?:strict-ssl|enableStrictSsl)[= ]false\b/i],
  ['pnpm', /\bstrict-ssl[= ]false\b/i],
  ['conda', /\bssl_verify[= ](?:false|no)\b/i],
  ['go', /\bGO(?:INSECURE|NOSUMDB)=\*|\bGOSUMDB=off\b/],
];

const VARIABLES: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^NODE_TLS_REJECT_UNAUTHORIZED$/, /^0$/],
  [/^GIT_SSL_NO_VERIFY$/, /^(?:1|true|yes|on)$/i],
  [/^PYTHONHTTPSVERIFY$/, /^0$/],
  [/^npm_config_strict_ssl$/i, /^(?:false|0)$/i],
  [/^(?:YARN_ENABLE_STRICT_SSL)$/, /^(?:false|0)$/i],
  [/^PIP_TRUSTED_HOST$/, /./],
  [/^GOINSECURE$/, /^\*$/],
  [/^GOSUMDB$/, /^off$/],
];

/** The option, setting or variable by which a command switches verification off. */
export function switchedOff({ command, invoked }: Run): string | null {
  const set = command.assignments.map(
    ({ name, value }) => [name, written(value)] as [string, string],
  );
  const { program = '', args = [] } = invoked ?? {};
  if (program === 'export' || program === 'env') {
    set.push(...args.map((arg) => pairOf(arg)));
  }
  const variable = set.find(([name, value]) => isOffVariable(name, value))?.[0];
  if (variable !== undefined || invoked === null) return variable ?? null;
  if (/^(?:echo|printf)$/.test(program))
    return args.map(pairOf).find(([name, value]) => isOffVariable(name, value))?.[0] ?? null;
  if (args.some(isLocalAddress)) return null;
  return offOption(program, args);
}

function pairOf(arg: string): [string, string] {
  const at = arg.indexOf('=');
  return at === -1 ? [arg, ''] : [arg.slice(0, at), arg.slice(at + 1)];
}

function offOption(program: string, args: readonly string[]): string | null {
  const option = args.find(
    (arg) =>
      OPTIONS.test(arg) ||
      (INSECURE.test(program) && /^--insecure(?:-pull|-registry)?(?:=true)?$/.test(arg)) ||
      (program === 'curl' && isCurlK(arg)),
  );
  const text = args.join(' ');
  return (
    option ?? SETTINGS.find(([name, words]) => name === program && words.test(text))?.[0] ?? null
  );
}

/** Whether a variable of the environment switches verification off. */
function isOffVariable(name: string, value: string): boolean {
  return VARIABLES.some(([names, values]) => names.test(name) && values.test(value));
}

export function offVariable({ name, value }: SetVariable): boolean {
  return isOffVariable(name, value.value);
}

/** `-k` alone or among others; behind a letter that takes a value it is part of the value. */
function isCurlK(arg: string): boolean {
  return /^-[^-AbcCdDeEFhHKmoPQrtTuUwxXyYz]*k/.test(arg);
}

function isLocalAddress(arg: string): boolean {
  return /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?=[:/]|$)/i.test(arg);
}
