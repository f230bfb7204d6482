import { createHash } from 'node:crypto';
import { err, ok, undecidableFault, type Fault, type Post, type Result } from '@plumbline/core';
import { readTimestamp } from '../verification/timestamp.js';

/** A TimeStampReq (RFC 3161 §2.4.1), version 1, up to the digest: SHA-256 with NULL as its parameters. */
const HEAD = Buffer.from('30360201013031300d060960864801650304020105000420', 'hex');

/** Has a timestamp authority (RFC 3161) say that a signature is there now. */
export async function requestTimestamp(
  signature: Buffer,
  url: string,
  post: Post,
): Promise<Result<Buffer, Fault>> {
  const digest = createHash('sha256').update(signature).digest();
  const answer = await post({
    url,
    service: 'the timestamp authority',
    contentType: 'application/timestamp-query',
    accept: 'application/timestamp-reply',
    body: Buffer.concat([HEAD, digest]),
  });
  if (!answer.ok) return answer;
  const reply = Buffer.from(answer.value);
  return isOf(reply, digest)
    ? ok(reply)
    : err(
        undecidableFault(
          'SIGNING_ANSWER',
          'the timestamp authority sent no timestamp of our signature',
        ),
      );
}

function isOf(reply: Buffer, digest: Buffer): boolean {
  try {
    const { status, tstInfo } = readTimestamp(reply);
    return status <= 1n && tstInfo.messageImprintHashedMessage.equals(digest);
  } catch {
    return false;
  }
}
