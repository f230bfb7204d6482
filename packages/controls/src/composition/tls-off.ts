import { invocation, type Run } from './commands.js';
import type { SetVariable } from './scripts.js';

/** Options of any program that switch off the verification of certificates or signatures of packages. */
const OPTIONS =
  /^--(?:no-check-certificate|insecure-skip-tls-verify(?:=true)?|(?:src-|dest-)?tls-verify=(?:false|0)|skip-tls-verify(?:-pull|-registry)?(?:=true)?|no-verify-ssl|trusted-host(?:=.*)?|allow-unauthenticated|force-yes|nogpgcheck|no-gpg-checks?|allow-untrusted|nosignature|strict-ssl=false|no-strict-ssl)$/;

/** Programs for which `--insecure` or `-k` means the same. */
const INSECURE =
  /^(?:curl|kaniko|executor|argocd|crane|oras|helm|regctl|nerdctl|grype|syft|cosign)$/;

const SETTINGS: readonly (readonly [program: string, words: RegExp])[] = [
  ['git', /\bhttp(?:\.\S+)?\.sslverify[= ](?:"|')?(?:false|0)\b/i],
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
export function switchedOff({ command }: Run): string | null {
  const variable = command.assignments.find(({ name, value }) =>
    isOffVariable(
      name,
      value.parts.map((part) => (part.kind === 'text' ? part.text : '$')).join(''),
    ),
  );
  if (variable !== undefined) return variable.name;
  const invoked = invocation(command);
  if (invoked === null) return null;
  const { program, args } = invoked;
  if (program === 'echo' || program === 'printf') return null;
  if (program === 'export' || program === 'env') {
    const set = args
      .map((arg) => arg.split('='))
      .find(([name = '', ...value]) => isOffVariable(name, value.join('=')));
    if (set !== undefined) return set[0] ?? null;
  }
  if (args.some(isLocalAddress)) return null;
  const option = args.find((arg) => OPTIONS.test(arg));
  if (option !== undefined && option !== '--trusted-host=') return option;
  if (INSECURE.test(program)) {
    const flag = args.find(
      (arg) =>
        /^--insecure(?:-policy|-pull|-registry)?(?:=true)?$/.test(arg) ||
        (program === 'curl' && isCurlK(arg)),
    );
    if (flag !== undefined && flag !== '--insecure-policy') return flag;
  }
  const text = args.join(' ');
  return SETTINGS.find(([name, words]) => name === program && words.test(text))?.[0] ?? null;
}

/** Whether a variable of the environment switches verification off. */
export function isOffVariable(name: string, value: string): boolean {
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
