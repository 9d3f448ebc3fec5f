import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files first, so that no worker is left alone with one at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = [
      /infra\/bundles/,
      /tours\//,
      /workflows\/(rolling|killed)/,
      /every-operation/,
      /workflows\//,
      /infra\//,
    ]
    const place = ({ moduleId }: TestSpecification) => {
      const index = long.findIndex((one) => one.test(moduleId))
      return index < 0 ? long.length : index
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}

const shared = ['test/{contract,core,functions,hosting,relay,runs,store,workflows}/**/*.test.ts']
const inBrowser = ['test/console/browser/**/*.test.ts']

export default defineConfig({
  test: {
    globalSetup: ['./test/_harness/install-node-red.ts'],
    projects: [
      // Those that follow each other in one worker share its modules: most of the time of small files is loading them.
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'own', include: ['test/**/*.test.ts'], exclude: [...shared, ...inBrowser] } },
      {
        extends: true,
        test: { name: 'console', include: inBrowser, globalSetup: ['./test/_harness/prepare-console.ts'] },
      },
    ],
    reporters: ['default', './test/_harness/count-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // Two cores; each file runs a product of its own, with its own engine process and free ports.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    env: { POWERTOOLS_DEV: 'false' },
  },
})
