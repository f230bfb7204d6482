import { actionOf, inputOf } from '../credentials/steps.js';
import type { JobSite, StepSite } from '../github/steps.js';
import { commandsOf } from '../tekton/command-line.js';
import type { Subject } from '../subject.js';
import { taskOfEntry } from '../tekton/run-tasks.js';
import type { PipelineTaskSite } from '../tekton/specs.js';
import { referenced } from './deploys.js';

const ACTIONS =
  /^(?:aquasecurity\/(?:trivy-action|tfsec-action|tfsec-pr-commenter-action)|anchore\/scan-action|snyk\/actions(?:\/.*)?|github\/codeql-action\/analyze|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|actions\/dependency-review-action|bridgecrewio\/checkov-action|semgrep\/.*|returntocorp\/semgrep-action|securego\/gosec|golang\/govulncheck-action|google\/osv-scanner-action(?:\/.*)?|pypa\/gh-action-pip-audit|zizmorcore\/zizmor-action|checkmarx\/.*|veracode\/.*|sysdiglabs\/scan-action|docker\/scout-action|rustsec\/audit-check|sonarsource\/sonarqube-quality-gate-action|slsa-framework\/slsa-verifier(?!.*installer).*|shiftleftscan\/action|embarkstudios\/cargo-deny-action|crazy-max\/ghaction-container-scan|zaproxy\/action-.*|stackhawk\/hawkscan-action|pyupio\/safety-action|microsoft\/security-devops-action|dependency-check\/dependency-check_action|tenable\/terrascan-action|fossas\/fossa-action|wiz-sec\/.*|paloaltonetworks\/prisma-cloud-scan|lacework\/lw-scanner-action|gitguardian\/ggshield.*|bearer\/bearer-action)$/;

