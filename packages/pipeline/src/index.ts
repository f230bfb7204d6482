export type {
  Closure,
  GraphEdge,
  GraphNode,
  NodeKind,
  NodeProblem,
  NodeStatus,
  Resolver,
  UnreadableFile,
} from './graph.js';
export { closure } from './closure/closure.js';
export {
  isCalled,
  partsCalled,
  type DefinedFunction,
  type DefinedParam,
  type DefinedPart,
} from './defined/defined.js';
export { customName } from './defined/custom.js';
export { orderOfTasks } from './defined/order.js';
export { isOfPlatform } from './defined/platform.js';
export { contentOf, definedStepName } from './defined/step.js';
export { NO_COMMAND } from './defined/task.js';
export { definedResources, type DefinedResource } from './defined/tekton.js';
export { fixedPath } from './defined/values.js';
export { paramOf, textPieces, variablesIn, type TextPiece } from './defined/variables.js';
export { jobsOfWorkflow, type DefinedJob } from './defined/workflow.js';
export { tally, tallyText, type Tally } from './closure/tally.js';
export { modelTarget, type Counted, type Model, type ModelOptions } from './model.js';
export { readObjects, type KubernetesObject } from './kubernetes/objects.js';
export {
  parseUses,
  type ImageUses,
  type LocalUses,
  type RemoteUses,
  type Uses,
} from './github/uses.js';
export { parseImage, type ImageReference, type Undecidable } from './image.js';
export { readDockerfile, type DockerfileSource } from './dockerfile.js';
export { readDockerfileScripts, type DockerfilePart } from './dockerfile-scripts.js';
export { lockScope, pinOf, type LockScope } from './closure/lock.js';
export { expandMatrix, type Expansion } from './closure/matrix.js';
export {
  judgeBundle,
  judgeReference,
  type Judged,
  type RemoteReference,
} from './closure/resolver.js';
export type { NamedNode, NamedText, Text } from './document/shape.js';
export { placeOf } from './document/shape.js';
export type { Job, Service, Workflow } from './github/workflow.js';
export { readWorkflow } from './github/workflow.js';
export type { WorkflowStep } from './github/step.js';
export type { Action } from './github/action.js';
export type { Lock, LockEntry, LockedWorkflow } from './github/lock.js';
export type { Axis, Matrix, Strategy } from './github/strategy.js';
export type {
  Concurrency,
  Container,
  Defaults,
  Environment,
  PassedSecrets,
  Permissions,
  RunsOn,
  Settings,
} from './github/settings.js';
export type {
  DeclaredOutput,
  DeclaredSecret,
  EventFilter,
  Input,
  WorkflowTrigger,
} from './github/trigger.js';
export {
  readResources,
  type ResourceHead,
  type TektonKind,
  type TektonResource,
} from './tekton/resource.js';
export type { EnvVar, Metadata, Param, ParamSpec, Result, Workspace } from './tekton/param.js';
export type { Reference } from './tekton/reference.js';
export { readStep, readTaskSpec, type Step, type TaskSpec, type Volume } from './tekton/task.js';
export { readPipelineSpec } from './tekton/pipeline.js';
export type { PipelineSpec, PipelineTask, TaskMatrix } from './tekton/pipeline.js';
export type {
  PipelineRunSpec,
  PodTemplate,
  RunSpec,
  TaskRunOverride,
  TaskRunSpec,
} from './tekton/run.js';
export type {
  BindingUse,
  EventListenerSpec,
  InterceptorUse,
  TemplateSpec,
  TemplateUse,
  TriggerGroup,
  TriggerSpec,
} from './tekton/trigger.js';
