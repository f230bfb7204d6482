import type { Range } from '../expression/syntax.js';

/** What a script of PowerShell runs unverified, or by which option it verifies nothing. */
export interface PowerShellFlaw extends Range {
  readonly kind: 'run' | 'tls';
  /** The address, or the option. */
  readonly address: string;
}

/** What PowerShell does with `iex`; its pipes are not those of a shell. */
const PIPED =
  /\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b(?:[^\n|;]{0,300}\|){1,5}\s*(?:iex|Invoke-Expression)\b|\b(?:iex|Invoke-Expression)\b[^\n;]{0,100}(?:DownloadString|\biwr\b|\birm\b|Invoke-WebRequest|Invoke-RestMethod)/i;
const SAVED =
  /\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|Start-BitsTransfer)\b[^\n;]{0,400}\s-(?:OutFile|o|Destination)\s+["']?([^\s"';|]+)/gi;
const VERIFIES =
  /\bGet-FileHash\b|\bGet-AuthenticodeSignature\b|\bcosign\b|\bverify\b|\bcertutil\b/i;
const TLS = /\s(-SkipCertificateCheck)\b|ServerCertificateValidationCallback\s*=\s*\{\s*\$true/i;

/** Nearly no script names any of them, and one search tells. */
const ANY =
  /\bi(?:ex|wr|rm)\b|Invoke-|Start-BitsTransfer|-SkipCertificateCheck|ServerCertificateValidation/i;

/** The flaws of a script, whose language nobody has to know: no other has these names. */
export function inPowerShell(text: string): readonly PowerShellFlaw[] {
  if (!ANY.test(text)) return [];
  const piped = PIPED.exec(text);
  const tls = TLS.exec(text);
  return [
    ...(piped === null ? [] : [flaw('run', piped, addressIn(piped[0]))]),
    ...(tls === null ? [] : [flaw('tls', tls, tls[1] ?? 'ServerCertificateValidationCallback')]),
    ...savedIn(text),
  ];
}

function savedIn(text: string): readonly PowerShellFlaw[] {
  return [...text.matchAll(SAVED)].flatMap((found) => {
    const file = (found[1] ?? '').replace(/\W/g, '\\$&');
    const runs = new RegExp(
      `(?:^|[\\n;])\\s*(?:&\\s*|\\.\\s+|Start-Process\\b[^\\n]{0,200}|msiexec\\b[^\\n]{0,200})["']?(?:\\.[\\\\/])?${file}(?![\\w.])`,
      'i',
    );
    return runs.test(text.slice(found.index)) && !VERIFIES.test(text)
      ? [flaw('run', found, addressIn(found[0]))]
      : [];
  });
}

function addressIn(text: string): string {
  return /https?:\/\/[^\s'")|]+/i.exec(text)?.[0] ?? '';
}

function flaw(
  kind: PowerShellFlaw['kind'],
  found: RegExpExecArray,
  address: string,
): PowerShellFlaw {
  return { kind, address, start: found.index, end: found.index + found[0].length };
}
