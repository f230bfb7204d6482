import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';

export interface PemBlock {
  readonly label: string;
  readonly content: Buffer;
}

const MAX_BYTES = 64 * 1024;
const BLOCK =
  /^\s*-----BEGIN ([A-Z0-9 ]{1,64})-----[ \t]*\r?\n([A-Za-z0-9+/=\r\n \t]*?)\r?\n?-----END \1-----\s*$/;

/** The one PEM block of a text (RFC 7468, strict): no headers, nothing before, between or behind. */
export function readPem(input: Uint8Array | string): Result<PemBlock, Fault> {
  if (input.length > MAX_BYTES) return err(malformed('it is larger than 64 KiB'));
  const pem = typeof input === 'string' ? input : Buffer.from(input).toString('latin1');
  if ((pem.match(/-----BEGIN /g) ?? []).length > 1) return err(malformed('it holds several keys'));
  const [, label, body] = BLOCK.exec(pem) ?? [];
  if (label === undefined || body === undefined) return err(malformed('it is not one PEM block'));
  const encoded = body.replace(/\s/g, '');
  const content = Buffer.from(encoded, 'base64');
  if (content.length === 0 || content.toString('base64') !== encoded) {
    return err(malformed('its base64 is not well formed'));
  }
  return ok({ label, content });
}

/** A PEM text with lines of 64 characters. */
export function writePem({ label, content }: PemBlock): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function malformed(why: string): Fault {
  return usageFault(
    'KEY_MALFORMED',
    `the key cannot be read: ${why}; expected one PEM block`,
    'plumbline keygen',
  );
}
