import type { Grade } from '../taint.js';

/** Inputs of public actions that are run as code; names in lower case. */
const CODE_INPUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['actions/github-script', ['script']],
  ['addnab/docker-run-action', ['run', 'options']],
  ['amadevus/pwsh-script', ['script']],
  ['appleboy/ssh-action', ['script']],
  ['azure/cli', ['inlinescript']],
  ['azure/powershell', ['inlinescript']],
  ['borales/actions-yarn', ['cmd']],
  ['cardinalby/js-eval-action', ['expression']],
  ['devcontainers/ci', ['runcmd']],
  ['fcakyon/conda-publish-action', []],
  ['google-github-actions/ssh-compute', ['command']],
  ['gradle/gradle-build-action', ['arguments']],
  ['jannekem/run-python-script-action', ['script']],
  ['matlab-actions/run-command', ['command']],
  ['mikefarah/yq', ['cmd']],
  ['nick-fields/retry', ['command', 'on_retry_command']],
  ['nick-invision/retry', ['command', 'on_retry_command']],
  ['reactivecircus/android-emulator-runner', ['script', 'pre-emulator-launch-script']],
  ['satackey/action-js-inline', ['script']],
  ['devorbitus/yq-action-output', ['cmd']],
  ['sergeysova/jq-action', ['cmd']],
  ['uraimo/run-on-arch-action', ['run', 'install', 'setup']],
  ['vmactions/freebsd-vm', ['run', 'prepare']],
  ['vmactions/openbsd-vm', ['run', 'prepare']],
  ['wandalen/wretry.action', ['command', 'with']],
]);

/** Whether an input of an action is run as code. */
export function isCodeInput(repository: string, input: string): boolean {
  return CODE_INPUTS.get(repository)?.includes(input) === true;
}

/** Inputs that name files, artifacts or cache entries. */
const PATH_INPUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['actions/cache', ['key', 'restore-keys', 'path']],
  ['actions/cache/restore', ['key', 'restore-keys', 'path']],
  ['actions/cache/save', ['key', 'path']],
  ['actions/checkout', ['path']],
  ['actions/download-artifact', ['name', 'path']],
  ['actions/upload-artifact', ['name', 'path']],
  ['actions/upload-artifact/merge', ['name']],
  ['actions/upload-pages-artifact', ['path']],
  ['appleboy/scp-action', ['source', 'target']],
  ['burnett01/rsync-deployments', ['path', 'remote_path']],
  ['crazy-max/ghaction-github-pages', ['build_dir']],
  ['dawidd6/action-download-artifact', ['path']],
  ['easingthemes/ssh-deploy', ['source', 'target']],
  ['google-github-actions/upload-cloud-storage', ['destination', 'path']],
  ['hendrikmuhs/ccache-action', ['key']],
  ['jamesives/github-pages-deploy-action', ['folder', 'target-folder']],
  ['peaceiris/actions-gh-pages', ['destination_dir', 'publish_dir']],
  ['rossjrw/pr-preview-action', ['source-dir', 'umbrella-dir']],
  ['samkirkland/ftp-deploy-action', ['local-dir', 'server-dir']],
  ['shallwefootball/s3-upload-action', ['destination_dir', 'source_dir']],
  ['swatinem/rust-cache', ['key', 'prefix-key', 'shared-key']],
]);

export function isPathInput(action: string, input: string): boolean {
  return PATH_INPUTS.get(action)?.includes(input) === true;
}

/** Actions that hand a text to an agent with tools, with the inputs that carry it. */
const AGENTS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'anthropics/claude-code-action',
    ['prompt', 'direct_prompt', 'override_prompt', 'custom_instructions', 'append_system_prompt'],
  ],
  ['anthropics/claude-code-base-action', ['prompt', 'system_prompt', 'append_system_prompt']],
  ['openai/codex-action', ['prompt']],
  ['google-github-actions/run-gemini-cli', ['prompt']],
  ['google-gemini/gemini-cli-action', ['prompt']],
  ['actions/ai-inference', ['prompt', 'system-prompt', 'input']],
  ['github/copilot-cli-action', ['prompt']],
  ['sst/opencode/github', ['prompt']],
  ['anomalyco/opencode/github', ['prompt']],
  ['warpdotdev/oz-agent-action', ['prompt']],
  ['augmentcode/augment-agent', ['instruction']],
  ['cursor/agent-action', ['prompt']],
]);

