// A test runner for Stryker: the tests of the pure layers, loaded once and run in one process. Modules are evaluated anew only where a mutant
// stands in what runs while they are loaded. Stryker's own runner starts Vitest for each mutant, which takes five times as long.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { Script } from 'node:vm';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import * as vitestRunner from '@vitest/runner';
import { build } from 'esbuild';
import { expect } from './expect.mjs';

const CONFIG = {
  root: process.cwd(),
  setupFiles: [],
  passWithNoTests: true,
  allowOnly: false,
  sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
  maxConcurrency: 1,
  testTimeout: 600_000,
  hookTimeout: 600_000,
  retry: 0,
  tags: [],
};

/** What the instrumented code reads and writes. */
globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
const instrumented = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];

/** Test files, and everything that they import of this repository, as one function of `require`. */
async function bundled(files) {
  const entries = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = { ${entries.join(', ')} };`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
    plugins: [OWN_FOLDER, KEPT_FOR_ONE_TEST],
  });
  return new Script(`(require, module) => {${outputFiles[0].text}\n}`, { filename: 'tests.cjs' });
}

/** `__dirname` as the folder of the file in which it stands, not of the bundle. */
const OWN_FOLDER = {
  name: 'own-folder',
  setup({ onLoad }) {
    onLoad({ filter: /\.test\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { loader: 'ts', contents: source.replaceAll('__dirname', JSON.stringify(dirname(path))) };
    });
  },
};

/** Answers are kept for one run of one test: later they would be those of another mutant. */
const KEPT_FOR_ONE_TEST = {
  name: 'kept-for-one-test',
  setup({ onLoad }) {
    onLoad({ filter: /\blib\/keep-answers\.ts$/ }, ({ suffix }) =>
      suffix === '' ? { contents: KEEP_ANSWERS } : undefined,
    );
  },
};
const KEEP_ANSWERS = `
  import { running } from 'running-test';
  import * as always from './keep-answers.ts?always';
  const forOneTest = (keep) => (answer, keyFor) => {
    let test, kept;
    return (...question) => {
      if (kept === undefined || test !== running.test) [test, kept] = [running.test, keep(answer, keyFor)];
      return kept(...question);
    };
  };
  export const keepAnswers = forOneTest(always.keepAnswers);
  export const keepAnswersOf = forOneTest(always.keepAnswersOf);
`;

/** What tells one run of a test from the next. */
const running = { test: {} };

const requirePackage = createRequire(resolve('package.json'));
const OWN_PACKAGES = { vitest: { ...vitestRunner, expect }, 'running-test': { running } };
const requireOf = (id) => OWN_PACKAGES[id] ?? requirePackage(id);

const testsIn = (suite) => suite.tasks.flatMap((task) => (task.type === 'suite' ? testsIn(task) : [task]));

function nameOf(test) {
  const names = [test.name];
  for (let { suite } = test; suite !== undefined; { suite } = suite) names.unshift(suite.name);
  return names.join(' › ');
}

class PureTestRunner {
  /** Ids of tests that have failed, the newest last. */
  failures = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.files = process.env.MUTATION_TESTS.split(' ');
    this.script = await bundled(this.files);
  }

  async dryRun() {
    await this.load();
    const tests = [];
    for (const test of this.tests.values()) {
      instrumented.currentTestId = test.id;
      tests.push(await runTest(test));
      instrumented.currentTestId = undefined;
    }
    this.cost = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: instrumented.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation, reloadEnvironment, disableBail }) {
    instrumented.hitLimit = hitLimit;
    instrumented.hitCount = hitLimit === undefined ? undefined : 0;
    instrumented.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    const results = [];
    try {
      if (reloadEnvironment || this.tests === undefined) await this.load();
      instrumented.activeMutant = activeMutant.id;
      for (const test of this.likeliestFirst(testFilter ?? [...this.tests.keys()])) {
        const result = await runTest(test);
        results.push(result);
        if (result.status !== TestStatus.Failed) continue;
        this.failures = [...this.failures.filter((id) => id !== test.id), test.id];
        if (!disableBail) break;
      }
    } catch (error) {
      results.push({ ...resultOf({ id: 'load', name: 'load' }, 0), ...failure(error) });
    }
    instrumented.activeMutant = undefined;
    const limit = determineHitLimitReached(instrumented.hitCount, hitLimit);
    return toMutantRunResult(limit ?? { status: DryRunStatus.Complete, tests: results });
  }

  /** Those that failed last, for mutants stand beside each other, then those that take the least time. */
  likeliestFirst(ids) {
    const last = (id) => this.failures.lastIndexOf(id);
    const cost = (id) => this.cost?.get(id) ?? 0;
    return ids.toSorted((a, b) => last(b) - last(a) || cost(a) - cost(b)).flatMap((id) => this.tests.get(id) ?? []);
  }

  /** Evaluates every module anew. @throws what a test file throws while it is loaded */
  async load() {
    const module = { exports: {} };
    this.script.runInThisContext()(requireOf, module);
    this.tests = new Map();
    for (const file of this.files) {
      const runner = { config: CONFIG, importFile: () => module.exports[file]() };
      const [suite] = await vitestRunner.collectTests([resolve(file)], runner);
      if (suite.result?.state === 'fail') throw suite.result.errors[0];
      for (const task of testsIn(suite)) {
        const name = nameOf(task);
        this.tests.set(`${file}#${name}`, {
          id: `${file}#${name}`,
          name,
          file: resolve(file),
          run: vitestRunner.getFn(task),
        });
      }
    }
  }
}

async function runTest(test) {
  const startedAt = performance.now();
  running.test = {};
  try {
    await test.run();
    return resultOf(test, performance.now() - startedAt);
  } catch (error) {
    return { ...resultOf(test, performance.now() - startedAt), ...failure(error) };
  }
}

const resultOf = ({ id, name, file }, timeSpentMs) => ({
  id,
  name,
  fileName: file,
  timeSpentMs,
  status: TestStatus.Success,
});
const failure = (error) => ({ status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });

function createRunner() {
  return new PureTestRunner();
}
createRunner.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'pure', createRunner)];
