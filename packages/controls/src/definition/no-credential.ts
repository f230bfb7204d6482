import type { Run } from '../composition/commands.js';
import { isTest, readsAtMost } from '../credentials/token-use.js';

/** Actions that neither push nor fetch with what checkout leaves on disk: they ask an API, with a token of their own, or none. */
const ACTIONS = new Set([
  'actions/attest',
  'actions/attest-build-provenance',
  'actions/attest-sbom',
  'actions/checkout',
  'actions/configure-pages',
  'actions/create-github-app-token',
  'actions/dependency-review-action',
  'actions/deploy-pages',
  'actions/upload-pages-artifact',
  'anchore/sbom-action',
  'astral-sh/setup-uv',
  'aws-actions/amazon-ecr-login',
  'aws-actions/configure-aws-credentials',
  'azure/login',
  'codecov/codecov-action',
  'denoland/setup-deno',
  'docker/build-push-action',
  'docker/login-action',
  'docker/metadata-action',
  'docker/setup-buildx-action',
  'docker/setup-qemu-action',
  'dtolnay/rust-toolchain',
  'github/codeql-action/analyze',
  'github/codeql-action/init',
  'github/codeql-action/upload-sarif',
  'golangci/golangci-lint-action',
  'google-github-actions/auth',
  'google-github-actions/setup-gcloud',
  'gradle/actions/setup-gradle',
  'gradle/actions/wrapper-validation',
  'hashicorp/setup-terraform',
  'ossf/scorecard-action',
  'oven-sh/setup-bun',
  'pnpm/action-setup',
  'pypa/gh-action-pypi-publish',
  'ruby/setup-ruby',
  'shivammathur/setup-php',
  'sigstore/cosign-installer',
  'softprops/action-gh-release',
  'swatinem/rust-cache',
  'taiki-e/install-action',
]);

/** Whether an action is known to do without the credential that checkout leaves. */
export function usesNoCredential(action: string): boolean {
  return ACTIONS.has(action) || readsAtMost(action);
}

/** Programs that know nothing of git. */
const PROGRAMS = new Set(
  (
    ': [ [[ awk base64 basename break brew bzip2 case cat cd chmod cmp command continue cosign cp curl cut date dd declare df ' +
    'diff dirname dos2unix du echo env exit export false file find free gawk getopts grep gunzip gzip head hostname id install ' +
    'jq kill ln local ls md5sum mkdir mktemp mv nproc openssl printenv printf pwd read readlink readonly realpath return rm ' +
    'rmdir sed seq set sha1sum sha256sum sha512sum shift shopt sleep sort stat tail tar tee test touch tr true type ulimit umask ' +
    'uname uniq unset unzip wait wc wget which xz yq zip'
  ).split(' '),
);

/** What of git stays on the machine. */
const LOCAL =
  /^(?:add|branch|cat-file|check-ignore|commit|describe|diff|diff-index|for-each-ref|grep|log|ls-files|merge-base|name-rev|rev-list|rev-parse|shortlog|show|status|symbolic-ref|tag)$/;

/** What of GitHub's own program asks its API alone. */
const ASKS_API =
  /^(?:api|attestation|cache|issue|label|release|run|secret|variable|workflow|pr (?:checks|close|comment|diff|edit|list|merge|ready|review|status|view))(?: |$)/;

/** Whether a command is known neither to push nor to fetch with git. */
export function pushesNothing(run: Run): boolean {
  const { command, invoked } = run;
  if (invoked === null) return command.words.length === 0;
  const { program, args } = invoked;
  if (program === 'git') return LOCAL.test(args[0] ?? '');
  if (program === 'gh') return ASKS_API.test(args.join(' '));
  return PROGRAMS.has(program) || isTest(run);
}
