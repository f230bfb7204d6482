/** Code that is loaded when it is first asked for, and kept. Most of what a host can do, one run never does. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => (loading ??= load());
}