/** Actions that hand title, text and changes of a pull request to a model by themselves, and write what it answers. */
const REVIEWERS =
  /^(?:coderabbitai\/(?:ai-pr-reviewer|openai-pr-reviewer)|fluxninja\/openai-pr-reviewer|(?:codiumai|codium-ai|qodo-ai)\/pr-agent|anc95\/chatgpt-codereview|freeedcom\/ai-codereviewer|cirolini\/chatgpt-github-actions|cirolini\/genai-code-review|villesau\/ai-codereviewer|tmokmss\/bedrock-pr-reviewer|truongnh1992\/gemini-ai-code-reviewer|presubmit\/ai-reviewer)$/;

export function isReviewer(action: string): boolean {
  return REVIEWERS.test(action);
}

export function isAgent(action: string): boolean {
  return AGENTS.has(action);
}

export function isPromptInput(action: string, input: string): boolean {
  return AGENTS.get(action)?.includes(input) === true;
}

/** An output of a public action that hands on what somebody outside chose. */
export interface OutputRule {
  readonly output: RegExp;
  readonly grade: Grade;
  readonly who: string;
  readonly lines: boolean;
  readonly free: boolean;
  readonly revision: boolean;
  /** An input that must say so. */
  readonly only?: { readonly input: string; readonly value: RegExp };
}

function rule(output: RegExp, grade: Grade, who: string, marks = ''): OutputRule {
  return {
    output,
    grade,
    who,
    lines: marks.includes('l'),
    free: !marks.includes('x'),
    revision: marks.includes('r'),
  };
}

const FILES = 'Whoever names a file in a pull request';
const PULL = 'Whoever opens a pull request';
const ISSUE = 'Whoever opens an issue';
const COMMENT = 'Whoever comments';
/** Who chooses what a model answers. */
export const MODEL = 'Whoever steers the model';
/** Without it the action asks for the right to write. */
const OF_ANYONE = { input: 'permission-level', value: /^(?:none|read)$/ };
const PULL_REFS: readonly OutputRule[] = [
  rule(/^head[_-]ref$/, 'author', PULL, 'r'),
  rule(/^head[_-]sha$/, 'author', PULL, 'xr'),
];

const OUTPUTS: ReadonlyMap<string, readonly OutputRule[]> = new Map([
  [
    'tj-actions/changed-files',
    [rule(/(?:_files|_old_new_filenames|^files)$|_keys$/, 'author', FILES)],
  ],
  ['step-security/changed-files', [rule(/_files$/, 'author', FILES)]],
  ['dorny/paths-filter', [rule(/_files$/, 'author', FILES)]],
  ['jitterbit/get-changed-files', [rule(/./, 'author', FILES)]],
  ['trilom/file-changes-action', [rule(/^files/, 'author', FILES)]],
  ['lots0logs/gh-action-get-changed-files', [rule(/./, 'author', FILES)]],
  ['masesgroup/retrieve-changed-files', [rule(/./, 'author', FILES)]],
  ['ahmadnassri/action-changed-files', [rule(/./, 'author', FILES)]],
  ['ankitjain28may/list-files-in-pr', [rule(/^pullrequestfiles$/i, 'author', FILES)]],
  ['avraammavridis/files-changed-action', [rule(/./, 'author', FILES)]],
  ['jsmith/changes-since-last-tag', [rule(/./, 'committer', FILES)]],
  ['karpikpl/list-changed-files-action', [rule(/./, 'author', FILES)]],
  ['knu/changed-files', [rule(/_files(?:_json)?$/, 'author', FILES)]],
  ['wyrihaximus/github-action-files-in-commit', [rule(/^files$/, 'committer', FILES)]],
  ['yumemi-inc/changed-files', [rule(/^files$/, 'author', FILES)]],
  ['tj-actions/branch-names', [rule(/(?:branch|ref)/, 'author', PULL, 'r')]],
  ['nelonoel/branch-name', [rule(/./, 'author', PULL)]],
  ['xt0rted/pull-request-comment-branch', PULL_REFS],
  ['alessbell/pull-request-comment-branch', PULL_REFS],
  ['eficode/resolve-pr-refs', PULL_REFS],
  ['gotson/pull-request-comment-branch', PULL_REFS],
  [
    'potiuk/get-workflow-origin',
    [rule(/^(?:sourceHeadBranch|sourceHeadSha)$/i, 'author', PULL, 'r')],
  ],
  [
    '8bitjonny/gh-get-current-pr',
    [
      rule(/^pr_(?:title|body|label)s?$/, 'anyone', PULL, 'l'),
      rule(/^pr_head_ref$/, 'author', PULL, 'r'),
    ],
  ],
  [
    'juliangruber/find-pull-request-action',
    [
      rule(/^(?:title|body)$/, 'anyone', PULL, 'l'),
      rule(/^head-(?:ref|sha)$/, 'author', PULL, 'r'),
    ],
  ],
  ['amannn/action-semantic-pull-request', [rule(/^error_message$/, 'anyone', PULL, 'l')]],
  ['tim-actions/get-pr-commits', [rule(/^commits$/, 'author', PULL, 'l')]],
  ['tzkhan/pr-update-action', [rule(/^headmatch$/i, 'author', PULL)]],
  [
    'franzdiebold/github-env-vars-action',
    [rule(/^ci_pr_(?:title|description)$/i, 'anyone', PULL, 'l')],
  ],
  [
    'actions-ecosystem/action-get-merged-pull-request',
    [rule(/^(?:title|body)$/, 'anyone', PULL, 'l')],
  ],
  ['peter-murray/issue-body-parser-action', [rule(/./, 'anyone', ISSUE, 'l')]],
  ['stefanbuck/github-issue-parser', [rule(/./, 'anyone', ISSUE, 'l')]],
  ['issue-ops/parser', [rule(/./, 'anyone', ISSUE, 'l')]],
  ['zentered/issue-forms-body-parser', [rule(/./, 'anyone', ISSUE, 'l')]],
  ['peter-murray/issue-forms-body-parser', [rule(/./, 'anyone', ISSUE, 'l')]],
  [
    'xt0rted/slash-command-action',
    [{ ...rule(/^command-arguments$/, 'anyone', COMMENT), only: OF_ANYONE }],
  ],
  ['khan/pull-request-comment-trigger', [rule(/^comment_body$/, 'anyone', COMMENT, 'l')]],
  ['shanegenschaw/pull-request-comment-trigger', [rule(/^comment_body$/, 'anyone', COMMENT, 'l')]],
  ['peter-evans/find-comment', [rule(/^comment-body$/, 'anyone', COMMENT, 'l')]],
  ...[...AGENTS.keys()].map(
    (action) =>
      [action.split('/').slice(0, 2).join('/'), [rule(/./, 'author', MODEL, 'l')]] as const,
  ),
]);

