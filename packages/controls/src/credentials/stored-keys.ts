/** A stored key for which its provider has something better. */
export interface StoredKey {
  readonly what: string;
  readonly hint: string;
  /** Set for tokens of registries: the commands that publish with them. */
  readonly publishes?: RegExp;
}

interface StoredInput extends StoredKey {
  readonly inputs: readonly string[];
  /** Only where this input names one of these. */
  readonly registryInput?: string;
  /** An input by which the action gives up the better way itself. */
  readonly refusedBy?: string;
  readonly registries?: RegExp;
}

/** Of AWS. */
export const AWS: StoredKey = {
  what: 'an access key of AWS',
  hint: 'role-to-assume: arn:aws:iam::<account>:role/<role>, and id-token: write',
};
/** Of Google. */
export const GOOGLE: StoredKey = {
  what: 'a key of a service account of Google',
  hint: 'workload_identity_provider: <provider>, and id-token: write',
};
/** Of Azure. */
export const AZURE: StoredKey = {
  what: 'a client secret of Azure',
  hint: 'client-id, tenant-id and subscription-id, and id-token: write',
};
const PYPI: StoredKey = {
  what: 'an API token of PyPI',
  hint: 'id-token: write and a trusted publisher, without password',
};

const NUGET: StoredKey = {
  what: 'an API key of NuGet',
  hint: 'NuGet/login and id-token: write',
};
const RUBYGEMS: StoredKey = {
  what: 'an API key of RubyGems',
  hint: 'rubygems/configure-rubygems-credentials and id-token: write',
};

/** Inputs by action. */
export const STORED_INPUTS: Readonly<Record<string, StoredInput>> = {
  'aws-actions/configure-aws-credentials': {
    ...AWS,
    inputs: ['aws-secret-access-key', 'aws-access-key-id'],
  },
  'google-github-actions/auth': { ...GOOGLE, inputs: ['credentials_json'] },
  'google-github-actions/setup-gcloud': { ...GOOGLE, inputs: ['service_account_key'] },
  'azure/login': { ...AZURE, inputs: ['creds'] },
  'pypa/gh-action-pypi-publish': {
    ...PYPI,
    inputs: ['password'],
    registryInput: 'repository-url',
    registries: /^$|(?:upload|test)\.pypi\.org/,
  },
  'rubygems/configure-rubygems-credentials': {
    ...RUBYGEMS,
    inputs: ['api-token'],
    registryInput: 'gem-server',
    registries: /^$|rubygems\.org/,
  },
  'rubygems/release-gem': { ...RUBYGEMS, inputs: [], refusedBy: 'setup-trusted-publisher' },
  'js-devtools/npm-publish': {
    what: 'a token of npm',
    hint: 'id-token: write and a trusted publisher: npm publish without a token',
    inputs: ['token'],
    registryInput: 'registry',
    registries: /^$|registry\.npmjs\.org/,
  },
  'docker/login-action': {
    what: 'a stored login of a cloud registry',
    hint: 'the login action of the cloud with id-token: write; for ghcr.io secrets.GITHUB_TOKEN',
    inputs: ['password'],
    registryInput: 'registry',
    registries: /\.amazonaws\.com|\.azurecr\.io|(?:^|\.)gcr\.io|-docker\.pkg\.dev|^ghcr\.io/,
  },
};

/** What publishes to a public registry that takes an identity of the run for a key. */
export const PUBLISHES: readonly StoredKey[] = [
  { ...PYPI, publishes: /\btwine\S* upload\b/ },
  { ...RUBYGEMS, publishes: /^(?:bundle exec )?gem push\b/ },
  { ...NUGET, publishes: /^(?:dotnet )?nuget(?:\.exe)? push\b/ },
];

/** Variables of the environment by name. */
export const STORED_VARIABLES: Readonly<Record<string, StoredKey>> = {
  AWS_SECRET_ACCESS_KEY: AWS,
  AZURE_CLIENT_SECRET: AZURE,
  AZURE_CREDENTIALS: AZURE,
  ARM_CLIENT_SECRET: AZURE,
  GOOGLE_CREDENTIALS: GOOGLE,
  GCP_SA_KEY: GOOGLE,
  GCLOUD_SERVICE_KEY: GOOGLE,
  CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE: GOOGLE,
  TWINE_PASSWORD: { ...PYPI, publishes: /\btwine upload\b/ },
  UV_PUBLISH_TOKEN: { ...PYPI, publishes: /^uv publish\b/ },
  POETRY_PYPI_TOKEN_PYPI: { ...PYPI, publishes: /^poetry publish\b/ },
  NODE_AUTH_TOKEN: npm(),
  NPM_TOKEN: npm(),
  NPM_CONFIG_TOKEN: npm(),
  GEM_HOST_API_KEY: { ...RUBYGEMS, publishes: /^gem push\b|rake release\b/ },
  RUBYGEMS_API_KEY: { ...RUBYGEMS, publishes: /^gem push\b|rake release\b/ },
  NUGET_API_KEY: { ...NUGET, publishes: /^(?:dotnet )?nuget push\b/ },
  CARGO_REGISTRY_TOKEN: {
    what: 'a token of crates.io',
    hint: 'rust-lang/crates-io-auth-action and id-token: write',
    publishes: /^cargo (?:\S+ )*publish\b/,
  },
};

function npm(): StoredKey {
  return {
    what: 'a token of npm',
    hint: 'id-token: write and a trusted publisher: npm publish without a token',
    publishes: /^(?:npm|pnpm|yarn|lerna|npx)(?: \S+)* publish\b/,
  };
}
