/** Runs with these environment variables, undefined ones removed, and puts everything back afterwards. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string | undefined>>,
  body: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((key) => [key, process.env[key]] as const);
  assign(Object.entries(variables));
  try {
    return await body();
  } finally {
    assign(before);
  }
}

function assign(entries: readonly (readonly [string, string | undefined])[]): void {
  for (const [key, value] of entries) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
}

/** What must not leak in from the user's shell: profiles, other endpoints, the SDK's metadata calls and its banner. */
export const ISOLATED: Readonly<Record<string, string | undefined>> = {
  AWS_ACCESS_KEY_ID: 'rehearsal',
  AWS_SECRET_ACCESS_KEY: 'rehearsal',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: undefined,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  AWS_USE_FIPS_ENDPOINT: undefined,
  AWS_USE_DUALSTACK_ENDPOINT: undefined,
  // A deployed function runs on a newer Node than the rehearsal may.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