/** What is known of the outputs of a public action. */
export function outputRules(repository: string): readonly OutputRule[] {
  return OUTPUTS.get(repository) ?? [];
}

/** Actions whose outputs are the contents of files. */
const READERS = new Set([
  'andstor/file-reader-action',
  'bfren/read-file',
  'browniebroke/read-nvmrc-action',
  'christian-draeger/read-properties',
  'dangdennis/toml-action',
  'duskmoon314/action-load-env',
  'guibranco/github-file-reader-action-v2',
  'igorskyflyer/action-readfile',
  'jaywcjlove/github-action-read-file',
  'jbutcher5/read-yaml',
  'juliangruber/read-file-action',
  'komorebitech/read-files-action',
  'madhead/read-java-properties',
  'mindsers/changelog-reader-action',
  'nichmor/minimal-read-yaml',
  'pietrobolcato/action-read-yaml',
  'reedyuk/read-properties',
  'redhat-plumbers-in-action/download-artifact',
  'sammcj/dotenv-output-action',
  'sebrollen/toml-action',
]);

export function readsFile(repository: string): boolean {
  return READERS.has(repository);
}

/** Actions that set a variable for each line of a file. */
const LOADERS = new Set([
  'aarcangeli/load-dotenv',
  'akefirad/loadenv-action',
  'c-py/action-dotenv-to-setenv',
  'cardinalby/export-env-action',
  'cosq-network/dotenv-loader',
  'falti/dotenv-action',
  'rexdefuror/read-package-json',
  'xom9ikk/dotenv',
]);

export function loadsVariables(repository: string): boolean {
  return LOADERS.has(repository);
}

/** Actions whose outputs are their inputs, changed a little. */
const PASSES = new Set([
  'asasinnab/regex-action',
  'ashley-taylor/read-json-property-action',
  'aszc/change-string-case-action',
  'dsfx3d/action-extract-unique-matches',
  'kaisugi/action-regex-match',
  'meilcli/regex-match',
  'paulschuberth/regex-extract-action',
  'release-kit/regex',
  'tmelliottjr/extract-regex-action',
  'frabert/replace-string-action',
  'mad9000/actions-find-and-replace-string',
  'ashley-taylor/regex-property-action',
  'actions-ecosystem/action-regex-match',
  'haya14busa/action-cond',
]);

export function passesInputs(repository: string): boolean {
  return PASSES.has(repository);
}
