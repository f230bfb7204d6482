import type { TaskSpec } from '@plumbline/pipeline';
import { actionOf } from '../credentials/steps.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { commandsOf } from '../tekton/command-line.js';
import { taskOfEntry } from '../tekton/run-tasks.js';
import type { PipelineTaskSite } from '../tekton/specs.js';

/** A step that changes something that runs for others. */
export interface Deploy {
  readonly site: StepSite;
  readonly job: JobSite;
  readonly name: string;
}

const ACTIONS =
  /^(?:aws-actions\/amazon-ecs-deploy-task-definition|aws-actions\/aws-cloudformation-github-deploy|azure\/(?:webapps-deploy|functions-action|k8s-deploy|aks-.*deploy.*|container-apps-deploy-action|static-web-apps-deploy)|google-github-actions\/(?:deploy-.*)|superfly\/flyctl-actions|cloudflare\/wrangler-action|akhileshns\/heroku-deploy|appleboy\/scp-action|actions\/deploy-pages|firebaseextended\/action-hosting-deploy|redhat-actions\/openshift-.*deploy.*|pulumi\/actions|dflook\/terraform-apply|einaregilsson\/beanstalk-deploy)$/;

const COMMAND =
  /(?:^|[\n;&|(]|\bthen\b|\bdo\b)[ \t]*(?:\w{1,80}=\S{1,200}\s+|sudo\s+|npx\s+|yarn\s+|time\s+)*((?:terraform|tofu|terragrunt)\s[^\n;|&]{0,400}\b(?:apply|destroy)\b|pulumi\s[^\n;|&]{0,400}\b(?:up|destroy)\b|kubectl\s[^\n;|&]{0,400}\b(?:apply|replace|rollout\s+restart|set\s+image)\b|oc\s[^\n;|&]{0,400}\b(?:apply|replace|rollout)\b|helm\s[^\n;|&]{0,400}\b(?:upgrade|install)\b|(?:cdk|sam|serverless|sls|firebase|eb|copilot)\s[^\n;|&]{0,400}\bdeploy\b|fly(?:ctl)?\s+deploy\b|aws\s+(?:ecs\s+update-service|cloudformation\s+deploy|lambda\s+update-function-code|deploy\s+create-deployment|eks\s+update-nodegroup|s3\s+sync)\b|gcloud\s[^\n;|&]{0,400}\bdeploy\b|az\s+(?:webapp|functionapp|containerapp)\s+(?:deploy|up|update|deployment)\b|(?:vercel|netlify\s+deploy)\b[^\n;|&]{0,400}--prod|heroku\s+container:release|ansible-playbook\s|wrangler\s+(?:deploy|publish)\b|argocd\s+app\s+sync\b|cf\s+push\b)/;
/** A cluster that lives no longer than the job. */
const LOCAL =
  /\b(?:kind|k3d|minikube|microk8s|k3s)\b|kind-action|setup-kind|setup-minikube|localstack|--dry-run|\bkwok\b/;

/** Nearly no script names any of them, and one search tells. */
const ANY =
  /\b(?:terraform|tofu|terragrunt|pulumi|kubectl|oc|helm|cdk|sam|serverless|sls|firebase|eb|copilot|fly|flyctl|aws|gcloud|az|vercel|netlify|heroku|ansible-playbook|wrangler|argocd|cf)\b/;

/** The command of a script that deploys. */
function deployCommand(script: string): string | null {
  if (!ANY.test(script)) return null;
  const text = script.replace(/\\\r?\n/g, ' ').replace(/^[ \t]*#.*$/gm, '');
  return COMMAND.exec(text)?.[1]?.replace(/\s+/g, ' ') ?? null;
}

/** Every step of a workflow that deploys; what goes to a cluster of the job itself does not count. */
export const deploysOf = shared((subject: Subject): readonly Deploy[] =>
  stepsOf(subject).flatMap((site): readonly Deploy[] => {
    const { job, step } = site;
    const action = actionOf(step);
    const name =
      action !== null && ACTIONS.test(action)
        ? action
        : step.run === null
          ? null
          : deployCommand(step.run.value);
    if (job === null || name === null || isLocal(job) || isPlan(site)) return [];
    return [{ site, job, name: name.split(' ').slice(0, 2).join(' ') }];
  }),
);

const TRIAL = /\b(?:preview|review|ephemeral|pr|pull-?request|staging|dev|test|e2e)\b|preview/i;
/** They give each pull request a place of its own. */
const PREVIEWS = /static-web-apps-deploy|action-hosting-deploy/;

/** Whether a name says that nobody depends on the place. */
export function isTrialName(name: string): boolean {
  return TRIAL.test(name);
}

/** Whether what is deployed goes where nobody depends on it. */
export function isTrial({ site, job: { job }, name }: Deploy): boolean {
  const words = [job.id.value, job.environment?.name?.value].join(' ').replaceAll('_', ' ');
  const said = /\b(?:preview|ephemeral|review app)\b/i.test(site.step.name?.value ?? '');
  return isTrialName(words) || said || PREVIEWS.test(name);
}

const PRODUCTION = /(?:^|[-_/])(?:prod|production|live)(?:[-_/]|$)/i;

/** Steps of jobs that enter production by what nobody knows: the last command of each stands for the deployment. */
export const unknownDeploys = shared((subject: Subject): readonly Deploy[] => {
  const known = new Set(deploysOf(subject).map(({ job }) => job));
  const steps = stepsOf(subject).filter(
    ({ job, step }) =>
      job !== null &&
      !known.has(job) &&
      step.run !== null &&
      PRODUCTION.test(job.job.environment?.name?.value ?? ''),
  );
  const last = new Map(steps.map((site) => [site.job, site]));
  return [...last].flatMap(([job, site]) =>
    job === null
      ? []
      : [{ site, job, name: `environment ${job.job.environment?.name?.value ?? ''}` }],
  );
});

function isLocal({ workflow, job }: JobSite): boolean {
  const { start, end } = job.node.span;
  return LOCAL.test(workflow.source.text.slice(start, end));
}

/** `pulumi/actions` with `command: preview`. */
function isPlan({ step }: StepSite): boolean {
  return step.with.some(
    ({ name, value }) => name.value === 'command' && /^(?:preview|plan|version)$/.test(value.value),
  );
}

const TASK =
  /^(?!.*(?:check|scan|verify|valid|test|wait|status|notes|lint))(?:.*[-_])?(?:deploy|publish|release|promote|rollout)(?:[-_]|$)/;
const TASKS =
  /^(?:kubernetes-actions|openshift-client|helm-upgrade-from-.*|argocd-task-sync-and-wait|kn-apply|terraform-cli)$/;

/** The name of a task that deploys or publishes. */
export function deployedBy(subject: Subject, site: PipelineTaskSite): string | null {
  const { entry } = site;
  const names = [entry.name?.value, entry.taskRef?.name?.value, referenced(entry)];
  const named = names.find((name) => name !== undefined && (TASK.test(name) || TASKS.test(name)));
  if (named !== undefined) return named;
  const task = taskOfEntry(subject, site);
  return task === null ? null : deployIn(task);
}

/** The command of a task that deploys, in a script, behind `sh -c`, or as the command of a container. */
export function deployIn({ steps }: TaskSpec): string | null {
  const texts = steps.flatMap((step) => [
    commandsOf(step),
    ...(step.script === null ? step.args.map(({ value }) => value) : []),
  ]);
  return texts.map(deployCommand).find((command) => command !== null) ?? null;
}

/** The name that a resolver is asked for. */
export function referenced({ taskRef }: PipelineTaskSite['entry']): string | undefined {
  const given = taskRef?.params.find(({ name }) => /^(?:name|pathInRepo)$/.test(name.value))?.value;
  return given?.kind === 'scalar'
    ? given.text.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
    : undefined;
}
