import { defineConfig } from 'vitest/config';

/** The constructs' tests share one load of aws-cdk-lib (a second and a half) per worker: they touch no global state. */
const SHARED = 'test/constructs/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      { extends: true, test: { name: 'constructs', include: [SHARED], isolate: false } },
      { extends: true, test: { name: 'layers', include: ['test/**/*.test.ts'], exclude: [SHARED] } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    env: {
      // CDK's template validator costs seconds per process; one file and `cdk synth` run with it (see test/constructs).
      CDK_VALIDATION: 'false',
      NO_COLOR: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});