/** Commands that fail when they find something; `acme/zizmor` is a repository, and what is installed does not run yet. */
const COMMAND =
  /(?<!(?:^|[\s"'=])[\w@-][\w@.-]*\/)(?<!\b(?:install|add)\s)\b(?:trivy\s+(?:image|fs|filesystem|config|repo|rootfs)|snyk\s+(?:test|container|code|iac)|(?:semgrep|opengrep)\s+(?:scan|ci|--)|go\s+(?:tool|run)\s+\S*(?:govulncheck|gosec|nancy)\b|kubescape\s+scan|horusec\s+start|wizcli\s|mobsfscan\s|(?:sonar-scanner|mvnw?|gradlew?)\b[^\n]*sonar\.qualitygate\.wait=true|cargo\s+vet\b|gitleaks\s+(?:detect|git|dir|protect)|checkov\s+-|(?:npm|pnpm|yarn|cargo|bundle|bundler-audit|pip|composer)[\s-]+(?:npm\s+)?audit\b|safety\s+(?:check|scan)|cosign\s+verify|gh\s+attestation\s+verify|roxctl\s+image\s+(?:check|scan)|kube-linter\s+lint|cargo\s+deny\b|docker\s+scout\s+cves|twistcli\s+images\s+scan|kics\s+scan|terrascan\s+scan|ggshield\s+secret|bearer\s+scan|mix\s+(?:deps\.audit|hex\.audit|sobelow)|(?:make|just|task|npm\s+run|pnpm\s+run|yarn\s+run)\s+(?:[\w-]+[:-])?(?:audit|sast|security|scan)\b|dependencyCheckAnalyze|dotnet\s+list\b[^\n]*--vulnerable|conftest\s+test)/;

/** Those whose name alone tells: only where a command can stand. */
const SCANNER =
  /(?:^|[;&|({`!]|\b(?:then|do|else|if|run|exec|uvx|npx|pipx|sudo|time|xargs)\b|\s--|\s-m|\s-[a-z]*c|\b\w+=\S+)(?:\s+-\S+|\s+\d\S*)*[ \t]*(?:[./][\w./-]*\/)?(?:grype\s+\S|trufflehog\s+\S|tfsec\b|gosec\s|govulncheck\s|osv-scanner\s|pip-audit\b|bandit\s+-|slsa-verifier\s|zizmor\s|clamscan\s|dependency-check|brakeman\b|dockle\s|njsscan\s|detect-secrets-hook\s)/m;

/** Nearly no script names any of them, and one search tells. */
const ANY =
  /qualitygate|opengrep|nancy|kubescape|horusec|wizcli|mobsfscan|cargo\s+vet|trivy|snyk|semgrep|gitleaks|checkov|audit|safety|cosign|attestation|roxctl|kube-linter|conftest|grype|trufflehog|tfsec|gosec|govulncheck|osv-scanner|bandit|slsa-verifier|zizmor|clamscan|dependency-check|deny|scout|twistcli|kics|terrascan|ggshield|bearer|sobelow|security|scan|sast|dependencyCheck|vulnerable|brakeman|dockle|njsscan|detect-secrets/;

/** A line that says: whatever comes out, go on. */
const TAMED =
  /\|\|\s*(?:true|:|exit\s+0|echo\b|printf\b|\/bin\/true)|;\s*(?:true|exit\s+0)\s*$|--exit-zero\b|--soft-fail\b|--exit-code[\s=]+0\b|\s-no-fail\b|--no-fail\b|--no-error\b|--no-exit-codes?\b/;

/** Inputs by which scanners succeed always. */
const OFF: readonly (readonly [RegExp, RegExp])[] = [
  [/^exit-code$/, /^0$/],
  [/^(?:fail-build|fail_build|fail-on-issues|fail_on_findings|fail-on-vuln)$/, /^false$/i],
  [
    /^(?:soft_fail|soft-fail|warn-only|no-fail|continue_on_error|ignore-unfixed-failures)$/,
    /^true$/i,
  ],
];

/** Whether the step is a security check. */
export function isGate({ step }: StepSite): boolean {
  const action = actionOf(step);
  if (action !== null) return ACTIONS.test(action);
  return step.run !== null && checks(step.run.value);
}

/** Whether an input or a param tells a scanner to succeed always. */
export function isOff(name: string, value: string): boolean {
  return OFF.some(([key, off]) => key.test(name.toLowerCase()) && off.test(value.trim()));
}

/** The input or command by which a gate never fails; null if it can. */
export function tamedBy({ step }: StepSite): string | null {
  const input = step.with.find(({ name, value }) => isOff(name.value, value.value));
  if (input !== undefined) return input.name.value;
  return step.run !== null && isTamed(step.run.value) ? 'command' : null;
}

/** Whether the check of a script is told to go on, and nothing looks at what it found. */
export function isTamed(script: string): boolean {
  const lines = uncommented(script).split('\n');
  const all = [...lines.keys()].filter((at) => isCheck(lines[at] ?? ''));
  const own = all.filter((at) => !CALLS.test(lines[at] ?? ''));
  const [at] = own.length > 0 ? own : all;
  const line = at === undefined ? undefined : lines[at];
  if (line === undefined) return false;
  const off = lines.slice(0, at).some((before) => /^\s*set\s+\+e\b/.test(before));
  const read = lines
    .slice(at)
    .some((after) => /\$\?|PIPESTATUS|exit\s+[1-9]|exit\s+\$/.test(after));
  return (TAMED.test(line) || off) && !read;
}

/** What runs a check that may stand behind it. */
const CALLS = /^\s*(?:make|just|npm|pnpm|yarn|bun|(?:ba|da)?sh\s|\.{0,2}\/)/;

/** What can only be verified when it is out: signatures and provenance of what was published. */
const VERIFIES = /\b(?:cosign\s+verify|slsa-verifier\s|gh\s+attestation\s+verify)/g;

/** Whether the step checks signatures or provenance, and nothing else. */
export function isVerification({ step }: StepSite): boolean {
  const script = uncommented(step.run?.value ?? '');
  const rest = script.replace(VERIFIES, '');
  return rest !== script && !isCheck(rest);
}

/** Whether a script holds a security check. */
export function checks(script: string): boolean {
  return ANY.test(script) && isCheck(uncommented(script));
}

function isCheck(text: string): boolean {
  return COMMAND.test(text) || SCANNER.test(text);
}

function uncommented(script: string): string {
  return script.replace(/\\\r?\n\s*/g, ' ').replace(/^[ \t]*#.*$/gm, '');
}

/** Whether findings of the job go where rules of the repository can stop a merge. */
export function reportsElsewhere({ job }: JobSite): boolean {
  return job.steps.some(
    (step) =>
      /^github\/codeql-action\/upload-sarif$/.test(actionOf(step) ?? '') ||
      inputOf(step, 'advanced-security')?.value === 'true',
  );
}

const NAMED =
  /(?:^|[-_])(?:scan|scanner|sast|dast|trivy|grype|snyk|clair|clamav|semgrep|gitleaks|trufflehog|checkov|(?:sonar-?(?:qube-?)?)?quality-gate|govulncheck|vulnerability|vulnerabilities|audit|image-check|verify-enterprise-contract|verify-signature|cosign-verify|conforma|security)(?:[-_]|$)/;

/** Whether a task of a pipeline is a security check. */
export function isGateTask(subject: Subject, site: PipelineTaskSite): boolean {
  const { entry } = site;
  const names = [entry.name?.value, entry.taskRef?.name?.value, referenced(entry)];
  if (names.some((name) => name !== undefined && NAMED.test(name))) return true;
  return taskOfEntry(subject, site)?.steps.some((step) => checks(commandsOf(step))) === true;
}
