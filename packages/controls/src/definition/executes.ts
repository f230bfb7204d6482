import type { WorkflowStep } from '@plumbline/pipeline';
import { inputNamed } from '../taint/github/foreign-files.js';

/** Programs that run what files of the working folder say: build tools, package managers, test runners, linters with plugins. */
const TOOLS =
  /(?:^|[\s;&|(`]|\$\()(?:sudo\s+|time\s+|env\s+(?:\w+=\S*\s+)*|xvfb-run\s+(?:-\S+\s+)*|\w+=\S*\s+)*(?:npm\s+(?:ci|i|install|run|run-script|test|t|start|exec|publish|pack|version|rebuild|audit\s+fix)|npx\s+(?!-y\s|--yes\s)\S|pnpm\s+(?!--version|store)\S|yarn(?:\s+(?!--version|cache|config)\S|\s*$)|bun\s+(?:install|i|run|test|x)|deno\s+(?:task|run)|make\b|cmake\b|ninja\b|meson\b|(?:\.\/)?(?:gradlew?|mvnw?)\b|ant\b|sbt\b|bazel(?:isk)?\b|buck2?\b|pants\b|pip3?\s+install\s+(?:\S+\s+)*(?:-e\b|\.|-r\b|--requirement)|python3?\s+(?:setup\.py|-m\s+(?:build|pytest|tox|nox|unittest|pip\s+install\s+(?:-r|-e|\.))|[\w./-]+\.py)|poetry\s+(?:install|run|build)|uv\s+(?:sync|run|pip\s+install|build)|pipenv\b|tox\b|nox\b|pytest\b|hatch\b|pre-commit\b|bundle\s+(?:install|exec)|rake\b|gem\s+build|cargo\s+(?:build|test|run|check|clippy|bench|doc|publish|install)|go\s+(?:build|test|run|generate|install|vet)|goreleaser\b|golangci-lint\b|dotnet\s+(?:build|test|run|restore|publish|pack)|msbuild\b|composer\s+(?:install|update|run|test)|phpunit\b|mix\s+(?:deps|test|compile|run)|stack\s+\w+|cabal\s+\w+|swift\s+(?:build|test|run)|xcodebuild\b|fastlane\b|pod\s+install|flutter\s+\w+|dart\s+(?:pub|run|test)|docker\s+(?:build|buildx|compose)|docker-compose\b|podman\s+build|buildah\b|terraform\s+(?:init|plan|apply|validate|test)|tofu\s+(?:init|plan|apply)|terragrunt\b|pulumi\b|helm\s+(?:lint|template|install|upgrade|dependency)|ansible-playbook\b|vagrant\b|jest\b|vitest\b|eslint\b|prettier\b|tsc\b|webpack\b|vite\b|mkdocs\b|sphinx-build\b|jekyll\b|hugo\b|just\b|task\b|g?awk\s+-f\b|g?sed\s+(?:-[nErsiu]+\s+)*-f\b|java\s+(?:-\S+\s+)*-jar\b|sonar-scanner\b|stylelint\b|tflint\b|gomplate\b|(?:bin\/)?rails\s+\w+|nix(?:-build|-shell)?\s|(?:west|idf\.py|pio|platformio|scons|xmake|rebar3|lein|dune|zig|nimble|dub|dagger|nx|turbo|lerna|moon)\s+(?!--version)\S|earthly\b|act\b|semgrep\b|rubocop\b|phpstan\b|mypy\b|ruff\b|pylint\b|node\s+[\w./-]+\.[cm]?js)/m;

/** A file of the working folder as a program, or as the script of an interpreter. */
const OWN_FILES =
  /(?:^|[\s;&|(`]|\$\()(?:(?:ba|da|z)?sh\s+(?:-\w+\s+)*["']?[\w.][\w./-]*|(?:python3?|node|ruby|perl|php|Rscript)\s+["']?[\w][\w./-]*\.\w+|source\s+[\w./]|\.\s+\.?[\w/]|[\w-]+(?:\/[\w.-]+)*\/[\w-]+\.(?:sh|py|rb|pl|js))\b/m;

/** A path of the working folder where a command stands; as an argument it may be where a file goes. */
const OWN_PROGRAMS =
  /(?:^|[;&|({`!]|\$\(|\b(?:then|do|else|if|sudo|time|exec|xargs|env|nohup|nice|timeout|xvfb-run|run|\w+=\S*)(?=\s)|\s--(?=\s))(?:[ \t]+(?:-\S+|\w+=\S*|\d\S*))*[ \t]*["']?\.{1,2}\/[\w.-][\w./-]*/m;

/** The same by the name of a folder: of the work space, of what was unpacked for the run, of a workspace of Tekton. */
const BY_FOLDER =
  /(?:(?:^|[\n;&|(`]|\$\()[ \t]*|(?:^|[\s;&|(`])(?:(?:ba|da|z)?sh|python3?|node|ruby|perl|source|\.)\s+(?:-\w+\s+)*)["']?(?:\$\{?(?:GITHUB_WORKSPACE|RUNNER_TEMP)\}?|\$\{\{\s*(?:runner\.temp|github\.workspace)\s*\}\}|\$\(workspaces\.[\w-]+\.path\))\/[\w./-]*/;

/** Whether a script runs code that files of the working folder hold or configure. */
export function runsOwnCode(script: string): boolean {
  const text = script
    .replace(/(^|\s)#[^\n]*/g, '$1')
    .replace(/\\\r?\n\s*/g, ' ')
    .replace(/\b(npm|yarn|bun)(?:\s+(?:--prefix|--cwd|-C)[= ]\S+)+/g, '$1');
  return (
    TOOLS.test(text) ||
    OWN_FILES.test(text) ||
    (text.includes('./') && OWN_PROGRAMS.test(text)) ||
    BY_FOLDER.test(text)
  );
}

/** Public actions that run code or configuration of the working folder. */
const RUNNERS =
  /^(?:actions\/jekyll-build-pages|pre-commit\/action|docker\/(?:build-push-action|bake-action)|gradle\/gradle-build-action|golangci\/golangci-lint-action|goreleaser\/goreleaser-action|super-linter\/super-linter(?:\/slim)?|github\/super-linter|oxsecurity\/megalinter.*|bazel-contrib\/.*|cypress-io\/github-action|borales\/actions-yarn|bahmutov\/npm-install|devcontainers\/ci|pypa\/cibuildwheel|py-actions\/.*|snok\/.*|ruby\/setup-ruby|reviewdog\/action-eslint|wearerequired\/lint-action|github\/codeql-action\/autobuild|hashicorp\/terraform-github-actions|crazy-max\/ghaction-.*build.*|microsoft\/playwright-github-action|anthropics\/claude-code-action|changesets\/action|sonarsource\/.*maven.*|sonarsource\/sonar(?:cloud-github|qube-scan)-action|bridgecrewio\/checkov-action|qcastel\/github-actions-maven\/.*)$/i;

/** A module of the working folder that a script of actions/github-script loads. */
const LOADS =
  /\b(?:require|import)\(\s*["'`](?:\.{1,2}\/|\$\{\s*(?:process\.env\.GITHUB_WORKSPACE|\{\s*github\.workspace\s*\})\s*\})|\bexec(?:Sync|FileSync)?\(\s*["'`](?:\.\/|(?:ba|da)?sh\s+[\w.]|npm\s|yarn\s|make\b|python3?\s+[\w.])/;

/** How a step runs code of the working folder; null if it does not. */
export function executes(step: WorkflowStep): string | null {
  if (step.run !== null) return runsOwnCode(step.run.value) ? 'a command' : null;
  const uses = step.uses?.value ?? '';
  if (uses.startsWith('./')) return 'an action of the working folder';
  const [name = ''] = uses.split('@');
  if (name.toLowerCase() === 'actions/github-script')
    return LOADS.test(inputNamed(step, 'script')?.value ?? '') ? 'a script' : null;
  if (!RUNNERS.test(name)) return null;
  return name.toLowerCase() === 'ruby/setup-ruby' &&
    inputNamed(step, 'bundler-cache')?.value !== 'true'
    ? null
    : `\`${name}\``;
}
