import type { WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../github/steps.js';
import { secretVariables, type DerivedWrite } from './derived.js';
import { secretsIn } from './expressions.js';

/** What takes a value apart in Python and in PowerShell. */
const PARSES =
  /\b(?:json|yaml)\.(?:loads?|safe_load)\s*\(|\bb64decode\s*\(|\bConvertFrom-(?:Json|Yaml)\b|\bFromBase64String\b/i;
/** A line for the file that later steps read, whose name says that it is secret. */
const FIELD =
  /["'][\w-]{0,40}(?:password|passwd|secret|token|key|credential)[\w-]{0,40}=(?:\{|\$|["']\s*\+|%s)/i;
const FILE = /\b(GITHUB_ENV|GITHUB_OUTPUT)\b/;

/** What a script of Python or PowerShell takes out of a secret and hands on without masking it (3.2.3). */
export function fieldsHandedOn(step: WorkflowStep, job: JobSite | null): readonly DerivedWrite[] {
  const script = step.run?.value ?? '';
  const file = FILE.exec(script)?.[1];
  if (file === undefined || !PARSES.test(script) || !FIELD.test(script)) return [];
  if (script.includes('::add-mask::')) return [];
  const read = secretVariables(step, job).find((name) => reads(script, name));
  const name = read ?? secretsIn(script)[0];
  return name === undefined ? [] : [{ name, file }];
}

/** `os.environ["X"]`, `os.getenv('X')`, `$env:X`. */
function reads(script: string, name: string): boolean {
  return ['"', "'", 'env:'].some((before) => script.includes(`${before}${name}`));
}
