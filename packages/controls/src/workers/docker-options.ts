import type { Text } from '@plumbline/pipeline';
import { parseShell, textOf } from '../shell/parse.js';

const CAPABILITIES = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|BPF)$/i;

const ALONE =
  /^(?:--(?:rm|init|privileged|read-only|tty|interactive|detach|no-healthcheck)|-[itdP]+)$/;

/** The words between `run` and the image. */
export function optionsOfRun(words: readonly string[]): readonly string[] {
  const start = words.findIndex(
    (word, at) =>
      /^(?:run|create)$/.test(word) && /(?:docker|podman|container)$/.test(words[at - 1] ?? ''),
  );
  if (start === -1) return [];
  const rest = words.slice(start + 1);
  const image = rest.findIndex((word, at) => {
    const before = rest[at - 1] ?? '';
    const isValue = before.startsWith('-') && !before.includes('=') && !ALONE.test(before);
    return !word.startsWith('-') && !isValue;
  });
  return image === -1 ? rest : rest.slice(0, image);
}

/** Options of `docker create` that take isolation away. */
export function openingsIn(options: Text): readonly string[] {
  return openingOf(
    parseShell(options.value)
      .commands.flatMap((command) => command.words)
      .map((word) => textOf(word) ?? ''),
  );
}

/** The same of words. */
export function openingOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const [name = '', inline] = word.split(/=(.*)/s);
    const value = inline ?? words[index + 1] ?? '';
    return isOpening(name, inline, value)
      ? [inline === undefined && name !== '--privileged' ? `${name} ${value}` : word]
      : [];
  });
}

function isOpening(name: string, inline: string | undefined, value: string): boolean {
  switch (name) {
    case '--privileged':
      return inline === undefined || !/^(?:false|0|f)$/i.test(inline);
    case '--pid':
    case '--ipc':
    case '--uts':
    case '--userns':
    case '--cgroupns':
    case '--network':
    case '--net':
      return value === 'host';
    case '--cap-add':
      return CAPABILITIES.test(value);
    case '--security-opt':
      return /^(?:seccomp|apparmor)[=:]unconfined$|^label[=:]disable$/.test(value);
    case '-v':
    case '--volume':
      return HOST_VOLUME.test(value);
    case '--device':
      return !/^\/dev\/(?:fuse|kvm|net\/tun|dri|snd|null)/.test(value);
    default:
      return false;
  }
}

const HOST_VOLUME =
  /^(?:\/:|\/(?:etc|root|proc|sys|var|var\/run|run)\/?:|[\w./-]*\/(?:docker|containerd|podman|crio)\.sock(?::|$))/;

/** Whether a volume is a part of the machine that opens it. */
export function isHostVolume({ value }: Text): boolean {
  return HOST_VOLUME.test(value);
}
