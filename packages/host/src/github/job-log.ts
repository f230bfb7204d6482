import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { DownloadedAction } from '@plumbline/step';
import type { GitHubClient } from './client.js';
import { oddAnswer } from './faults.js';

/** What the runner says before the first step fits many times into this. */
const MAX_START = 4 * 1024 * 1024;

/** REST API, "Download job logs for a workflow run". */
export async function readDownloads(
  ask: GitHubClient,
  repository: string,
  jobId: string,
): Promise<Result<readonly DownloadedAction[] | null, Fault>> {
  const path = `repos/${repository}/actions/jobs/${jobId}/logs`;
  const reply = await ask({ path, download: { cap: MAX_START, start: true } });
  if (!reply.ok) return reply;
  const { status, body } = reply.value;
  if (status === 404) return ok(null);
  return status === 200 ? downloadsOf(body.toString('utf8')) : err(oddAnswer('the log is no text'));
}

const REPOSITORY =
  /^Download action repository '([^'@]{1,200})@([^']{1,500})' \(SHA:([0-9a-f]{40}|[0-9a-f]{64})\)$/;
const PACKAGE = /^##\[group\]Download immutable action package '([^'@]{1,200})@([^']{1,500})'$/;
const SOURCE = /^Source commit SHA: ([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads what the runner's ActionManager prints (actions/runner, src/Runner.Worker/ActionManager.cs) up to the line that
 * ends the set-up: a step could print the same lines behind it. Null: the log does not begin so.
 */
export function downloadsOf(log: string): Result<readonly DownloadedAction[] | null, Fault> {
  const lines = log
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map(withoutTime);
  const end = lines.findIndex((line) => line.startsWith('Complete job name: '));
  if (end === -1 || !lines[0]?.startsWith('Current runner version: ')) return ok(null);
  const told = lines
    .slice(0, end)
    .filter((line) => /Download (?:action|immutable)|^Source commit/.test(line));
  const found = told.flatMap((line, index) => downloadOf(line, told[index + 1]) ?? []);
  return told.every((line, index) => SOURCE.test(line) || downloadOf(line, told[index + 1]))
    ? ok(found)
    : err(oddAnswer('the log tells of a download in a form that is not known'));
}

/** A repository with its commit in the line, or a package with the commit in the next. */
function downloadOf(line: string, next = ''): DownloadedAction | null {
  const [, repository, ref, sha = SOURCE.exec(next)?.[1]] =
    REPOSITORY.exec(line) ?? PACKAGE.exec(line) ?? [];
  return repository === undefined || ref === undefined || sha === undefined
    ? null
    : { repository, ref, sha };
}

function withoutTime(line: string): string {
  return line.replace(/\r$/, '').replace(/^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z /, '');
}
