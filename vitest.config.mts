import { defineConfig } from 'vitest/config';

/**
 * Test files that share one load of what they import per worker: those of the pure layers and of the constructs, which touch no global
 * state. Loading is most of what they cost (aws-cdk-lib takes a second and a half).
 */
const LAYERS = [
  'catalog',
  'yarn',
  'spark',
  'steps',
  'effective',
  'sizing',
  'evidence',
  'diagnosis',
  'lint',
  'remedy',
  'render',
  'constructs',
];
const SHARED = `test/{${LAYERS.join(',')}}/**/*.test.ts`;

/** A guard against hanging, not a limit: no test may fail because the machine is slow. */
const HANGING_MS = 10 * 60_000;

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      { extends: true, test: { name: 'shared', include: [SHARED], isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: [SHARED] } },
    ],
    testTimeout: HANGING_MS,
    hookTimeout: HANGING_MS,
    maxWorkers: '100%',
    env: {
      // CDK's template validator costs seconds per process; one file and `cdk synth` run with it (see test/constructs).
      CDK_VALIDATION: 'false',
      NO_COLOR: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});
