import { ASN1Obj, crypto, RFC3161Timestamp } from '@sigstore/core';

const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/;

/**
 * A timestamp (RFC 3161) whose time may have any number of decimals: DER drops the last zeros of a fraction
 * (X.690 §11.7), and the library reads exactly three.
 */
export class Timestamp extends RFC3161Timestamp {
  override get signingTime(): Date {
    const written = this.tstInfo.root.subs[4]?.value.toString('latin1') ?? '';
    const [, year, month, day, hour, minute, second] = GENERALIZED_TIME.exec(written) ?? [];
    const time = new Date(
      `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}Z`,
    );
    if (Number.isNaN(time.getTime())) throw new Error('the time of the timestamp cannot be read');
    return time;
  }

  /** Whether these are the bytes that were timestamped. */
  isOver(bytes: Buffer): boolean {
    const { messageImprintHashAlgorithm: algorithm, messageImprintHashedMessage } = this.tstInfo;
    return messageImprintHashedMessage.equals(crypto.digest(algorithm, bytes));
  }
}

/** Reads a timestamp; throws where it is none. */
export function readTimestamp(der: Buffer): Timestamp {
  return new Timestamp(ASN1Obj.parseBuffer(Buffer.from(der)));
}
