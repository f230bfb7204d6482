import { posix } from 'node:path';
import { audit, auditArtifact, evidenceOf, resultOf } from '@plumbline/audit-artifact';
import {
  err,
  ok,
  redact,
  sha256Hex,
  usageFault,
  type Fault,
  type Result,
  type Verdict,
} from '@plumbline/core';
import { isFolder, runCommand, type CommandOutput } from '@plumbline/host';
import { buildReport, renderHtml, renderJson, verdictLine, type Report } from '@plumbline/report';
import { defineCommand, version, type InputsOf, type Ports } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';
import { format } from '../format.js';
import { tar } from './tar.js';

const { target, query, policy, offline, store, token, strict, depth, ...ofAudit } =
  auditArtifact.inputs;

const definition = defineCommand({
  name: 'evidence collect',
  summary:
    'Audit artifacts and gather what an auditor needs to check them without Plumbline: the signed records, keys, trusted roots, ' +
    'policy and report, and a script of sha256sum, openssl and cosign commands. The exit status is that of the audit.',
  inputs: {
    target,
    out: {
      kind: 'path',
      required: true,
      description: 'Folder that does not exist yet, or a new archive `NAME.tar`.',
    },
    query,
    policy,
    store,
    'as-of': ofAudit['as-of'],
    strict,
    depth,
    offline,
    'registry-insecure': ofAudit['registry-insecure'],
    token,
    format,
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    {
      does: 'hand over a sample',
      args: '@samples.txt --store dir:records --offline --out evidence.tar',
    },
    { does: 'look at one artifact', args: 'app.tar.gz --store dir:records --out evidence' },
  ],
});

export const collect: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, run, argv),
};

type Inputs = InputsOf<typeof definition>;

async function run(inputs: Inputs, ports: Ports): Promise<Result<CommandOutput, Fault>> {
  const { out } = inputs;
  if (isFolder(out) || ports.readFile(out).ok) return err(exists(out));
  const terms = await audit(inputs, ports);
  if (!terms.ok) return terms;
  const found = { ...resultOf(terms.value, []), step: auditArtifact.name, version };
  const report = buildReport({ ...found, mode: 'enforce' });
  const clean = (text: string): string => redact(text, inputs.token === null ? [] : [inputs.token]);
  const files = evidenceOf(terms.value, {
    'report.json': clean(renderJson(report)),
    'report.html': clean(renderHtml(report)),
  });
  if (!files.ok) return files;
  const written = write(out, files.value, ports);
  return written.ok ? ok(outcome(report, files.value, out)) : written;
}

function write(
  out: string,
  files: ReadonlyMap<string, Uint8Array>,
  ports: Ports,
): Result<void, Fault> {
  if (out.endsWith('.tar')) return ports.writeFile(out, tar('evidence', files));
  for (const [path, bytes] of files) {
    const written = ports.writeFile(posix.join(out, path), bytes);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

const EXIT_CODES: Readonly<Record<Verdict, CommandOutput['exitCode']>> = {
  pass: 0,
  fail: 1,
  undecidable: 2,
};

function outcome(
  report: Report,
  files: ReadonlyMap<string, Uint8Array>,
  out: string,
): CommandOutput {
  const sums = sha256Hex(files.get('SHA256SUMS') ?? '');
  const facts = { out, files: files.size, sha256sums: sums, verdict: report.verdict };
  const lines = [
    report.summary.headline,
    `wrote ${out} (${String(files.size)} files); the auditor begins with README.txt`,
    `sha256 of SHA256SUMS: ${sums}   tell it another way than the evidence`,
    verdictLine(report),
  ];
  return {
    forms: {
      text: () => `${lines.join('\n')}\n`,
      json: () => `${JSON.stringify(facts, null, 2)}\n`,
    },
    exitCode: EXIT_CODES[report.verdict],
  };
}

function exists(out: string): Fault {
  return usageFault(
    'EVIDENCE_OUT',
    `${out} exists: what is left of another collection would become part of this one`,
    'name a folder or an archive that does not exist yet',
  );
}
