import { afterEach, beforeEach } from 'vitest';

/** Sets environment variables for each test of a file, undefined ones removed, and puts everything back. */
export function withEnvironment(variables: () => Readonly<Record<string, string | undefined>>): void {
  const before = { ...process.env };
  beforeEach(() => {
    for (const [key, value] of Object.entries(variables())) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });
  afterEach(() => {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
    Object.assign(process.env, before);
  });
}

/** Nobody's own profile or proxy gets into a test. */
export const AWS_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'READERKEY',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_REGION: 'eu-central-1',
} as const;
