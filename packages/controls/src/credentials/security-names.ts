import { wordsOf } from './secret-names.js';

const SKIPPED =
  /\bskip (?:\S+ )*(?:audit|check|checks|gate|gates|lint|provenance|sast|sbom|scan|scans|scanning|security|sign|signing|signature|ssl|test|tests|tls|validation|verification|verify)\b/;
const WEAKENED =
  /\b(?:tls verify|ssl verify|tlsverify|sslverify|verify (?:tls|ssl|signature|cert|certs)|insecure|privileged|run as root|no verify|disable (?:\S+ )*(?:check|checks|security|ssl|tls|verification)|allow (?:insecure|privileged|root|untrusted)|host network)\b/;
const FREE =
  /\b(?:extra|additional) (?:\S+ )*(?:args|arguments|flags|opts|options|params|parameters)\b|\b(?:docker|podman|buildah|buildx|kaniko|skopeo|helm|kubectl|oc|terraform|tofu|ansible|cosign|curl) (?:run |build )?(?:args|arguments|flags|opts|options)\b/;

/** What a caller can do with a parameter of this name to the security of a step; null if nothing is known. */
export function weakens(name: string): string | null {
  const words = wordsOf(name.slice(0, 200)).join(' ');
  if (SKIPPED.test(words)) return 'leave out a check';
  if (WEAKENED.test(words)) return 'switch a protection off';
  return FREE.test(words) ? 'add any option, those that switch protections off included' : null;
}
