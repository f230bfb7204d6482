import type { Fault } from './fault.js';
import type { Result } from './result.js';

/** What is sent to a service, and the media types both ways. */
export interface PostRequest {
  readonly url: string;
  /** What the service is, for messages. */
  readonly service: string;
  readonly contentType: string;
  readonly accept: string;
  readonly body: Uint8Array;
}

/** Sends one request; a fault for every answer but success, without anything that was sent. */
export type Post = (request: PostRequest) => Promise<Result<Uint8Array, Fault>>;
