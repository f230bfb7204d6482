/** Commands that print a credential: logins, tokens, entries of a vault. */
const MINTS =
  /^(?:gcloud\s+auth\s+(?:application-default\s+)?print-(?:access|identity)-token|gcloud\s+secrets\s+versions\s+access|(?:oc|kubectl)\s+(?:-\S+\s+\S+\s+)*create\s+token|oc\s+whoami\s+(?:-t|--show-token)|oc\s+(?:sa|serviceaccounts)\s+get-token|aws\s+(?:--?\S+\s+)*(?:ecr(?:-public)?\s+get-login-password|codeartifact\s+get-authorization-token|secretsmanager\s+get-secret-value\s[^\n]*--query|sts\s+(?:assume-role\S*|get-session-token)\s[^\n]*--query|ssm\s+get-parameter\s[^\n]*--with-decryption[^\n]*--query)|az\s+(?:account\s+get-access-token|acr\s+login\s[^\n]*--expose-token|keyvault\s+secret\s+show)|gh\s+auth\s+token|vault\s+(?:print\s+token|token\s+create|kv\s+get\s[^\n]*-field[= ](?!user|host|url|name|port|db)|(?:kv\s+get|read|write|login)\s[^\n]*-field[= ]\S*(?:token|password|passwd|secret|key))|op\s+read|pass\s+show|bw\s+get\s+password|step\s+(?:ca\s+token|oauth)|(?:kubectl|oc)\s+(?:-\S+\s+\S+\s+)*get\s+secrets?\b[^\n]*(?:jsonpath|go-template|custom-columns)|doppler\s+secrets\s+get|(?:infisical|chamber)\s+(?:secrets\s+get|read)|ibmcloud\s+iam\s+oauth-tokens|argocd\s+account\s+generate-token)/;

/** A field of an answer that is a credential: `jq -r .auth.client_token`. */
const FIELD =
  /^(?:jq|yq|dasel|gojq)\s[^\n]*\.["']?(?:\w*_?token|password|passwd|secret|client_secret|SecretString|SecretAccessKey|SessionToken|accessToken|idToken|refreshToken|authToken|clientToken|authorizationToken|apiKey|api_key|private_?key|secret_key)(?![\w.([]|\s*\|\s*(?:length|type|tonumber))/;

/** `VAULT_TOKEN="$token" vault …`. */
const ASSIGNED = /^(?:\w+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"']*)\s+){1,9}/;

/** The programs of both: the first word of a command is read before the rest of it. */
const ANY =
  /^(?:gcloud|oc|kubectl|aws|az|gh|vault|op|pass|bw|step|doppler|infisical|chamber|ibmcloud|argocd|jq|yq|dasel|gojq)\s/;

/** Whether a command prints a credential that it fetched. */
export function mints(command: string): boolean {
  const own = command.replace(ASSIGNED, '');
  return ANY.test(own) && (MINTS.test(own) || FIELD.test(own));
}

/** Whether a text in a script has the output of such a command in it. */
export function holdsMinted(text: string): boolean {
  return [...text.matchAll(/\$\(\s*|\|\s*/g)].some(({ 0: opening, index }) =>
    mints(text.slice(index + opening.length)),
  );
}
