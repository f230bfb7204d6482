import type { Step, Text } from '@plumbline/pipeline';
import { inlineProgram, isShell } from '../shell/programs.js';
import type { Word } from '../shell/syntax.js';
import { imageOf, toldIn } from './known-params.js';

/** Images whose entry point is the program of their name, and those of another name. */
const ENTRY_POINTS =
  /^(?:argocd|aws-cli|claude|codex|conftest|copa|cosign|crane|curl|gemini|gh|git|gitleaks|golangci-lint|grype|hadolint|helm|ko|kubectl|kubeseal|kustomize|oras|packer|pulumi|semgrep|skopeo|slsa-verifier|syft|terraform|terragrunt|tofu|opentofu|trivy|trufflehog|zizmor)$/;
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['aws-cli', 'aws'],
  ['opentofu', 'tofu'],
]);

/** The program that an image starts when a step names none; null where the name does not tell. */
function entryPoint(image: Text | null): string | null {
  const path = (image?.value ?? '').replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const name = path.split('/').at(-1) ?? '';
  return ENTRY_POINTS.test(name) ? (OTHER_NAMES.get(name) ?? name) : null;
}

/** The words that a container without a script starts with: its command, or the program of its image. */
export function commandLine(step: Step): readonly Text[] {
  const told = (words: readonly Text[]) => words.map((word) => toldIn(step, word));
  const command = told(step.command);
  const args = told(step.args);
  const image = imageOf(step);
  const program = command.length > 0 || args.length === 0 ? null : entryPoint(image);
  if (program === null || image === null || args[0]?.value === program)
    return [...command, ...args];
  return [{ value: program, node: image.node }, ...args];
}

/** What a shell runs in a container: its script, or the argument that a shell of its command line takes as one. */
export function shellText(step: Step): Text | null {
  const inline = inlineScript(step);
  return step.script ?? (inline !== null && isShell(inline.program) ? inline.text : null);
}

/** What a container runs, as one text: its script, or the words of its command line. */
export function commandsOf(step: Step): string {
  return (
    step.script?.value ??
    commandLine(step)
      .map(({ value }) => value)
      .join(' ')
  );
}

/** A program that the command line of a container hands to an interpreter: `sh -c …`. */
export function inlineScript({
  command,
  args,
}: Step): { readonly program: string; readonly text: Text } | null {
  const texts = [...command, ...args];
  const words = texts.map(({ value }) => wordOf(value));
  const implied = command.length === 0 && /^-[a-z]*c$/.test(args[0]?.value ?? '');
  const inline = inlineProgram(implied ? [wordOf('sh'), ...words] : words);
  const text = inline === null ? undefined : texts[words.indexOf(inline.script)];
  return inline === null || text === undefined ? null : { program: inline.program, text };
}

/** A text that is one word, whatever it holds. */
export function wordOf(text: string): Word {
  const whole = { start: 0, end: text.length };
  return { parts: [{ kind: 'text', text, quote: 'single', ...whole }], ...whole };
}
